import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SOURCES = ['web', 'server/contracts', 'server/domain', 'package-lock.json']

/** Builds the web app where it is missing or older than its sources. @returns whether it was built */
export async function ensureWeb(): Promise<boolean> {
  const built = await newest(path.join(ROOT, 'dist/web/index.html'))
  const changed = Math.max(...(await Promise.all(SOURCES.map((source) => newest(path.join(ROOT, source))))))
  if (built >= changed) return false
  const { build } = await import('vite')
  // Vite takes the environment's word: under a test runner it would build React for development, and leave it to the next start.
  const environment = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    await build({ root: path.join(ROOT, 'web'), logLevel: 'warn' })
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = environment
  }
  return true
}

/** Latest change of a file or of anything in a folder, ms since the epoch; 0 when it is not there. */
async function newest(file: string): Promise<number> {
  const found = await stat(file).catch(() => null) // not there
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  const times = await Promise.all((await readdir(file)).map((name) => newest(path.join(file, name))))
  return Math.max(0, ...times)
}
