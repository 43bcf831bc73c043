// The bytes of files, content-addressed below one folder: <root>/ab/ab12…. What is named by its hash is never written twice or changed.
import { createHash, randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { makeFolder, syncFolder } from './folder.ts'

const placeOf = (root: string, sha256: string): string => path.join(root, sha256.slice(0, 2), sha256)

/** Puts bytes on the disk and waits until they are there: written beside, synced, renamed, the folder synced. @returns their SHA-256 */
export async function writeBytes(root: string, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const target = placeOf(root, sha256)
  const known = await stat(target).catch(() => null) // not there yet
  if (known?.size === bytes.length) return sha256
  const folder = path.dirname(target)
  await makeFolder(folder)
  const beside = `${target}.${randomBytes(6).toString('hex')}`
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  for (const changed of [folder, root]) await syncFolder(changed)
  return sha256
}

/** Takes the bytes of this hash off the disk. */
export const removeBytes = (root: string, sha256: string): Promise<void> => rm(placeOf(root, sha256), { force: true })

/** The bytes of this hash, or null when the disk has lost or changed them. */
export async function readBytes(root: string, sha256: string): Promise<Buffer | null> {
  const bytes = await readFile(placeOf(root, sha256)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return bytes && createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : null
}
