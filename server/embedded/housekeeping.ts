import { opendir, stat } from 'node:fs/promises'
import path from 'node:path'

export interface HousekeepingOptions {
  /** Runs one statement as superuser when no client needs the session. */
  readonly chore: (sql: string) => Promise<(string | null)[][]>
  /** Bytes written to the write-ahead log since the process began. */
  readonly logBytes: () => number
  readonly folder: string
  readonly onDiskUse: (bytes: number) => void
  readonly onTrouble: (line: string) => void
}

const TICK = 5000 // ms
const LOG_LIMIT = 64 * 1024 * 1024 // bytes: +1 s of recovery per 190 MB
const CHECKPOINT_EVERY = 300_000 // ms
const TIDY_EVERY = 30_000 // ms
const JOBS_EVERY = 60_000 // ms
const MEASURE_EVERY = 60_000 // ms

/** A checkpoint is due by size, or by age if anything was written. Pure. @param age ms @param written bytes since the last */
export const checkpointDue = (written: number, age: number): boolean => written > LOG_LIMIT || (written > 0 && age > CHECKPOINT_EVERY)

/** What autovacuum would know of a table; counts are since the process began. */
export interface TableCounts {
  readonly table: string
  /** Rows updated or deleted, and rows changed in any way. */
  readonly dead: number
  readonly changed: number
  readonly rows: number
  /** Transactions since its oldest row was frozen. */
  readonly age: number
}

/** Half of what forces PostgreSQL to refuse writes would be late; autovacuum acts at 200 million transactions. */
const FREEZE_AGE = 150_000_000

/** The statement that a table needs, if any, by autovacuum's rule (50 + a share of the rows; at most 50,000, for the time one VACUUM takes). Pure. */
export function tidyStatement(now: TableCounts, then: Pick<TableCounts, 'dead' | 'changed'>): string | null {
  const share = Math.min(50 + 0.1 * Math.max(now.rows, 0), 50_000)
  if (now.age > FREEZE_AGE) return `vacuum (freeze, analyze) ${now.table}`
  if (now.dead - then.dead > share) return `vacuum (analyze) ${now.table}`
  if (now.changed - then.changed > share) return `analyze ${now.table}`
  return null
}

/** PGlite never adds its counts to pg_stat_user_tables, so that those "of the transaction" are those since the process began. */
const COUNTS = `
  select c.oid::regclass::text, coalesce(s.n_tup_upd + s.n_tup_del, 0), coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0),
         c.reltuples, age(c.relfrozenxid)
  from pg_class c left join pg_stat_xact_all_tables s on s.relid = c.oid
  where c.relkind in ('r', 'm') and c.relpersistence = 'p'
    and (coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0) > 50 or age(c.relfrozenxid) > ${FREEZE_AGE})`

// All of Timescale's own jobs but its telemetry are of its licensed module: without it they are listed, and refused when they run.
const JOBS = `
  select job_id, extract(epoch from schedule_interval) from timescaledb_information.jobs
  where scheduled and proc_name <> 'policy_telemetry' and _timescaledb_functions.tsl_loaded()`

/** Does what PostgreSQL's background processes would: PGlite has none. One statement at a time, each waiting for its turn. */
export class Housekeeping {
  #options: HousekeepingOptions
  #timer: NodeJS.Timeout | null = null
  #busy = false
  #checkpointAt = 0
  #checkpointBytes = 0
  #tidyAt = 0
  #jobsAt = 0
  #measureAt = 0
  #counts = new Map<string, Pick<TableCounts, 'dead' | 'changed'>>()
  #jobDue = new Map<string, number>()

  constructor(options: HousekeepingOptions) {
    this.#options = options
  }

  start(): void {
    const now = performance.now()
    this.#checkpointAt = this.#tidyAt = this.#jobsAt = now
    this.#measureAt = Number.NEGATIVE_INFINITY
    this.#checkpointBytes = this.#options.logBytes()
    this.#timer = setInterval(() => void this.#tick(), TICK)
    void this.#tick()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  async #tick(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      await this.round(performance.now())
    } catch (error) {
      if (this.#timer) this.#options.onTrouble(`housekeeping: ${(error as Error).message}`)
    } finally {
      this.#busy = false
    }
  }

  /** Does what is due. @param now ms of a clock that never goes back */
  async round(now: number): Promise<void> {
    const written = this.#options.logBytes() - this.#checkpointBytes
    if (checkpointDue(written, now - this.#checkpointAt)) {
      await this.#options.chore('checkpoint')
      this.#checkpointAt = now
      this.#checkpointBytes = this.#options.logBytes()
    }
    if (now - this.#tidyAt > TIDY_EVERY) {
      this.#tidyAt = now
      await this.#tidy()
    }
    if (now - this.#jobsAt > JOBS_EVERY) {
      this.#jobsAt = now
      await this.#runJobs(now)
    }
    if (now - this.#measureAt > MEASURE_EVERY) {
      this.#measureAt = now
      this.#options.onDiskUse(await folderSize(this.#options.folder))
    }
  }

  async #tidy(): Promise<void> {
    for (const [table, dead, changed, rows, age] of await this.#options.chore(COUNTS)) {
      const now = { table: table ?? '', dead: Number(dead), changed: Number(changed), rows: Number(rows), age: Number(age) }
      const statement = tidyStatement(now, this.#counts.get(now.table) ?? { dead: 0, changed: 0 })
      if (!statement) continue
      // A chunk may be dropped between the list and its turn: then the statement fails, and nothing is to be done.
      await this.#options.chore(statement).catch((error: Error) => this.#options.onTrouble(`housekeeping: ${statement}: ${error.message}`))
      this.#counts.set(now.table, {
        dead: statement.startsWith('analyze') ? (this.#counts.get(now.table)?.dead ?? 0) : now.dead,
        changed: now.changed,
      })
    }
  }

  /** Each Timescale job a minute after the start, then by its interval: the time of its last run is not kept by run_job. */
  async #runJobs(now: number): Promise<void> {
    for (const [id, seconds] of await this.#options.chore(JOBS)) {
      if (id === null || id === undefined || (this.#jobDue.get(id) ?? 0) > now) continue
      this.#jobDue.set(id, now + Number(seconds) * 1000)
      await this.#options
        .chore(`call run_job(${Number(id)})`)
        .catch((error: Error) => this.#options.onTrouble(`housekeeping: job ${id}: ${error.message}`))
    }
  }
}

/** Bytes of all files below a folder; files that vanish meanwhile count nothing. */
async function folderSize(folder: string): Promise<number> {
  let bytes = 0
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (!entry.isFile()) continue
    bytes += await stat(path.join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return bytes
}
