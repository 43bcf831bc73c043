import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** Creates the data folder (0700) if need be. Refuses one that cannot be written, with one line that says so. */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(path.resolve(folder))
    fs.chmodSync(folder, 0o700)
    const probe = path.join(folder, `.probe-${process.pid}`)
    fs.writeFileSync(probe, '')
    fs.rmSync(probe)
  } catch (error) {
    throw new Error(`data folder ${folder} cannot be written: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
  }
}

/** Level by level: asked for all at once, Node 20 tries for ever where the kernel answers ENOENT, as below /proc. */
function makeFolder(folder: string): void {
  if (fs.existsSync(folder)) return
  makeFolder(path.dirname(folder))
  fs.mkdirSync(folder, { mode: 0o700 })
}

/** The password of this data folder's database, made at the first start; kept in a file that only its user may read (0600). */
export function readPassword(folder: string): string {
  const file = path.join(folder, 'password')
  const kept = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : ''
  if (kept.length >= 32) return kept
  const password = randomBytes(24).toString('base64url')
  fs.writeFileSync(`${file}.new`, `${password}\n`, { mode: 0o600 })
  fs.renameSync(`${file}.new`, file) // a file half written by a process that was killed would lock everybody out
  return password
}
