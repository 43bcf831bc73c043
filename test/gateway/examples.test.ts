import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mqtt from 'mqtt'
import { expect, it, vi } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { DialectName } from '../../server/contracts/device.ts'
import type { Decoded, DecodedEvent } from '../../server/contracts/event.ts'
import { DIALECTS } from '../../server/dialects/index.ts'
import { startSystem } from '../../server/system.ts'
import { type PayloadCase, payloadOf, readCases } from '../dialects/match.ts'
import { aBroker, app, loader } from '../support/broker.ts'
import { freshDatabase } from '../support/database.ts'
import { setStage } from '../support/stage.ts'

/** The last round of examples, each at a mount of its own, so that none remembers what another said. */
const played = DialectName.options
  .filter((dialect) => dialect !== 'native')
  .flatMap((dialect) => {
    const all = readCases(dialect)
    return all.filter(({ id, retain }) => id.startsWith('r-') && retain !== true).map((one) => ({ one, all }))
  })
  .map(({ one, all }, at) => play(one, all, `edge/x${at}/${one.dialect}`))

type Played = ReturnType<typeof play>

function play(one: PayloadCase, all: readonly PayloadCase[], base: string) {
  const memories = new Map<string, unknown>()
  const messages = [...(one.after ?? []).flatMap((id) => follow(id, all)), one].map((each) => ({
    topic: `${base}/${each.base === '' ? each.topic : each.topic.slice(each.base.length + 1)}`,
    payload: payloadOf(each),
  }))
  const answers = messages.map((message): Decoded => {
    const dialect = DIALECTS[one.dialect]
    const heard = { ...message, base, retain: false, receivedAt: new Date() }
    const key = dialect.memoryKey(heard)
    const { decoded, memory } = dialect.decode(heard, key === null ? undefined : memories.get(key))
    if (key !== null) memories.set(key, memory)
    return decoded
  })
  const events = answers.flatMap((answer) => (answer.disposition === 'events' ? answer.events : []))
  const letters = answers.filter(({ disposition }) => disposition === 'dead-letter').length
  return { id: one.id, dialect: one.dialect, base, messages, events, letters }
}

function follow(id: string, all: readonly PayloadCase[]): PayloadCase[] {
  const earlier = all.find((other) => other.id === id)
  return earlier ? [...(earlier.after ?? []).flatMap((before) => follow(before, all)), earlier] : []
}

const ALARMS: ReadonlySet<string> = new Set(['panic', 'duress', 'medical', 'fire', 'intrusion', 'alarm-input', 'alarm-other'])
/** Told of a device's state, and no row of its own. */
const STATES: ReadonlySet<string> = new Set(['heartbeat', 'telemetry', 'online', 'offline', 'discovery'])
const rings = ({ kind, phase, promotes }: DecodedEvent): boolean =>
  phase !== 'cleared' && (promotes === 'panic' || (phase === 'active' && ALARMS.has(kind)))
/** Every device is registered as a button, to which whatever may be a press is bound. */
const alarmOf = ({ kind, promotes }: DecodedEvent): string => (promotes === 'panic' ? 'panic' : kind)

it('makes of every message behind a real broker what its dialect says', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-examples-'))
  const [{ pool, url, drop }, broker] = await Promise.all([freshDatabase(), aBroker()])
  await setStage(pool, { people: [] })
  // A message that names no device is an event and a dead letter, for the alarm of an unknown sender.
  const named = played.flatMap(({ dialect, base, events }) => events.map(({ deviceId }) => ({ dialect, base, deviceId })))
  await pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
     select 'example-' || row_number() over (), 'school-1', 'panicButton', dialect, base, "deviceId", '示例', true
     from (select distinct * from jsonb_to_recordset($1::jsonb) as d(dialect text, base text, "deviceId" text)) as d
     where "deviceId" is not null`,
    [JSON.stringify(named)],
  )
  const system = await startSystem({
    config: readConfig({
      PORT: '0',
      DATA_DIR: folder,
      DATABASE_URL: url,
      MQTT_URL: broker.url,
      MQTT_USERNAME: app.username,
      MQTT_PASSWORD: app.password,
      INSTANCE: 'examples',
      LOG_LEVEL: 'error',
    }),
  })
  const devices = await mqtt.connectAsync(broker.url, { ...loader, protocolVersion: 4 })
  for (const { topic, payload } of played.flatMap(({ messages }) => messages))
    await devices.publishAsync(topic, Buffer.from(payload), { qos: 1 })
  await devices.publishAsync('xiaowei/v1/school-1/button-1/alarm', JSON.stringify({ id: 'last', kind: 'panic' }), { qos: 1 })
  await vi.waitFor(async () => expect((await pool.query(`select from alarm where device_id = 'button-1'`)).rowCount).toBe(1), 60_000)

  const rows = async (query: string) => (await pool.query<{ base: string; said: string }>(query)).rows
  const found = {
    events: await rows(`select source as base, coalesce(phase, '-') as said from device_event where kind <> all ('{${[...STATES]}}')`),
    letters: await rows(`select substring(topic from '^[^/]+/[^/]+/[^/]+') as base, reason as said from dead_letter`),
    alarms: await rows('select device.source as base, alarm.kind as said from alarm join device on device.id = alarm.device_id'),
  }
  const at = (base: string, of: readonly { base: string; said: string }[]) =>
    of.flatMap((row) => (row.base === base ? row.said : [])).sort()
  const made = ({ id, base }: Played) => [id, at(base, found.events), at(base, found.letters).length, at(base, found.alarms)]
  const meant = ({ id, events, letters }: Played) => [
    id,
    events.flatMap(({ kind, phase }) => (STATES.has(kind) ? [] : (phase ?? '-'))).sort(),
    letters + events.filter((event) => !event.deviceId && rings(event)).length,
    [...new Set(events.flatMap((event) => (event.deviceId && rings(event) ? alarmOf(event) : [])))].sort(),
  ]
  expect(played.map(made)).toEqual(played.map(meant))

  await devices.endAsync(true)
  await system.stop()
  await broker.remove()
  await drop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}, 120_000)
