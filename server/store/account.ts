import type { Account } from '#contracts/account.ts'
import type { Role, Scope } from '#contracts/session.ts'
import { ADMINISTRATORS, type Principal } from '#domain/policy.ts'
import { decodeCursor, NAME, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { accountScope } from './scope.ts'

export interface AccountRow {
  id: string
  username: string
  name: string
  passwordHash: string
  disabled: boolean
  synthetic: boolean
  role: Role | null
  scope: Scope | null
}

const ROW = `account.id, account.username, account.name, account.password_hash as "passwordHash", account.disabled_at is not null as disabled,
  account.synthetic, account_role.role, account_role.scope`

export async function findAccount(db: Queryable, username: string): Promise<AccountRow | null> {
  const { rows } = await db.query<AccountRow>(
    `select ${ROW} from account left join account_role on account_role.account_id = account.id where username = $1`,
    [username],
  )
  return rows[0] ?? null
}

/** The same, locked until the transaction ends, so that two changes of one account come one after the other. */
export async function lockAccount(db: Queryable, username: string): Promise<AccountRow | null> {
  await db.query('select from account where username = $1 for update', [username])
  return findAccount(db, username)
}

export async function findAccountById(db: Queryable, id: string): Promise<AccountRow | null> {
  const { rows } = await db.query<AccountRow>(
    `select ${ROW} from account left join account_role on account_role.account_id = account.id where account.id = $1`,
    [id],
  )
  return rows[0] ?? null
}

/** @returns the new account's id, or null when the name is taken */
export async function insertAccount(
  db: Queryable,
  { username, name, passwordHash, synthetic }: { username: string; name: string; passwordHash: string; synthetic: boolean },
): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `insert into account (username, name, password_hash, synthetic) values ($1, $2, $3, $4)
     on conflict (username) do nothing returning id`,
    [username, name, passwordHash, synthetic],
  )
  return rows[0]?.id ?? null
}

export async function updateAccount(
  db: Queryable,
  id: string,
  { name, passwordHash }: { name: string; passwordHash: string },
): Promise<void> {
  await db.query('update account set name = $2, password_hash = $3, disabled_at = null where id = $1', [id, name, passwordHash])
}

export async function setPasswordHash(db: Queryable, id: string, passwordHash: string): Promise<void> {
  await db.query('update account set password_hash = $2 where id = $1', [id, passwordHash])
}

export async function setDisabled(db: Queryable, id: string, disabled: boolean): Promise<void> {
  await db.query('update account set disabled_at = case when $2 then coalesce(disabled_at, now()) end where id = $1', [id, disabled])
}

/** Gives an account its one role; what it held before goes to the history. The caller ends its sessions. */
export async function setRole(db: Queryable, accountId: string, role: Role, scope: Scope): Promise<void> {
  const values = [accountId, role, JSON.stringify(scope)]
  const { rowCount } = await db.query('update account_role set role = $2, scope = $3 where account_id = $1', values)
  if (rowCount === 0) await db.query('insert into account_role (account_id, role, scope) values ($1, $2, $3)', values)
}

/** Which of the three administrators' roles the account holds or has ever held. */
export async function administratorRoles(db: Queryable, accountId: string): Promise<Role[]> {
  const { rows } = await db.query<{ role: Role }>(
    `select role from account_role where account_id = $1 and role = any($2::text[])
     union select role from account_role_history where account_id = $1 and role = any($2::text[])`,
    [accountId, ADMINISTRATORS],
  )
  return rows.map(({ role }) => role)
}

const TABLE_OF = { school: 'school', township: 'township', department: 'department' } as const

/** Ids of a scope that no register knows; a vendor's are not in one. */
export async function unknownScopeIds(db: Queryable, scope: Scope): Promise<string[]> {
  if (scope.kind === 'district' || scope.kind === 'vendor') return []
  const { rows } = await db.query<{ id: string }>(
    `select asked.id from unnest($1::text[]) as asked(id) where not exists (select from ${TABLE_OF[scope.kind]} known where known.id = asked.id)`,
    [scope.ids],
  )
  return rows.map(({ id }) => id)
}

/** Accounts in the reader's scope, by user name. */
export async function listAccounts(
  db: Queryable,
  reader: Principal,
  { role, find, cursor, limit }: { role?: Role | undefined; find?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<Account>> {
  const [after] = decodeCursor(cursor, NAME) ?? [null]
  const scope = accountScope(reader, 5)
  const { rows } = await db.query<Account>(
    `select username, name, role, scope, synthetic, disabled_at is not null as disabled,
       exists (select from second_factor f where f.account_id = account.id and proven_at is not null) as "secondFactor",
       (select count(*) from session where account_id = account.id and ended_at is null and expires_at > now()) as sessions
     from account left join account_role on account_role.account_id = account.id
     where ($1::text is null or username > $1) and ($2::text is null or role = $2)
       and ($4::text is null or position(lower($4) in lower(username)) > 0 or position(lower($4) in lower(name)) > 0) and ${scope.sql}
     order by username limit $3`,
    [after, role ?? null, limit + 1, find || null, ...scope.values],
  )
  return pageOf(
    rows,
    limit,
    ({ username }) => [username],
    (row) => row,
  )
}
