import { createHash, randomUUID } from 'node:crypto'
import mqtt, { type MqttClient } from 'mqtt'
import { io, type Socket } from 'socket.io-client'
import type { Alarm, AlarmCommandName, AlarmWithLog } from '#contracts/alarm.ts'
import type { Problem } from '#contracts/problem.ts'
import type { ClientEvents, DeviceDelta, Pulse, ServerEvents, Subscribed } from '#contracts/push.ts'

/** One of all accounts in tests. */
export const PASSWORD = 'correct horse battery'

export interface Answer<T> {
  status: number
  body: T
}

/** Somebody outside the program, with a session cookie. */
export class Person {
  readonly #url: string
  readonly cookie: string

  constructor(url: string, cookie: string) {
    this.#url = url
    this.cookie = cookie
  }

  static async signIn(url: string, username: string): Promise<Person> {
    const response = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    })
    const cookie = response.headers.get('set-cookie')?.split(';')[0]
    if (response.status !== 200 || !cookie) throw new Error(`${username} cannot sign in: ${response.status} ${await response.text()}`)
    return new Person(url, cookie)
  }

  async send<T = Problem>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: { cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T }
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.send<T>('GET', path)
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`)
    return body
  }

  act(
    alarm: { id: string },
    command: AlarmCommandName | 'answer',
    body: object,
    key: string = randomUUID(),
  ): Promise<Answer<Alarm & Problem>> {
    return this.send('POST', `/alarms/${alarm.id}/${command}`, body, { 'idempotency-key': key })
  }

  alarm(id: string): Promise<AlarmWithLog> {
    return this.get(`/alarms/${id}`)
  }

  /** Opens a screen of this person and waits until it knows everything open. */
  async screen(): Promise<Screen> {
    const screen = this.closedScreen()
    await screen.open()
    return screen
  }

  closedScreen(): Screen {
    return new Screen(this.#url, this.cookie)
  }
}

type Link = Socket<ServerEvents, ClientEvents>
const REPLY_MS = 5_000
const BEHIND_MS = 2_000
const SILENT_MS = 5_000

/** A control room's page without its paint: a socket that resumes from its cursor and merges by version. */
export class Screen {
  readonly socket: Link
  /** By id, the highest version. */
  readonly board = new Map<string, Alarm>()
  /** Every push, as it came. */
  readonly pushed: Alarm[] = []
  readonly answers: Subscribed[] = []
  readonly deltas: DeviceDelta[] = []
  pulse: Pulse | null = null
  /** How often it found its link silent, and knocked again. */
  silences = 0
  cursor: number | null = null
  #heard = 0
  #pulseAt = performance.now()
  #behindSince: number | null = null
  readonly #watch: NodeJS.Timeout

  constructor(url: string, cookie: string) {
    this.socket = io(url, {
      autoConnect: false,
      forceNew: true,
      transports: ['websocket'],
      extraHeaders: { cookie },
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: 10_000, // of a machine on which everything else runs too
    })
    this.socket.on('connect', () => {
      this.#pulseAt = performance.now()
      void this.#resume()
    })
    this.socket.on('alarm', (alarm) => {
      this.pushed.push(alarm)
      this.#place(alarm)
    })
    this.socket.on('devices', (deltas) => this.deltas.push(...deltas))
    this.socket.on('pulse', (pulse) => this.#onPulse(pulse))
    this.#watch = setInterval(() => {
      if (!this.socket.connected || performance.now() - this.#pulseAt < SILENT_MS) return
      this.silences++
      this.#pulseAt = performance.now()
      this.socket.disconnect().connect()
    }, 250)
  }

  async open(): Promise<void> {
    const before = this.answers.length
    await new Promise<void>((resolve, reject) => {
      this.socket.once('connect', resolve)
      this.socket.once('connect_error', reject)
      this.socket.connect()
    })
    while (this.answers.length === before) await new Promise((resolve) => setTimeout(resolve, 10))
  }

  /** The network cable is out: nothing is heard until `open`. */
  close(): void {
    this.socket.disconnect()
  }

  /** Leaves for good. */
  end(): void {
    clearInterval(this.#watch)
    this.socket.disconnect()
  }

  subscribe(request: unknown): Promise<Subscribed & { problem?: Problem }> {
    return this.socket.timeout(REPLY_MS).emitWithAck('subscribe', request as never) as Promise<Subscribed & { problem?: Problem }>
  }

  shown(request: unknown): Promise<{ ok?: true; problem?: Problem }> {
    return this.socket.timeout(REPLY_MS).emitWithAck('shown', request as never)
  }

  get openAlarms(): Alarm[] {
    return [...this.board.values()].filter(({ state }) => state !== 'closed')
  }

  ofDevice(deviceId: string): Alarm[] {
    return [...this.board.values()].filter((alarm) => alarm.deviceId === deviceId)
  }

  async #resume(): Promise<void> {
    const answer = await this.subscribe(this.cursor === null ? {} : { since: this.cursor }).catch(() => null) // no answer in time: asked again below
    if (!answer || answer.problem) {
      if (answer?.problem?.status !== 403 && this.socket.connected) setTimeout(() => void this.#resume(), 300)
      else if (answer) this.answers.push(answer)
      return
    }
    if (answer.reset) this.board.clear()
    for (const alarm of answer.alarms) this.#place(alarm)
    this.cursor = answer.cursor
    this.#heard = Math.max(answer.reset ? 0 : this.#heard, answer.cursor)
    this.answers.push(answer)
  }

  #place(alarm: Alarm): void {
    this.#heard = Math.max(this.#heard, alarm.cursor)
    const known = this.board.get(alarm.id)
    if (!known || known.version < alarm.version) this.board.set(alarm.id, alarm)
  }

  #onPulse(pulse: Pulse): void {
    this.pulse = pulse
    const now = performance.now()
    this.#pulseAt = now
    if (pulse.cursor <= this.#heard) this.#behindSince = null
    else if (this.#behindSince === null) this.#behindSince = now
    else if (now - this.#behindSince >= BEHIND_MS) {
      this.#behindSince = now
      void this.#resume()
    }
  }
}

export interface Command {
  type: string
  topic: string
  id?: string
  messageId?: string
  payloadSha256?: string
  alarmId?: string
  reason?: string
  expiresAt?: string
}

interface Waiting {
  topic: string
  payload: Buffer
  resolve: (command: Command) => void
}

/** Many devices behind one connection: each sends its press again until it hears `received` or `refused`. */
export class Fleet {
  readonly #client: MqttClient
  readonly #waiting = new Map<string, Waiting>()
  readonly #timer: NodeJS.Timeout
  /** Every command, as it came. */
  readonly commands: Command[] = []
  /** Presses that were answered `received`, by device. */
  readonly received = new Map<string, Set<string>>()

  private constructor(client: MqttClient, resendMs: number) {
    this.#client = client
    client.on('error', () => {}) // the broker is away: it tries again
    client.on('message', (topic, payload) => this.#onCommand(topic, payload))
    this.#timer = setInterval(() => {
      for (const { topic, payload } of this.#waiting.values()) this.#publish(topic, payload)
    }, resendMs)
  }

  static async connect(url: string, account: { username: string; password: string }, { resendMs = 1_000 } = {}): Promise<Fleet> {
    const client = await mqtt.connectAsync(url, { ...account, protocolVersion: 4, reconnectPeriod: 100, connectTimeout: 2_000 })
    const fleet = new Fleet(client, resendMs)
    await client.subscribeAsync(['xiaowei/v1/+/+/command', 'edge/+/+/+/command'], { qos: 1 })
    return fleet
  }

  /** A press of a native button; resolves with its receipt. */
  press(
    deviceId: string,
    { school = 'school-1', id = randomUUID(), ...more }: { school?: string; id?: string; kind?: string; [field: string]: unknown } = {},
  ): Promise<Command> {
    const topic = `xiaowei/v1/${school}/${deviceId}/alarm`
    const payload = Buffer.from(JSON.stringify({ id, kind: 'panic', ...more }))
    return this.#until(`${deviceId}\n${id}`, topic, payload)
  }

  /** A message of a bridge below `edge/<school>/<name>/<deviceKey>`, with a message id; resolves with its receipt. */
  carry(base: string, deviceKey: string, payload: Buffer): Promise<Command> {
    const messageId = randomUUID()
    return this.#until(`${messageId}\n`, `${base}/${deviceKey}/message/${messageId}`, payload)
  }

  /** One publish, acknowledged by the broker. */
  async say(topic: string, payload: string | Buffer, { retain = false } = {}): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos: 1, retain })
  }

  /** Presses that still wait for their receipt. */
  get waiting(): number {
    return this.#waiting.size
  }

  get connected(): boolean {
    return this.#client.connected
  }

  async end(): Promise<void> {
    clearInterval(this.#timer)
    await this.#client.endAsync(true)
  }

  #until(name: string, topic: string, payload: Buffer): Promise<Command> {
    return new Promise((resolve) => {
      this.#waiting.set(name, { topic, payload, resolve })
      this.#publish(topic, payload)
    })
  }

  // Not queued while the broker is away: the next turn sends it anyway.
  #publish(topic: string, payload: Buffer): void {
    if (this.#client.connected) this.#client.publish(topic, payload, { qos: 1 })
  }

  #onCommand(topic: string, payload: Buffer): void {
    const command: Command = { ...JSON.parse(payload.toString()), topic }
    this.commands.push(command)
    if (command.type !== 'received' && command.type !== 'refused') return
    const deviceId = topic.split('/').at(-2) ?? ''
    const name = command.messageId === undefined ? `${deviceId}\n${command.id}` : `${command.messageId}\n`
    if (command.type === 'received' && command.id !== undefined) {
      const ids = this.received.get(deviceId) ?? new Set()
      this.received.set(deviceId, ids.add(command.id))
    }
    const waiting = this.#waiting.get(name)
    this.#waiting.delete(name)
    waiting?.resolve(command)
  }
}

export const sha256 = (payload: Buffer): string => createHash('sha256').update(payload).digest('hex')
