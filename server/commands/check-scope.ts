import type { Role, Scope } from '#contracts/session.ts'
import { scopeRefusal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { unknownScopeIds } from '../store/account.ts'
import type { Queryable } from '../store/pool.ts'

/** Why a role cannot be granted with a scope, or null: wrong in kind, or of ids that no register knows. */
export async function checkScope(db: Queryable, role: Role, scope: Scope): Promise<Refusal | null> {
  const wrong = scopeRefusal(role, scope)
  if (wrong) return refuse('refused-input', 'the role cannot have this scope', { errors: [{ path: 'body.scope', message: wrong }] })
  const unknown = await unknownScopeIds(db, scope)
  if (unknown.length === 0) return null
  return refuse('refused-input', 'the scope names what no register knows', {
    errors: unknown.map((id) => ({ path: 'body.scope.ids', message: `there is no ${scope.kind} ${id}` })),
  })
}
