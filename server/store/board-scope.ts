import { createHash } from 'node:crypto'
import type { Principal } from '#domain/policy.ts'
import { readHead } from './alarm.ts'
import type { Queryable } from './pool.ts'

/** The schools in a person's scope, as they are compared. */
const schoolsOf = ({ schoolIds }: Principal): Buffer => createHash('sha256').update(JSON.stringify(schoolIds)).digest()

/**
 * Head of the change log when somebody's schools became those of now; noted here when they are others than before. Whatever came after that
 * number came to the new schools too; what was open before did not.
 * @returns null when they have never changed
 */
export async function readScopeChange(db: Queryable, principal: Principal): Promise<number | null> {
  const schools = schoolsOf(principal)
  const { rows } = await db.query<{ changedAt: number | null; isSame: boolean }>({
    name: 'board-scope',
    text: `select changed_at as "changedAt", schools_sha256 = $3 as "isSame" from board_scope where account_id = $1 and role = $2`,
    values: [principal.accountId, principal.role, schools],
  })
  const [known] = rows
  if (known?.isSame === true) return known.changedAt
  const changedAt = known ? await readHead(db) : null
  await db.query(
    `insert into board_scope as b (account_id, role, schools_sha256, changed_at) values ($1, $2, $3, $4)
     on conflict (account_id, role) do update set schools_sha256 = excluded.schools_sha256, changed_at = excluded.changed_at`,
    [principal.accountId, principal.role, schools, changedAt],
  )
  return changedAt
}
