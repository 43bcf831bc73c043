import type { Responder } from '#contracts/responder.ts'
import type { Role } from '#contracts/session.ts'
import { type Principal, rolesWith } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'

/**
 * Names of those whom an alarm in the reader's scope can name: whoever may read alarms of a wider area than single schools, and the people
 * of the schools in scope.
 */
export async function listResponders(db: Queryable, { schoolIds }: Principal): Promise<Responder[]> {
  const { rows } = await db.query<{ username: string; name: string; role: Role; schoolIds: string[] | null }>(
    `select username, name, role, case when scope ->> 'kind' = 'school' then scope -> 'ids' end as "schoolIds"
     from account join account_role on account_role.account_id = account.id
     where role = any($1::text[])
       and ($2::text[] is null or scope ->> 'kind' <> 'school' or scope -> 'ids' ?| $2::text[])
     order by username`,
    [rolesWith('alarm:read'), schoolIds],
  )
  return rows
}
