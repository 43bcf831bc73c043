import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Adoption } from '#contracts/unregistered.ts'
import { adoptDevice, dismissStranger, draftAdoption } from '../../server/commands/adopt-device.ts'
import { ingestMessages } from '../../server/commands/ingest-messages.ts'
import { replayDeadLetter } from '../../server/commands/replay-dead-letter.ts'
import { type DecodeDocument, takeCatalogue } from '../../server/commands/take-catalogue.ts'
import { dialectOfSource } from '../../server/dialects/sources.ts'
import { createDecoder, type Incoming } from '../../server/gateway/decode-message.ts'
import { readFaultBoard } from '../../server/store/fault-board.ts'
import { listUnregistered } from '../../server/store/unregistered.ts'
import { aPrincipal, aPublish, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const admin = { principal: aPrincipal({ username: 'admin', role: 'systemAdmin' }), address: '127.0.0.1' }
let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 1 })
})
afterAll(() => database.drop())

const decode = createDecoder()
async function hear(...publishes: Incoming[]) {
  const heard = publishes.map(decode).flatMap((one) => ('message' in one ? [one] : []))
  const raws = new Map(
    heard.map(({ message, incoming }) => [message.id, { ...message, payload: incoming.payload, retained: incoming.retain }]),
  )
  return ingestMessages(database.pool, { messages: heard.map(({ message }) => message), raw: (id) => raws.get(id) as never })
}
const replay = (id: string) =>
  replayDeadLetter(
    database.pool,
    id,
    (letter) => {
      const heard = decode({ ...letter, retain: letter.retained, dup: false, replayOf: letter.id })
      return 'message' in heard ? heard.message : null
    },
    () => {},
  )
const inbox = async (more: object = {}) =>
  (await listUnregistered(database.pool, admin.principal, { state: 'open', limit: 100, ...more })).items
const stranger = async (externalId: string) => (await inbox()).find((row) => row.externalId === externalId)
const adopt = async (externalId: string, adoption: Adoption) =>
  adoptDevice(database.pool, dialectOfSource, replay, admin, (await stranger(externalId))?.id ?? '0', adoption)

const ago = (ms: number) => ({ receivedAt: new Date(Date.now() - ms) })
const sos = (name: string, action: string, given: Partial<Incoming> = {}) =>
  aPublish(`edge/school-1/z2m/${name}`, { action, battery: 88, linkquality: 120 }, given)
const beat = (id: string, n: number) =>
  aPublish(
    `edge/school-1/gb/${id}/message/${n}`,
    `<?xml version="1.0"?><Notify><CmdType>Keepalive</CmdType><SN>${n}</SN><DeviceID>${id}</DeviceID><Status>OK</Status></Notify>`,
  )

it('is one row a source and identity, with what is known, the possible press first', async () => {
  await hear(beat('64010400001180000001', 1), beat('64010400001180000001', 2))
  await hear(sos('hall/sos-1', 'emergency', ago(120_000)), sos('hall/sos-1', 'emergency', ago(60_000)))
  await hear(beat('64010400001180000001', 3))
  expect(await inbox()).toMatchObject([
    { source: 'edge/school-1/z2m', externalId: 'hall/sos-1', kind: 'panicButton', suspect: true, count: 2, kept: 2, schoolId: 'school-1' },
    { source: 'edge/school-1/gb', externalId: '64010400001180000001', kind: 'recorder', suspect: false, count: 3, kept: 3 },
  ])
})

it('is adopted in one step, and what it said is replayed: alarms are late and keep the time at which they were heard', async () => {
  const answer = await adopt('hall/sos-1', { schoolId: 'school-1', kind: 'panicButton', name: '门厅', position: [106.21, 38.51] })
  expect(answer).toMatchObject({ ok: true, replayed: 2, alarms: 1 })
  const { rows } = await database.pool.query(
    `select a.kind, a.late, a.count, d.name, d.lng, now() - a.received_at > interval '100 seconds' as old from alarm a join device d on d.id = a.device_id`,
  )
  expect(rows).toEqual([{ kind: 'panic', late: true, count: 2, name: '门厅', lng: 106.21, old: true }])
  expect(await stranger('hall/sos-1')).toBeUndefined()
  const live = await hear(sos('hall/sos-1', 'emergency'))
  expect(live.changes).toMatchObject([{ kind: 'panic', count: 3 }])
})

it('checks a GB/T 28181 ID against the kind, and leaves the inbox as it was', async () => {
  const answer = await adopt('64010400001180000001', { schoolId: 'school-1', kind: 'camera' })
  expect(answer).toMatchObject({
    ok: false,
    problem: { errors: [{ path: 'body.externalId', message: 'digits 11–13: expected type 131, 132 for a camera, found 118' }] },
  })
  expect(await stranger('64010400001180000001')).toBeDefined()
})

it('takes the channels of a catalogue with name and place, the message kept once, and no node that is no device', async () => {
  const item = (id: string, name: string, more = '') =>
    `<Item><DeviceID>${id}</DeviceID><Name>${name}</Name><Status>ON</Status>${more}</Item>`
  const channels = Array.from({ length: 40 }, (_, n) =>
    item(`640104000013100001${String(n).padStart(2, '0')}`, `走廊${n}`, '<Longitude>106.2</Longitude><Latitude>38.5</Latitude>'),
  )
  const nodes = [item('640104', '兴庆区'), item('64010400002150000001', '业务组'), item('64010400002160000001', '虚拟组织')]
  const body = `<?xml version="1.0" encoding="UTF-8"?><Response><CmdType>Catalog</CmdType><SN>9</SN><DeviceID>64010400001180000009</DeviceID>
    <SumNum>43</SumNum><DeviceList Num="43">${[...channels, ...nodes].join('')}</DeviceList></Response>`
  await hear(aPublish('edge/school-2/gb/64010400001180000009/message/1', body))
  const found = await inbox({ bridge: '64010400001180000009' })
  expect(found).toHaveLength(40)
  expect(found.find(({ name }) => name === '走廊7')).toMatchObject({ kind: 'camera', position: [106.2, 38.5], schoolId: 'school-2' })
  const { rows } = await database.pool.query(`select count(*)::int as n from dead_letter where topic like 'edge/school-2/gb/%'`)
  expect(rows[0].n).toBe(1)
  expect(await adopt('64010400001310000107', { schoolId: 'school-2', kind: 'camera' })).toMatchObject({ ok: true })
  const { rows: registered } = await database.pool.query(`select name, lng from device where external_id = '64010400001310000107'`)
  expect(registered).toEqual([{ name: '走廊7', lng: 106.2 }])
})

it('keeps of a stranger’s chatter a bounded number of messages, and counts all', async () => {
  for (let n = 0; n < 6; n++) await hear(...Array.from({ length: 10 }, (_, i) => beat('64010400001180000002', n * 10 + i)))
  expect(await stranger('64010400001180000002')).toMatchObject({ count: 60, kept: 20 })
})

it('keeps a draft, and puts aside what is none of ours until it may be a press', async () => {
  await hear(sos('door', 'on'))
  const row = await stranger('door')
  const draft = { schoolId: 'school-1', kind: 'sensor' as const }
  expect(await draftAdoption(database.pool, admin, row?.id ?? '', draft)).toEqual({ ok: true })
  expect(await stranger('door')).toMatchObject({ draft: { adoption: draft, by: 'admin' } })
  await dismissStranger(database.pool, admin, row?.id ?? '', true)
  expect(await stranger('door')).toBeUndefined()
  await hear(aPublish('edge/school-1/z2m/door', { contact: true, battery: 90 }))
  expect(await stranger('door')).toBeUndefined()
  await hear(sos('door', 'emergency'))
  expect(await stranger('door')).toMatchObject({ suspect: true })
})

it('registers nobody under a name of the broker’s own', async () => {
  await hear(aPublish('xiaowei/v1/school-1/edge/alarm', { id: '1', kind: 'panic' }))
  expect(await adopt('edge', { schoolId: 'school-1', kind: 'panicButton' })).toMatchObject({
    ok: false,
    problem: { errors: [{ path: 'body.externalId' }] },
  })
})

const GATE_AND_YARD = `<trt:GetProfilesResponse xmlns:trt="t" xmlns:tt="s">${['东门', '操场']
  .map(
    (name, n) =>
      `<trt:Profiles token="P${n}"><tt:Name>${name}</tt:Name><tt:VideoSourceConfiguration token="C${n}"><tt:Name>${name}</tt:Name><tt:SourceToken>VS_${n}</tt:SourceToken></tt:VideoSourceConfiguration></trt:Profiles>`,
  )
  .join('')}</trt:GetProfilesResponse>`
const ofDocument: DecodeDocument = (topic, payload) => {
  const heard = decode({ topic, payload, retain: false, dup: false, receivedAt: new Date() })
  return 'message' in heard ? heard.message : null
}

it('makes a line of the inbox of each camera in a recorder’s list, and an adopted one is who its events name', async () => {
  const prefix = 'edge/school-1/onvif/nvr-7'
  const taken = await takeCatalogue(database.pool, ofDocument, admin, { prefix, document: GATE_AND_YARD })
  expect(taken).toMatchObject({ ok: true, listed: 2, waiting: 2, bridgeId: prefix })
  const lines = await inbox({ bridge: prefix })
  expect(lines.map(({ externalId, point, name, kind }) => ({ externalId, point, name, kind }))).toEqual([
    { externalId: prefix, point: 'VS_1', name: '操场', kind: 'camera' },
    { externalId: prefix, point: 'VS_0', name: '东门', kind: 'camera' },
  ])
  const id = lines.find(({ point }) => point === 'VS_0')?.id ?? '0'
  const adopted = await adoptDevice(database.pool, dialectOfSource, replay, admin, id, { schoolId: 'school-1', kind: 'camera' })
  if (!adopted.ok) throw new Error(adopted.problem.detail)
  await hear(
    aPublish(`${prefix}/onvif-ej/VideoSource/SignalLoss/&VS_0`, {
      UtcTime: new Date().toISOString(),
      Source: { Source: 'VS_0' },
      Data: { State: true },
    }),
  )
  const { rows } = await database.pool.query(`select device_id from fault where kind = 'video-loss'`)
  expect(rows).toEqual([{ device_id: adopted.deviceId }])
  const lost = async () =>
    (await readFaultBoard(database.pool, aPrincipal({ role: 'technician' }))).items.find(({ kind }) => kind === 'video-loss')
  expect(await lost()).toMatchObject({ deviceId: adopted.deviceId, pictureAt: null })
  const seenAt = new Date(Date.now() - 1_000)
  const moved = { UtcTime: seenAt.toISOString(), Source: { Source: 'VS_0' }, Data: { State: true } }
  await hear(aPublish(`${prefix}/onvif-ej/VideoSource/MotionAlarm/&VS_0`, moved, { receivedAt: seenAt }))
  expect(await lost()).toMatchObject({ pictureAt: seenAt.toISOString() })
  // The list again: the registered one waits no more, and its state is its own.
  expect(await takeCatalogue(database.pool, ofDocument, admin, { prefix, document: GATE_AND_YARD })).toMatchObject({
    listed: 2,
    waiting: 1,
  })
})

it.each([
  ['a mount of no source', 'edge/school-1/nobody/x', GATE_AND_YARD, 'body.prefix'],
  ['a school that there is not', 'edge/school-99/onvif/x', GATE_AND_YARD, 'body.prefix'],
  ['what lists nobody', 'edge/school-1/onvif/x', '<a/>', 'body.document'],
])('refuses the list of %s', async (_, prefix, document, path) => {
  expect(await takeCatalogue(database.pool, ofDocument, admin, { prefix, document })).toMatchObject({
    ok: false,
    problem: { errors: [{ path }] },
  })
})
