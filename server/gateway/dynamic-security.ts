// Mosquitto's dynamic-security plug-in (mosquitto.org/documentation/dynamic-security): who is revoked is denied everything, beside the ACL file
import mqtt, { type MqttClient } from 'mqtt'
import { type Loop, loop } from '../worker/loop.ts'

const CONTROL = '$CONTROL/dynamic-security/v1'
const RESPONSE = `${CONTROL}/response`
const ROLE = 'revoked'

export interface DynamicSecurityOptions {
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Names whose credential is out of force. */
  readonly revoked: () => Promise<readonly string[]>
  readonly onError: (error: Error, context: string) => void
}

/** What the broker holds of names, as it lists them. */
interface Listed {
  readonly username: string
  readonly roles?: readonly { rolename: string }[]
}
type Control = Readonly<Record<string, unknown>>

/**
 * The commands that make the broker deny exactly these names: a client of the role `revoked` each, disabled, so that its connection ends at
 * once. Clients that somebody else made there keep their other roles.
 */
export function denials(revoked: readonly string[], listed: readonly Listed[]): Control[] {
  const wanted = new Set(revoked)
  const denied = new Set(listed.filter(({ roles }) => roles?.some(({ rolename }) => rolename === ROLE)).map(({ username }) => username))
  const known = new Set(listed.map(({ username }) => username))
  const add = [...wanted]
    .filter((name) => !denied.has(name))
    .flatMap((username): Control[] => [
      known.has(username)
        ? { command: 'addClientRole', username, rolename: ROLE, priority: 1_000 }
        : { command: 'createClient', username, roles: [{ rolename: ROLE, priority: 1_000 }] },
      { command: 'disableClient', username },
    ])
  const remove = [...denied].filter((name) => !wanted.has(name)).map((username): Control => ({ command: 'deleteClient', username }))
  return [...add, ...remove]
}

/**
 * Keeps a Mosquitto elsewhere from carrying anything of a revoked device: asks what it denies, and sends the difference, when it connects
 * and every few seconds. A broker without the plug-in gives no answer, which is told once.
 */
export class DynamicSecurity {
  readonly #options: DynamicSecurityOptions
  readonly #watch: Loop
  #client: MqttClient | null = null
  #answers: ((responses: readonly Response[]) => void) | null = null
  #isSilent = false

  constructor(options: DynamicSecurityOptions) {
    this.#options = options
    this.#watch = loop(
      EVERY_MS,
      () => this.#agree(),
      (error) => options.onError(error, 'broker: revocations'),
    )
  }

  start(): void {
    const { url, username, password, onError } = this.#options
    const client = mqtt.connect(url, { ...(username === undefined ? {} : { username, password }), protocolVersion: 4, log: () => {} })
    this.#client = client
    client.on('error', (error) => onError(error, 'broker: revocations'))
    client.on('connect', () => client.subscribe(RESPONSE, { qos: 1 }, () => {}))
    client.on('message', (_, payload) => this.#answers?.(responsesOf(payload)))
    this.#watch.start()
  }

  async stop(): Promise<void> {
    await this.#watch.stop()
    await this.#client?.endAsync(true)
  }

  async #agree(): Promise<void> {
    if (this.#client?.connected !== true) return
    const revoked = await this.#options.revoked()
    const listed = await this.#ask([{ command: 'listClients', verbose: true }])
    if (listed === null) {
      if (revoked.length > 0 && !this.#isSilent)
        this.#options.onError(new Error('no answer: load dynamic-security, or let the broker ask us'), 'broker: revocations')
      this.#isSilent = true
      return
    }
    this.#isSilent = false
    const clients = listed.flatMap(({ data }) => data?.clients ?? [])
    const commands = denials(revoked, clients)
    for (let at = 0; at < commands.length; at += AT_ONCE) await this.#command(commands.slice(at, at + AT_ONCE))
  }

  async #command(commands: readonly Control[]): Promise<void> {
    const answers = await this.#ask(commands)
    const refused = answers?.find(({ error }) => error !== undefined)
    if (refused) throw new Error(`${refused.command}: ${refused.error}`)
  }

  /** null when nobody answers in time. */
  #ask(commands: readonly Control[]): Promise<readonly Response[] | null> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(null), ANSWER_MS)
      this.#answers = (responses) => {
        if (responses[0]?.command !== commands[0]?.command) return
        clearTimeout(late)
        resolve(responses)
      }
      this.#client?.publish(CONTROL, JSON.stringify({ commands }), { qos: 1 })
    })
  }
}

interface Response {
  readonly command?: string
  readonly error?: string
  readonly data?: { readonly clients?: readonly Listed[] }
}

function responsesOf(payload: Uint8Array): readonly Response[] {
  try {
    const told: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
    return typeof told === 'object' && told !== null && 'responses' in told && Array.isArray(told.responses) ? told.responses : []
  } catch {
    return [] // no answer of the plug-in: the question is asked again
  }
}

/** A revocation is in force within this time, and the connection of the revoked is ended. */
const EVERY_MS = 5_000
const ANSWER_MS = 3_000
const AT_ONCE = 100
