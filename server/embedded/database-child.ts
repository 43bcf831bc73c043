// Entry of the child process: it holds the data folder, PGlite and the gateway, and lives no longer than its parent.

import { lockFolder } from './data-lock.ts'
import { prepareFolder, readPassword } from './database-files.ts'
import { installDurableFiles } from './durable-files.ts'
import { Housekeeping } from './housekeeping.ts'
import { WireGateway } from './wire-gateway.ts'

/** What the parent is told. */
export type ChildMessage =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'ready'; readonly port: number; readonly password: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'disk-use'; readonly bytes: number }

/** Set by the parent, as JSON in the first argument. */
export interface ChildSettings {
  readonly dataDir: string
  readonly fsync: boolean
  readonly silence: number
}

const CRASHED = 70
const LINE = 200

/** @param then called when the message has left, or cannot */
const tell = (message: ChildMessage, then: () => void = () => {}): void => {
  if (process.connected && process.send) process.send(message, then)
  else then()
}
const report = (line: string): void => {
  process.stderr.write(`${line.replace(/\s+/g, ' ').slice(0, LINE)}\n`)
}

// PGlite's own trace is one line of 100 kB; a session that threw cannot be used again.
const crash = (error: unknown): void => {
  report(`embedded database crashed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`)
  process.exit(CRASHED)
}
process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)
// Ctrl+C and a service manager's SIGTERM reach the whole group: the parent decides when its database stops.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

const settings = JSON.parse(process.argv[2] ?? '{}') as ChildSettings
let stop = (): Promise<void> => Promise.resolve(process.exit(0))
process.on('disconnect', () => void stop())
process.on('message', (message) => {
  if (message === 'stop') void stop()
})

await start(settings).catch((error: Error) => {
  tell({ kind: 'refused', reason: error.message.replace(/\s+/g, ' ').slice(0, LINE * 2) }, () => process.exit(1))
})

async function start({ dataDir, fsync, silence }: ChildSettings): Promise<void> {
  prepareFolder(dataDir)
  const locked = await lockFolder(dataDir)
  if (!locked.ok) throw new Error(locked.reason)
  const password = readPassword(dataDir)
  const durable = installDurableFiles()
  const { openBackend } = await import('./backend.ts')
  const backend = await openBackend(dataDir, durable, fsync, (line) => tell({ kind: 'progress', line }))
  if (!process.connected) process.exit(0) // the parent died meanwhile
  const gateway = new WireGateway({
    backend,
    password,
    silence,
    flush: durable.flush,
    onSlow: (sql, milliseconds) => report(`embedded database: ${Math.round(milliseconds)} ms: ${sql}`),
  })
  const housekeeping = new Housekeeping({
    chore: (sql) => gateway.chore(sql),
    logBytes: () => durable.logBytes,
    folder: dataDir,
    onDiskUse: (bytes) => tell({ kind: 'disk-use', bytes }),
    onTrouble: report,
  })
  let stopping = false
  stop = async () => {
    if (stopping) return
    stopping = true
    housekeeping.stop()
    gateway.close()
    await backend.close().catch((error: Error) => report(`embedded database: closing: ${error.message}`)) // writes the shutdown checkpoint
    durable.flush()
    locked.lock.release()
    process.exit(0)
  }
  const port = await gateway.listen()
  housekeeping.start()
  tell({ kind: 'ready', port, password })
}
