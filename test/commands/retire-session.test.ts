import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import mqtt from 'mqtt'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { noteOrphanedSessions } from '../../server/store/probe.ts'
import { aBroker, app, loader, type Mosquitto } from '../support/broker.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
let broker: Mosquitto
beforeAll(async () => {
  const started = await Promise.all([freshDatabase(), aBroker()])
  database = started[0]
  broker = started[1]
})
afterAll(async () => {
  await broker.remove()
  await database.drop()
})

beforeEach(async () => void (await database.pool.query('delete from probe')))

/** Of a gateway that runs on: a busy machine may need longer for the command to start than a silent one counts as running. */
const SOON = -5

const heard = (instance: string, minutesAgo: number) =>
  database.pool.query(
    `insert into probe values ($1, now() - make_interval(mins => $2), now() - make_interval(mins => $2))
     on conflict (instance) do update set sent_at = excluded.sent_at, committed_at = excluded.committed_at`,
    [instance, minutesAgo],
  )
const faults = async () =>
  (await database.pool.query(`select detail from fault where closed_at is null order by detail`)).rows.map(({ detail }) => detail)

async function retire(...args: string[]): Promise<string> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    MQTT_URL: broker.url,
    MQTT_USERNAME: app.username,
    MQTT_PASSWORD: app.password,
  }
  return promisify(execFile)(process.execPath, ['--import', 'tsx', 'server/retire.ts', ...args], { env }).then(
    ({ stdout }) => stdout.trim(),
    (error: { stderr: string }) => error.stderr.trim(),
  )
}

it('calls the session of a gateway that is silent for ten minutes a fault, once, until it is back', async () => {
  await heard('here', 0)
  await heard('away', 11)
  await noteOrphanedSessions(database.pool)
  await noteOrphanedSessions(database.pool)
  expect(await faults()).toEqual(['orphaned-session: away'])
  await heard('away', 0)
  await noteOrphanedSessions(database.pool)
  expect(await faults()).toEqual([])
})

it('ends the session by one command, and refuses one that runs, is unknown, or has alone what waits there', async () => {
  const session = { ...app, clientId: 'xiaowei-careful-gone', clean: false, protocolVersion: 4, reconnectPeriod: 0 } as const
  const careful = await mqtt.connectAsync(broker.url, session)
  await careful.subscribeAsync('xiaowei/v1/+/+/alarm', { qos: 1 })
  await careful.endAsync()
  const device = await mqtt.connectAsync(broker.url, loader)
  await device.publishAsync('xiaowei/v1/school-1/button-1/alarm', '{"id":"waits","kind":"panic"}', { qos: 1 })
  await device.endAsync()

  await heard('here', SOON)
  await heard('gone', 60)
  await noteOrphanedSessions(database.pool)
  expect(await retire()).toContain('expected the INSTANCE')
  expect(await retire('here')).toContain('stop it first')
  expect(await retire('nobody')).toContain('no gateway called nobody')
  await heard('here', 60)
  expect(await retire('gone')).toContain('would be lost')
  await heard('here', SOON)
  expect(await retire('gone')).toBe('the session of gone is ended')
  expect(await faults()).toEqual([])

  const again = mqtt.connect(broker.url, session)
  const sessionPresent = await new Promise((resolve) => again.once('connect', (packet) => resolve(packet.sessionPresent)))
  expect(sessionPresent).toBe(false)
  await again.endAsync()
})
