import fs from 'node:fs'
import path from 'node:path'

/** The part of Emscripten's NODEFS that is mended: it has no fsync, so that PostgreSQL's own were dropped. */
export interface NodeFileSystem {
  stream_ops: { fsync?: (stream: { nfd?: number; path?: string }) => number }
}

export interface DurableFiles {
  /** Makes the write-ahead log on the disk hold all that was committed. Throws when the disk refuses: the process must then die. */
  flush(): void
  /** Gives NODEFS an fsync. @param root folder that lies at Emscripten's path `mountPoint` */
  mend(nodefs: NodeFileSystem, root: string, mountPoint: string): void
  /** Off while a first start writes files that are synced as a whole afterwards. */
  active: boolean
  /** Bytes written to the write-ahead log since the process began. */
  readonly logBytes: number
}

const inLog = (file: string): boolean => /[\\/]pg_wal[\\/]/.test(file)
const inDatabase = (file: string): boolean => /[\\/](?:base|global)[\\/][^\\/]+/.test(file)

/**
 * Makes fs.writeSync remember what it wrote to the write-ahead log. Must run before PGlite is loaded.
 * PostgreSQL syncs the log with fdatasync(), which Emscripten makes nothing of (upstream issue 1107), and all else with
 * fsync(), which reaches `mend`. A commit is therefore flushed by the gateway before its answer, many commits at once;
 * and the log is flushed before a data page that it describes is written.
 */
export function installDurableFiles(): DurableFiles {
  const { openSync, writeSync, closeSync } = fs
  const logs = new Set<number>()
  const pages = new Set<number>()
  const dirty = new Set<number>()
  let logBytes = 0

  const durable = {
    active: true,
    get logBytes() {
      return logBytes
    },
    flush(): void {
      for (const descriptor of dirty) fs.fdatasyncSync(descriptor)
      dirty.clear()
    },
    mend(nodefs: NodeFileSystem, root: string, mountPoint: string): void {
      nodefs.stream_ops.fsync = ({ nfd, path: file }) => {
        if (!durable.active) return 0
        if (nfd === undefined) syncFolder(path.join(root, (file ?? mountPoint).slice(mountPoint.length)))
        else if (!tolerated(() => fs.fdatasyncSync(nfd))) dirty.delete(nfd)
        return 0
      }
    },
  }

  fs.openSync = ((file: fs.PathLike, ...rest: [fs.OpenMode, fs.Mode?]) => {
    const descriptor = openSync(file, ...rest)
    const name = String(file)
    if (inLog(name)) logs.add(descriptor)
    else if (inDatabase(name)) pages.add(descriptor)
    return descriptor
  }) as typeof fs.openSync
  fs.writeSync = ((descriptor: number, ...rest: [NodeJS.ArrayBufferView, number, number, number]) => {
    if (logs.has(descriptor)) {
      if (durable.active) dirty.add(descriptor)
      logBytes += rest[2] ?? 0
    } else if (dirty.size > 0 && pages.has(descriptor)) durable.flush()
    return writeSync(descriptor, ...rest)
  }) as typeof fs.writeSync
  fs.closeSync = (descriptor) => {
    if (dirty.delete(descriptor)) fs.fdatasyncSync(descriptor)
    logs.delete(descriptor)
    pages.delete(descriptor)
    closeSync(descriptor)
  }
  return durable
}

/** Windows refuses to sync what was opened for reading, and folders; there is nothing to write there. @returns true if it was refused */
function tolerated(sync: () => void): boolean {
  try {
    sync()
    return false
  } catch (error) {
    if (['EPERM', 'EBADF', 'EINVAL', 'EISDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return true
    throw error
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = fs.openSync(folder, 'r')
  try {
    tolerated(() => fs.fsyncSync(descriptor))
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Syncs every file and folder below a folder, and the folder. */
export function syncTree(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) syncTree(full)
    else {
      const descriptor = fs.openSync(full, 'r+')
      tolerated(() => fs.fdatasyncSync(descriptor))
      fs.closeSync(descriptor)
    }
  }
  syncFolder(folder)
}

/** Renames and makes the new name durable. */
export function renameDurably(from: string, to: string): void {
  fs.renameSync(from, to)
  syncFolder(path.dirname(to))
}
