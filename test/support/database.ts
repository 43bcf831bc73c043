import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { appPool } from '../../server/store/pool.ts'

export interface FreshDatabase {
  /** As the schema's owner, who may do anything: for builders, and to start a server on. */
  url: string
  /** With the application's rights, which end where a log would be rewritten. */
  pool: pg.Pool
  /** Ends the pool, disconnects everyone else and drops the database. */
  drop(): Promise<void>
}

/** A migrated database of its own, cloned from the run's template: one per test file, in `beforeAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { serverUrl, template } = inject('database')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, `create database ${name} template ${template}`)
  const url = urlOf(serverUrl, name)
  const pool = appPool(url, { max: 8, name: 'test' })
  return {
    url,
    pool,
    async drop() {
      await pool.end()
      await dropDatabase(serverUrl, name)
    },
  }
}

const LEAVE_MS = 1_000

/**
 * A pool has ended before its connections have, and one that is cut off meanwhile throws an error that nobody awaits: they are given time to
 * leave. Whoever is still there then has forgotten to, and is put out.
 */
async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const until = performance.now() + LEAVE_MS
    while (performance.now() < until) {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where datname = $1 and backend_type = 'client backend' limit 1`,
        [name],
      )
      if (rowCount === 0) break
      await delay(5)
    }
    await client.query(`drop database if exists ${name} with (force)`)
  } finally {
    await client.end()
  }
}

/** The same server, another database. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

/** Runs statements outside a transaction, one after the other, on a connection of their own. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
