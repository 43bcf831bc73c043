import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { Instant } from './time.ts'

/** One line of the audit log (审计日志), chained to the line before it by SHA-256. R52 */
export const AuditEntry = z
  .object({
    id: z.int(),
    at: Instant,
    account: z.string().nullable(),
    role: z.string().nullable(),
    address: z.string().nullable(),
    action: z.string(),
    object: z.string().nullable(),
    result: z.string(),
    data: z.record(z.string(), z.unknown()),
    hash: z.string().meta({ description: 'SHA-256 over the hash before and this line, hex' }),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>
export const AuditQuery = z.strictObject({
  account: z.string().max(64).optional(),
  action: z.string().max(64).optional(),
  from: Instant.optional().meta({ description: 'at ≥ from' }),
  to: Instant.optional().meta({ description: 'at < to' }),
  ...Page,
})
export const AuditList = listOf(AuditEntry).meta({ id: 'AuditList' })
