import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ProgramFile } from '../program-file.ts'
import type { DeviceScreens } from '../push/device-deltas.ts'
import type { WorkerMessage } from '../worker-child.ts'
import type { Part } from './part.ts'
import type { WorkerSettings } from './worker.ts'

export interface WorkerHostOptions {
  readonly program: ProgramFile
  readonly settings: WorkerSettings
  /** Who is told of devices' states, where this process serves screens. */
  readonly screens?: DeviceScreens | null
  readonly onError: (error: Error, context: string) => void
}

const AGAIN_MS = 1_000
const STOP_MS = 10_000
const LINE = 240

/**
 * Runs the worker in a process of its own: its seconds of reading evidence take no millisecond of a press. It ends with this process; when
 * it ends before, it is started again, and since its timers are rows, what fell due meanwhile is done at once.
 */
export class WorkerHost implements Part {
  readonly #options: WorkerHostOptions
  #child: ChildProcess | null = null
  #again: NodeJS.Timeout | undefined
  #stopping = false
  #restarts = 0
  #load = { busy: 0, residentBytes: 0 }

  constructor(options: WorkerHostOptions) {
    this.#options = options
  }

  /** How often it was started anew. */
  get restarts(): number {
    return this.#restarts
  }

  /** Share of the last seconds in which its event loop was busy, 0–1, and its memory. */
  get load(): { readonly busy: number; readonly residentBytes: number } {
    return this.#load
  }

  start(): void {
    const { program, settings } = this.#options
    const child = fork(fileURLToPath(program.file), { execArgv: program.execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    child.send(settings, () => {}) // one that has ended already is told of by its close
    this.#child = child
    let said = ''
    if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => (said = CAUSE.test(line) ? line.slice(0, LINE) : said))
    child.on('message', (message: WorkerMessage) => this.#hear(message))
    child.once('error', (error) => (said = error.message))
    child.once('close', (code, signal) => this.#ended(said || `${signal ?? `exit code ${code}`}`))
  }

  /** Waits for what the worker is at. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#again)
    const child = this.#child
    if (child === null) return
    const closed = once(child, 'close')
    if (child.connected) child.send('stop', () => {})
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await closed
    clearTimeout(late)
  }

  #ended(cause: string): void {
    this.#child = null
    this.#load = { busy: 0, residentBytes: 0 }
    if (this.#stopping) return
    this.#options.onError(new Error(cause), 'the worker ended and is started again')
    this.#restarts++
    this.#again = setTimeout(() => this.start(), AGAIN_MS)
  }

  #hear(message: WorkerMessage): void {
    const { screens, onError } = this.#options
    if (message.kind === 'load') this.#load = message
    else if (message.kind === 'devices') screens?.emitDevices(message.deltas)
    else if (message.kind === 'cameraCounts') screens?.emitCameraCounts(new Map(message.bySchool))
    else onError(Object.assign(new Error(message.message), { code: message.code }), message.context)
  }
}

/** The line of a stack that says what happened. */
const CAUSE = /^\w*Error\b/
