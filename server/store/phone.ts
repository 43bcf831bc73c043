import type { Phone } from '#contracts/phone.ts'
import type { Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'
import { accountScope } from './scope.ts'

type Row = Omit<Phone, 'enrolledAt' | 'lastSeenAt' | 'expiresAt'> & { enrolledAt: Date; lastSeenAt: Date; expiresAt: Date }

/** Phones that are enrolled now, of guards in the reader's scope. */
export async function listPhones(db: Queryable, reader: Principal): Promise<Phone[]> {
  const scope = accountScope(reader, 1)
  const { rows } = await db.query<Row>(
    `select session.id, username, account.name, user_agent as device, created_at as "enrolledAt", last_seen_at as "lastSeenAt",
       expires_at as "expiresAt"
     from session join account on account.id = session.account_id join account_role on account_role.account_id = account.id
     where session.kind = 'phone' and ended_at is null and expires_at > now() and ${scope.sql}
     order by username, created_at desc limit 1000`,
    scope.values,
  )
  return rows.map(({ enrolledAt, lastSeenAt, expiresAt, ...row }) => ({
    ...row,
    enrolledAt: enrolledAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }))
}

/** Ends the session of a phone in the actor's scope. @returns whose it was; null when there is no such phone */
export async function endPhoneSession(db: Queryable, actor: Principal, id: string): Promise<string | null> {
  const scope = accountScope(actor, 2)
  const { rows } = await db.query<{ username: string }>(
    `update session set ended_at = now() from account join account_role on account_role.account_id = account.id
     where session.id = $1 and session.account_id = account.id and session.kind = 'phone' and ended_at is null and ${scope.sql}
     returning username`,
    [id, ...scope.values],
  )
  return rows[0]?.username ?? null
}
