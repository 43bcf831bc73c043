// The database: the one of DATABASE_URL, or the embedded one as a part of this system.
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { EmbeddedDatabase } from '../embedded/database.ts'
import { makeRoom } from '../worker/retention.ts'
import type { Part } from './part.ts'

/** @returns its address, and a promise that resolves with the reason when it has died */
export async function startDatabase(
  config: Config,
  parts: Part[],
  onProgress: (line: string) => void,
  log: Logger,
): Promise<{ databaseUrl: string; died: Promise<string> }> {
  if (config.DATABASE_URL !== undefined) return { databaseUrl: config.DATABASE_URL, died: new Promise(() => {}) }
  // Loaded only where it is used: a server with a database of its own need not carry 23 MB of WebAssembly.
  const { startEmbeddedDatabase } = await import('../embedded/database.ts')
  const database: EmbeddedDatabase = await startEmbeddedDatabase({
    dataDir: config.DATA_DIR,
    onProgress,
    onWarning: (line) => log.warn(line),
    onDiskUse: (bytes, cap) => {
      if (bytes <= cap) return
      log.warn({ bytes, cap }, 'the data folder is at its cap: what is old is dropped')
      makeRoom(database.connectionString).catch((error: Error) => log.error({ err: error.message }, 'no room could be made'))
    },
  })
  parts.push(database)
  return { databaseUrl: database.connectionString, died: database.died }
}
