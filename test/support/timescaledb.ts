import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { end, family, freePort, hasEnded, isAlive } from './process.ts'

/** A native TimescaleDB of its own on loopback, data on disk. */
export interface Timescaledb {
  /** Superuser, database `postgres`. */
  url: string
  /** The postmaster. */
  pid: number
  start(): Promise<void>
  /** Fast shutdown: clients are disconnected, everything committed is kept. */
  stop(): Promise<void>
  restart(): Promise<void>
  /** SIGKILL to the postmaster and all its children; `start` recovers from the log. */
  kill9(): Promise<void>
  /** SIGSTOP to the postmaster and all its children until the returned function is called: a database that hangs and refuses nothing. */
  pause(): () => void
  /** Stops the server and deletes its data. */
  remove(): Promise<void>
}

const bin = '/usr/lib/postgresql/17/bin'
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_preload_libraries=timescaledb',
  'timescaledb.telemetry_level=off',
  'max_connections=300',
  // A hypertable locks each of its chunks, and a report over two years has more of them than the default 64 a connection.
  'max_locks_per_transaction=512',
  // The chroot has no /dev/shm: nothing is mounted, so no run can unmount what another one uses.
  'dynamic_shared_memory_type=mmap',
]

/**
 * Starts a new cluster. Builds the native TimescaleDB first where the cache has none: root on Debian, about a minute.
 * @param fsync false where only an end of the whole machine could lose something, which no test plays: the system keeps what a killed
 *   PostgreSQL wrote. A database of each test file's own is then made and dropped in half the time.
 */
export async function startTimescaledb({ fsync = true } = {}): Promise<Timescaledb> {
  const root = installedRoot()
  const clusters = path.join(root, 'srv/clusters')
  removeOrphans(clusters)
  const home = mkdtempSync(path.join(clusters, `${process.pid}-`))
  const homeInside = path.join('/srv/clusters', path.basename(home))
  const data = path.join(homeInside, 'data')
  execFileSync('chroot', [root, 'chown', 'postgres:postgres', homeInside])
  const initdb = [`${bin}/initdb`, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  execFileSync('chroot', [root, ...asPostgres, ...initdb], { stdio: ['ignore', 'ignore', 'inherit'] })

  const port = await freePort()
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
  const durability = fsync ? [] : ['fsync=off', 'full_page_writes=off']
  const postgres = [`${bin}/postgres`, '-D', data, '-p', `${port}`, ...[...settings, ...durability].flatMap((setting) => ['-c', setting])]
  const logFile = path.join(home, 'postgres.log')
  const log = openSync(logFile, 'a')
  let server: ChildProcess | undefined

  const database: Timescaledb = {
    url,
    get pid() {
      if (server?.pid === undefined) throw new Error('the database is stopped')
      return server.pid
    },
    async start() {
      server = spawn('chroot', [root, ...asPostgres, ...postgres], { stdio: ['ignore', log, log] })
      await untilReady(url, server, logFile)
    },
    async stop() {
      await end(server, 'SIGINT')
      server = undefined
    },
    async restart() {
      await database.stop()
      await database.start()
    },
    async kill9() {
      const [, ...children] = family(database.pid)
      await end(server, 'SIGKILL')
      for (const pid of children) signal(pid, 'SIGKILL')
      while (children.some(isAlive)) await sleep(5)
      server = undefined
    },
    pause() {
      const pids = family(database.pid)
      for (const pid of pids) signal(pid, 'SIGSTOP')
      return () => {
        for (const pid of pids) signal(pid, 'SIGCONT')
      }
    },
    async remove() {
      await database.stop()
      closeSync(log)
      rmSync(home, { recursive: true, force: true })
    },
  }
  await database.start()
  return database
}

/** `setpriv` keeps the process id, so the postmaster is our child; it shuts down when we die, even by SIGKILL. */
const asPostgres = ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups', '--pdeathsig', 'INT']

function installedRoot(): string {
  const script = fileURLToPath(new URL('../../.ci/timescaledb.sh', import.meta.url))
  return execFileSync('bash', [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

/** Deletes the clusters of runs that were killed; a cluster's name begins with its run's process id. */
function removeOrphans(clusters: string): void {
  mkdirSync(clusters, { recursive: true })
  for (const name of readdirSync(clusters)) {
    if (!isAlive(Number(name.split('-')[0]))) rmSync(path.join(clusters, name), { recursive: true, force: true })
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, name)
}

async function untilReady(url: string, server: ChildProcess, logFile: string): Promise<void> {
  for (;;) {
    if (hasEnded(server)) throw new Error(`PostgreSQL ended while it started:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await sleep(30) // refused while it starts or recovers; the loop ends when the process does
    }
  }
}
