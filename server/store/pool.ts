import pg from 'pg'

/** Anything that runs a parameterised statement: a pool, or the client of a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<Row>>
}

export type Pool = pg.Pool

/** The role that migrations grant to the application; it can add to a log and never rewrite it. */
const APP_ROLE = 'xiaowei_app'

// bigint columns are cursors and counters far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const STEADY = ['plan_cache_mode=force_generic_plan', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_seqscan=off']
  .map((setting) => ` -c ${setting}`)
  .join('')

export interface PoolOptions {
  /** connections */
  max?: number
  name?: string
  /**
   * For few statements that are always the same and find every row by its key: planned once, not anew for each call's values, and as nested
   * loops over indexes. A plan made while the tables were small would read all of them for one press, for as long as the connection lasts.
   */
  steadyPlans?: boolean
  /** For beats alone, which may be lost: their commits do not keep the disk from a press's. */
  mayLose?: boolean
  onError?: (error: Error) => void
  /** The server's process behind each new connection. */
  onBackend?: (backend: number) => void
}

/**
 * A pool whose every connection has only the application's rights: the role is set by the server at start-up, so that no SET ROLE is sent. JIT is off:
 * it takes tens of ms to compile what a press needs in one.
 */
export function appPool(
  connectionString: string,
  { max = 10, name = 'xiaowei', steadyPlans = false, mayLose = false, onError, onBackend }: PoolOptions = {},
): Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    application_name: name,
    options: `-c role=${APP_ROLE} -c jit=off${steadyPlans ? STEADY : ''}${mayLose ? ' -c synchronous_commit=off' : ''}`,
    connectionTimeoutMillis: 5_000,
  })
  // Without a listener a client that dies with its server takes the process with it.
  const listen = (error: Error) => onError?.(error)
  pool.on('error', listen)
  pool.on('connect', (client) => {
    client.on('error', listen)
    onBackend?.(backendOf(client))
  })
  return pool
}

/** Runs `work` on one connection, which is kept while it does not throw: `pool.query` ends a connection at any error, and with it all that it has prepared. */
export async function onConnection<T>(pool: Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let failure: Error | undefined
  try {
    return await work(client)
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    client.release(failure)
  }
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. `begin` may carry parameterless statements. */
export async function transaction<T>(pool: Pool, work: (db: Queryable) => Promise<T>, begin = 'begin'): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause))
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** The server's process behind a connection; pg knows it and does not type it. */
const backendOf = (client: object): number => ('processID' in client && typeof client.processID === 'number' ? client.processID : 0)
