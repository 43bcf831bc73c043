import { mkdir, open, stat } from 'node:fs/promises'
import path from 'node:path'

/** Makes a folder (0700) with those above it, level by level: asked for all at once, Node 20 tries for ever where the kernel answers ENOENT, as below /proc. */
export async function makeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => null) // not there yet, or not to be read: mkdir says which
  if (there?.isDirectory()) return
  const above = path.dirname(path.resolve(folder))
  if (above !== path.resolve(folder)) await makeFolder(above)
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
