// The key of this installation, outside the database: a copy of the tables alone opens nothing that is sealed under it.
import { createHash, randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { KEY_BYTES } from './cipher.ts'
import { makeFolder, syncFolder } from './folder.ts'

export interface InstallationKey {
  /** Names the key beside what was sealed under it, and tells nothing of it. */
  readonly id: string
  readonly bytes: Buffer
}

/** Reads the key when it is first needed, and makes it where there is none. */
export type ReadKey = () => Promise<InstallationKey>

/** @param given the key as 64 hexadecimal digits; without, the one in the file, which all processes of the installation share */
export function installationKey(file: string, given?: string): ReadKey {
  let known: Promise<InstallationKey> | undefined
  return () => {
    known ??= (given === undefined ? readOrMake(file) : Promise.resolve(given)).then(keyOf)
    known.catch(() => {
      known = undefined // a folder that cannot be read may be mended without a restart
    })
    return known
  }
}

function keyOf(text: string): InstallationKey {
  const bytes = Buffer.from(text.trim(), 'hex')
  if (bytes.length !== KEY_BYTES) throw new Error(`the key of the installation: expected ${2 * KEY_BYTES} hexadecimal digits`)
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 16), bytes }
}

async function readOrMake(file: string): Promise<string> {
  const found = await read(file)
  if (found !== null) return found
  await makeFolder(path.dirname(file))
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // Of two processes that begin together one makes it, whole, and both read that one.
    await link(beside, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(beside, { force: true })
  }
  await syncFolder(path.dirname(file)) // what is sealed under a key whose name a power cut takes away opens for nobody
  return readFile(file, 'utf8')
}

const read = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
