import { createHash } from 'node:crypto'
import type { Principal } from '#domain/policy.ts'
import { readHead } from './alarm.ts'
import type { Queryable } from './pool.ts'

export interface BoardScope {
  /** Head of the change log when the schools changed; null: they never have. */
  readonly changedAt: number | null
  /** Whether this session has been told everything of these schools. */
  readonly isTold: boolean
}

/** The schools in a person's scope, as they are compared. */
const schoolsOf = ({ schoolIds }: Principal): Buffer => createHash('sha256').update(JSON.stringify(schoolIds)).digest()

/** Since when somebody has the schools that are in scope now; notes it where they are others than before. */
export async function readBoardScope(db: Queryable, principal: Principal, tokenSha256: Buffer): Promise<BoardScope> {
  const schools = schoolsOf(principal)
  const { rows } = await db.query<BoardScope & { isSame: boolean }>({
    name: 'board-scope',
    text: `select b.changed_at as "changedAt", b.schools_sha256 = $3 as "isSame", coalesce(s.board_sha256 = $3, false) as "isTold"
           from session s left join board_scope b on b.account_id = $1 and b.role = $2 where s.token_sha256 = $4`,
    values: [principal.accountId, principal.role, schools, tokenSha256],
  })
  const known = rows[0]
  if (known?.isSame === true) return known
  // Whatever came after this number came to the new schools too; what was open before it did not.
  const head = known?.isSame === false ? await readHead(db) : null
  await db.query(
    `insert into board_scope as b (account_id, role, schools_sha256, changed_at) values ($1, $2, $3, $4)
     on conflict (account_id, role) do update set schools_sha256 = excluded.schools_sha256, changed_at = excluded.changed_at`,
    [principal.accountId, principal.role, schools, head],
  )
  return { changedAt: head, isTold: false }
}

/** Notes that a session was told everything of the schools in scope. */
export async function noteBoardTold(db: Queryable, principal: Principal, tokenSha256: Buffer): Promise<void> {
  await db.query({
    name: 'note-board-told',
    text: 'update session set board_sha256 = $2 where token_sha256 = $1 and board_sha256 is distinct from $2',
    values: [tokenSha256, schoolsOf(principal)],
  })
}
