import type { Queryable } from './pool.ts'

/** SQL: the name of the account whose username stands in a column; what the clock did is the system's, what else is no account's, such as an import, as it is. */
export const personName = (column: string): string =>
  `coalesce((select account.name from account where account.username = ${column}), case ${column} when 'xiaowei' then '系统' else ${column} end)`

/** The name behind one username, where the account itself is needed too. */
export async function readPersonName(db: Queryable, username: string): Promise<string> {
  const { rows } = await db.query<{ name: string }>(`select ${personName('$1::text')} as name`, [username])
  return rows[0]?.name ?? username
}
