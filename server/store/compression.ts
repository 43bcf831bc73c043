// Compression of old chunks: under the Timescale License alone (design section 7); everywhere else nothing happens, and nothing is missed.
import type { Queryable } from './pool.ts'

interface Compressed {
  readonly table: string
  /** Chunks that ended so many days ago: a late message seldom comes for them, and it can still be written. */
  readonly afterDays: number
  readonly orderBy: string
}

/** Both are read by device; a month of presses stays as it was written, because tests and reports read it most. */
const COMPRESSED: readonly Compressed[] = [
  { table: 'health_sample', afterDays: 7, orderBy: 'at desc' },
  { table: 'device_event', afterDays: 35, orderBy: 'received_at desc' },
]

/** Whether this database's TimescaleDB has its licensed module: Debian's build and the embedded database have not. */
async function hasCompression(owner: Queryable): Promise<boolean> {
  const { rows } = await owner.query<{ has: boolean }>('select _timescaledb_functions.tsl_loaded() as has')
  return rows[0]?.has === true
}

/**
 * Compresses the oldest chunk that is due, of each table; one a run, so that the database is busy for seconds at most. Runs as the owner.
 * @returns the chunks that were compressed
 */
export async function compressOld(owner: Queryable): Promise<string[]> {
  if (!(await hasCompression(owner))) return []
  const done: string[] = []
  for (const { table, afterDays, orderBy } of COMPRESSED) {
    const chunk = await dueChunk(owner, table, afterDays)
    if (chunk === null) continue
    await enable(owner, table, orderBy)
    await owner.query('select compress_chunk($1::regclass, if_not_compressed => true)', [chunk])
    done.push(chunk)
  }
  return done
}

async function dueChunk(owner: Queryable, table: string, afterDays: number): Promise<string | null> {
  const { rows } = await owner.query<{ chunk: string }>(
    `select format('%I.%I', chunk_schema, chunk_name) as chunk from timescaledb_information.chunks
     where hypertable_schema = 'public' and hypertable_name = $1 and not is_compressed and range_end < now() - make_interval(days => $2)
     order by range_start limit 1`,
    [table, afterDays],
  )
  return rows[0]?.chunk ?? null
}

/** Names and orders are ours, not anybody's input: a setting of a table takes no parameter. */
async function enable(owner: Queryable, table: string, orderBy: string): Promise<void> {
  const { rows } = await owner.query<{ on: boolean }>(
    `select compression_enabled as on from timescaledb_information.hypertables where hypertable_schema = 'public' and hypertable_name = $1`,
    [table],
  )
  if (rows[0]?.on) return
  await owner.query(
    `alter table ${table} set (timescaledb.compress, timescaledb.compress_segmentby = 'device_id', timescaledb.compress_orderby = '${orderBy}')`,
  )
}
