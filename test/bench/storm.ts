// A reconnect storm in a process of its own: thousands of clients connect anew with their birth and a beat while presses are measured.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { stormClients } from '../../devices/storm.ts'
import { loader, type Mosquitto } from '../support/broker.ts'
import { schoolOf } from './blast.ts'

const SPREAD_MS = 8_000
// On a busy machine a few of thousands wait long for their turn; the presses are what is timed.
const PATIENCE_MS = 240_000

/** Measures `work` while the storm blows. @throws when not all clients came through */
export async function stormOf<T>(broker: Mosquitto, clients: number, work: () => Promise<T>): Promise<T> {
  const job = { url: broker.url, ...loader, clients }
  const child = spawn('nice', ['-n', '5', process.execPath, '--import', 'tsx', fileURLToPath(import.meta.url)], {
    env: { ...process.env, STORM: JSON.stringify(job) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  await said(lines, child, 'blowing')
  const over = said(lines, child, 'over')
  const result = await work()
  await over
  child.kill('SIGTERM')
  return result
}

function said(lines: NodeJS.EventEmitter, child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    lines.on('line', (line: string) => line.startsWith(word) && resolve())
    child.once('exit', (code) => reject(new Error(`the storm ended: ${code}`)))
  })
}

if (process.env.STORM) {
  const { url, username, password, clients } = JSON.parse(process.env.STORM) as {
    url: string
    username: string
    password: string
    clients: number
  }
  const names = Array.from({ length: clients }, (_, i) => ({ schoolId: schoolOf(i), deviceId: `camera-${i}` }))
  let connected = 0
  const onConnected = () => {
    if (++connected === 500) process.stdout.write('blowing\n')
  }
  const { failed, done } = await stormClients(clients, {
    url,
    username,
    password,
    names,
    spreadMs: SPREAD_MS,
    patienceMs: PATIENCE_MS,
    onConnected,
  })
  if (failed > 0) throw new Error(`${failed} of ${clients} clients could not connect`)
  process.stdout.write(`over ${done}\n`)
  setInterval(() => {}, 60_000) // the connections stay until the measurement is done
}
