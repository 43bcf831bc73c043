import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { LOCK } from './lock.ts'

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url))
const NO_TRANSACTION = /^-- no transaction$/m

/**
 * Brings the schema up to date: numbered files, forward only, one transaction each unless the file is marked `-- no transaction`.
 * Servers that start together wait for each other. Runs as the owner of the schema.
 * @throws when a file that was applied has changed since, or the database holds a version this program does not know
 */
export async function migrate(connectionString: string): Promise<{ applied: string[] }> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  const client = new pg.Client({ connectionString, application_name: 'xiaowei-migrate', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // the query in flight rejects with the same error
  await connect(client)
  try {
    // Under the lock too: `if not exists` fails in one of two servers that start together on an empty database.
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK.migration])
    await client.query('create extension if not exists timescaledb')
    await client.query(
      'create table if not exists migration (name text primary key, sha256 text not null, at timestamptz not null default now())',
    )
    await client.query('commit')
    const applied: string[] = []
    for (const name of files) if (await apply(client, name)) applied.push(name)
    const known = await client.query<{ name: string }>('select name from migration where name <> all($1::text[]) order by name', [files])
    const unknown = known.rows[0]
    if (unknown)
      throw new Error(`the database has migration ${unknown.name}, which this program does not know: it was migrated by a newer one`)
    return { applied }
  } finally {
    await client.end()
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect()
  } catch (error) {
    const { host, port, user, database } = client
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `DATABASE_URL: no connection to database ${database} at ${host}:${port} as ${user ?? 'nobody (it names no user)'}: ${reason}`,
      { cause: error },
    )
  }
}

async function apply(client: pg.Client, name: string): Promise<boolean> {
  const sql = await readFile(`${FOLDER}/${name}`, 'utf8')
  const sha256 = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
  await client.query('begin')
  try {
    // Held until commit, so that of two servers that start together one waits and then finds the row.
    await client.query('select pg_advisory_xact_lock($1)', [LOCK.migration])
    const { rows } = await client.query<{ sha256: string }>('select sha256 from migration where name = $1', [name])
    const done = rows[0]
    if (done && done.sha256 !== sha256)
      throw new Error(`migration ${name} has changed since it was applied: applied ${done.sha256.slice(0, 8)}, file ${sha256.slice(0, 8)}`)
    if (!done) {
      await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256])
      if (NO_TRANSACTION.test(sql)) await client.query('commit')
      await client.query(sql)
    }
    if (done || !NO_TRANSACTION.test(sql)) await client.query('commit')
    return !done
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the first error is the one that matters
    throw error
  }
}
