import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type LockResult = { ok: true; lock: DataLock } | { ok: false; reason: string }

export interface DataLock {
  /** Lets the next process take the folder at once. */
  release(): void
}

interface Holder {
  readonly pid: number
  readonly host: string
  readonly port: number
  readonly token: string
}

const FILE = /^lock\.(\d+)$/
/** A holder on another host (a container that shares the folder) cannot be called; it touches its file this often, ms. */
const HEARTBEAT = 2000
const SILENT_FOR = 3 * HEARTBEAT
/** A killed process may take this long to give up its port, ms. */
const ANSWER_TIME = 3000

/**
 * Takes a folder for this process alone, before PGlite may open it: PGlite itself would let a second process in and ruin it (upstream issue 1106).
 *
 * The holder listens on a port of 127.0.0.1 and answers with a token, both written in `lock.N`. The port dies with the process,
 * so that a lock left by kill -9 is told from a live one without trusting process numbers, which are used again. Files are numbered
 * and the highest counts: whoever finds it dead creates N + 1, which only one can, and nobody ever removes a file that might be in force.
 */
export async function lockFolder(folder: string): Promise<LockResult> {
  const token = randomUUID()
  const server = createServer((socket) => socket.on('error', () => {}).end(token))
  const port = await listen(server)
  const own: Holder = { pid: process.pid, host: os.hostname(), port, token }
  for (;;) {
    const numbers = lockNumbers(folder)
    const highest = numbers.at(-1) ?? 0
    const holder = highest ? await readHolder(path.join(folder, `lock.${highest}`)) : null
    if (holder && (await isAlive(holder, path.join(folder, `lock.${highest}`)))) {
      server.close()
      const where = holder.host === own.host ? '' : ` on ${holder.host}`
      return { ok: false, reason: `data folder ${folder} is already in use by process ${holder.pid}${where}` }
    }
    const file = path.join(folder, `lock.${highest + 1}`)
    try {
      fs.writeFileSync(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue // another process was faster: look again
      server.close()
      throw error
    }
    for (const number of numbers) fs.rmSync(path.join(folder, `lock.${number}`), { force: true })
    return { ok: true, lock: hold(file, server) }
  }
}

function hold(file: string, server: Server): DataLock {
  server.unref()
  const heartbeat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), HEARTBEAT)
  heartbeat.unref()
  return {
    release() {
      clearInterval(heartbeat)
      server.close()
      // Emptied, not removed: a process that has just read a higher number must not meet a lower one.
      fs.writeFileSync(file, '')
      fs.utimesSync(file, new Date(0), new Date(0))
    },
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

function lockNumbers(folder: string): number[] {
  const numbers = fs.readdirSync(folder).map((name) => Number(FILE.exec(name)?.[1] ?? 0))
  return numbers.filter((number) => number > 0).sort((a, b) => a - b)
}

/** Who holds the lock; null when it was released, or when its writer died over it. */
async function readHolder(file: string): Promise<Holder | null> {
  for (let tries = 0; tries < 10; tries++) {
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
    if (text.endsWith('}')) return JSON.parse(text) as Holder
    if (!fs.existsSync(file) || fs.statSync(file).mtimeMs === 0) return null
    await delay(100) // created a moment ago and not yet written
  }
  return null
}

async function isAlive(holder: Holder, file: string): Promise<boolean> {
  if (holder.host !== os.hostname()) {
    const seen = modified(file)
    if (Date.now() - seen > 10 * SILENT_FOR) return false
    await delay(SILENT_FOR)
    return modified(file) !== seen
  }
  for (const until = Date.now() + ANSWER_TIME; Date.now() < until; await delay(50)) {
    const answer = await call(holder.port, until - Date.now())
    if (answer === 'refused') return false
    if (answer === holder.token) return true
    if (answer !== '') return isRunning(holder.pid) && answer === 'silent'
  }
  return isRunning(holder.pid)
}

const modified = (file: string): number => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0)

/** What the port says: its token, '' if it hung up, 'silent' (a long statement keeps its process busy), or 'refused'. */
function call(port: number, milliseconds: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect({ port, host: '127.0.0.1', timeout: Math.max(milliseconds, 1) })
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1').slice(0, 64)
      if (text.length >= 36) socket.destroy()
    })
    socket.on('timeout', () => socket.destroy(new Error('silent')))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : error.message === 'silent' ? 'silent' : ''),
    )
    socket.on('close', () => resolve(text))
  })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
