import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { givenAccount, givenBroker, isGiven } from './given-broker.ts'
import { end, freePort, hasEnded, spawnBound } from './process.ts'

/** Debian's Mosquitto on loopback. */
export interface Mosquitto {
  url: string
  port: number
  pid: number
  /** What it logged since it was first started, without the packets that it carried. */
  logLines(): string[]
  start(): Promise<void>
  /** SIGTERM: writes its sessions and queues to disk first. */
  stop(): Promise<void>
  restart(): Promise<void>
  /** SIGKILL: what was not saved is gone. */
  kill9(): Promise<void>
  /** Stops it and deletes what it kept. */
  remove(): Promise<void>
}

export interface MosquittoOptions {
  /** Used as it is, in place of the configuration for tests; it listens on `port`. */
  configFile?: string
  /** Started by the shipped script, which keeps its files in this folder. */
  runIn?: string
  port?: number
  /** Where sessions and queues are kept; by default a folder that `remove` deletes. */
  persistenceDir?: string
  /** User names with their passwords; the shipped ACL decides what they may. */
  users?: Record<string, string>
  /** More lines for the configuration. */
  extra?: string[]
  /** Refused publishes are in the log only with every packet, which costs throughput: false for a bench. */
  logDenied?: boolean
}

/** May publish and read everything, to play a thousand devices over one connection. */
export const loader = isGiven ? givenAccount : { username: 'loader', password: 'loader-password' }
export const app = isGiven ? givenAccount : { username: 'app', password: 'app-password' }

const shippedRun = fileURLToPath(new URL('../../server/deploy/mosquitto/run.sh', import.meta.url))
const shippedAcl = fileURLToPath(new URL('../../server/deploy/mosquitto/acl', import.meta.url))
const packetTrace = /(Sending|Received) (PUB|PING|SUB|UNSUB)/

/** For a test that needs a broker and neither stops nor configures it: the one of MQTT_URL, or else a Mosquitto of its own. */
export const aBroker = (): Promise<Mosquitto> => (isGiven ? givenBroker() : startMosquitto())

/** Starts a broker with the shipped access rules, persistence and limits, on a port of its own. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  if (isGiven && !hasMosquitto()) throw new Error('this test owns its broker: it needs Mosquitto on this machine, and MQTT_URL will not do')
  const home = mkdtempSync(path.join(tmpdir(), 'xiaowei-broker-'))
  const port = options.port ?? (await freePort())
  const configFile = options.configFile ?? writeConfig(home, port, options)
  const lines: string[] = []
  let server: ChildProcess | undefined

  const broker: Mosquitto = {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    get pid() {
      if (server?.pid === undefined) throw new Error('the broker is stopped')
      return server.pid
    },
    logLines: () => [...lines],
    async start() {
      server =
        options.runIn === undefined
          ? spawnBound('mosquitto', ['-c', configFile])
          : spawnBound('sh', [shippedRun, configFile, options.runIn, String(port)], { MQTT_PASSWORD: app.password })
      if (server.stderr) {
        createInterface(server.stderr).on('line', (line) => {
          if (!packetTrace.test(line)) lines.push(line)
        })
      }
      await untilListening(port, server, lines)
    },
    async stop() {
      await end(server, 'SIGTERM')
      server = undefined
    },
    async restart() {
      await broker.stop()
      await broker.start()
    },
    async kill9() {
      await end(server, 'SIGKILL')
      server = undefined
    },
    async remove() {
      await broker.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
  await broker.start()
  return broker
}

const hasMosquitto = (): boolean =>
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin'].some((folder) => existsSync(path.join(folder, 'mosquitto')))

function writeConfig(
  home: string,
  port: number,
  { persistenceDir = home, users = {}, extra = [], logDenied = true }: MosquittoOptions,
): string {
  const accounts = { [app.username]: app.password, [loader.username]: loader.password, ...users }
  const passwords = path.join(home, 'passwords')
  const lines = Object.entries(accounts).map(([name, password]) => `${name}:${password}\n`)
  writeFileSync(passwords, lines.join(''), { mode: 0o600 })
  execFileSync('mosquitto_passwd', ['-U', passwords])

  const acl = path.join(home, 'acl')
  writeFileSync(acl, `user ${loader.username}\ntopic readwrite #\n\n${readFileSync(shippedAcl, 'utf8')}`)

  const configFile = path.join(home, 'mosquitto.conf')
  const config = [
    `listener ${port} 127.0.0.1`,
    'user root', // the user that runs the tests; without a name it would become `mosquitto`, which may not read this folder
    'allow_anonymous false',
    `password_file ${passwords}`,
    `acl_file ${acl}`,
    'persistence true',
    `persistence_location ${persistenceDir}/`,
    'autosave_interval 1',
    'max_inflight_messages 5000',
    'max_queued_messages 30000000',
    'persistent_client_expiration 2d',
    'set_tcp_nodelay true',
    'log_dest stderr',
    ...['error', 'warning', 'notice', 'information', ...(logDenied ? ['debug'] : [])].map((type) => `log_type ${type}`),
    'sys_interval 1',
    ...extra,
  ]
  writeFileSync(configFile, `${config.join('\n')}\n`)
  return configFile
}

async function untilListening(port: number, server: ChildProcess, lines: string[]): Promise<void> {
  for (;;) {
    if (hasEnded(server)) throw new Error(`Mosquitto ended while it started:\n${lines.slice(-20).join('\n')}`)
    if (await accepts(port)) return
    await sleep(10)
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
