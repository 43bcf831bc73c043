import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { type EmbeddedDatabase, type EmbeddedDatabaseOptions, startEmbeddedDatabase } from '../../server/embedded/database.ts'

/** A data folder and everything opened on it; `end()` leaves nothing running and nothing on the disk. */
export class EmbeddedFixture {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'xiaowei-embedded-'))
  readonly warnings: string[] = []
  readonly progress: string[] = []
  database!: EmbeddedDatabase
  #clients = new Set<pg.Client>()
  #pools = new Set<pg.Pool>()

  async start(options: Partial<EmbeddedDatabaseOptions> = {}): Promise<this> {
    this.database = await startEmbeddedDatabase({
      dataDir: this.folder,
      fsync: false,
      onWarning: (line) => void this.warnings.push(line),
      onProgress: (line) => void this.progress.push(line),
      ...options,
    })
    return this
  }

  /** A client of its own connection; role of the application with `{ role: 'app' }`. */
  async client({ role = 'owner', ...config }: pg.ClientConfig & { role?: 'owner' | 'app' } = {}): Promise<pg.Client> {
    const options = role === 'app' ? { options: '-c role=xiaowei_app' } : {}
    const client = new pg.Client({ connectionString: this.database.connectionString, ...options, ...config })
    client.on('error', () => {}) // a connection that the test cuts
    this.#clients.add(client)
    await client.connect()
    return client
  }

  pool(max = 8): pg.Pool {
    const pool = new pg.Pool({ connectionString: this.database.connectionString, max })
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', () => {}))
    this.#pools.add(pool)
    return pool
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.end().catch(() => {})
    for (const pool of this.#pools) pool.end().catch(() => {})
    await this.database?.stop()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Waits until something holds; fails after `milliseconds` with its name. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, milliseconds = 5000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** False for a zombie too: where process 1 reaps nobody, an orphan that has ended stays one. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const stat = `/proc/${pid}/stat`
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'))
  } catch {
    return false
  }
}
