import type { Principal } from '#domain/policy.ts'
import type { AuditFact } from '../store/audit.ts'

/** Who gives a command, and from where. */
export interface Actor {
  readonly principal: Principal
  /** IP address */
  readonly address: string
}

/** The first half of an audit line. */
export const actedBy = ({ principal, address }: Actor): Pick<AuditFact, 'account' | 'role' | 'address'> => ({
  account: principal.username,
  role: principal.role,
  address,
})
