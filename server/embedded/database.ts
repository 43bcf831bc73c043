import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { programFile } from '../program-file.ts'
import type { ChildMessage, ChildSettings } from './database-child.ts'
import { DATABASE, OWNER_ROLE } from './startup.ts'

export interface EmbeddedDatabase {
  /** As the owner of the schema. The application adds `options=-c role=xiaowei_app`, as with a real server. */
  readonly connectionString: string
  /** Process number of the child that runs the database. */
  readonly pid: number
  /** Closes every connection, rolls back what is open, and ends the child. */
  stop(): Promise<void>
  /** Resolves with the reason when the child dies without stop(). */
  readonly died: Promise<string>
}

export interface EmbeddedDatabaseOptions {
  readonly dataDir: string
  readonly onProgress?: (line: string) => void
  /** One short line about a slow statement, trouble or a crash; to stderr if nobody takes it. */
  readonly onWarning?: (line: string) => void
  /** Told every minute what the data folder takes, bytes. */
  readonly onDiskUse?: (bytes: number, cap: number) => void
  /** What the data folder should take at most, bytes; above it a warning a minute. The application drops what is old. */
  readonly diskCapBytes?: number
  /** False for tests: faster, and safe against kill -9 but not against power loss. */
  readonly fsync?: boolean
  /** How long a client may be silent inside a transaction, which keeps all others waiting, ms. */
  readonly silence?: number
}

const DISK_CAP = 4 * 1024 ** 3
const STOP_TIME = 10_000 // ms
const LINE = 240

/**
 * Starts TimescaleDB in a child process of ours, in `dataDir`. Plain `pg` connects to it.
 * Rejects with one line if the folder is in use by another process, cannot be written, or its database cannot be opened.
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const settings: ChildSettings = { dataDir: path.resolve(options.dataDir), fsync: options.fsync ?? true, silence: options.silence ?? 2000 }
  const child = spawn(settings)
  const cap = options.diskCapBytes ?? DISK_CAP
  const warn = options.onWarning ?? ((line: string) => void process.stderr.write(`${line}\n`))
  let lastLine = ''
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLine = line.slice(0, LINE)
      warn(lastLine)
    })
  }
  const ended = new Promise<string>((resolve) => {
    // Who was killed said nothing about it: its last line is about something else.
    child.once('close', (code, signal) =>
      resolve((signal === null && lastLine) || `the embedded database ended: ${signal ?? `exit code ${code}`}`),
    )
    child.once('error', (error) => resolve(`the embedded database cannot run: ${error.message}`))
  })
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'progress') options.onProgress?.(message.line)
    if (message.kind !== 'disk-use') return
    options.onDiskUse?.(message.bytes, cap)
    if (message.bytes > cap) warn(`embedded database: ${megabytes(message.bytes)} MB on disk, more than the ${megabytes(cap)} MB allowed`)
  })
  const { port, password } = await ready(child, ended)
  let stopping = false
  return {
    connectionString: `postgres://${OWNER_ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`,
    pid: child.pid ?? 0,
    died: new Promise((resolve) => {
      void ended.then((reason) => {
        if (!stopping) resolve(reason)
      })
    }),
    async stop() {
      stopping = true
      if (child.connected) child.send('stop')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIME)
      await ended
      clearTimeout(kill)
    },
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2)

function spawn(settings: ChildSettings): ChildProcess {
  const { file, execArgv } = programFile('./database-child', import.meta.url)
  return fork(fileURLToPath(file), [JSON.stringify(settings)], {
    execArgv,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  } as Parameters<typeof fork>[2])
}

function ready(child: ChildProcess, ended: Promise<string>): Promise<{ port: number; password: string }> {
  return new Promise((resolve, reject) => {
    let refusal: string | undefined
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'ready') resolve(message)
      if (message.kind === 'refused') refusal = message.reason
    })
    void ended.then((reason) => reject(new Error(refusal ?? reason)))
  })
}
