import { expect, it } from 'vitest'
import { DialectName } from '#contracts/device.ts'
import type { DecodedEvent } from '#contracts/event.ts'
import { endedBy, type FaultChange, faultPointOf, foldFaults } from '#domain/fault-change.ts'
import type { Message, Register, RegisteredDevice } from '#domain/intake.ts'
import { consequenceOf } from '#domain/kind.ts'
import { planIntake } from '#domain/plan-intake.ts'
import { decodeCase, type PayloadCase, readCases } from '../dialects/match.ts'

const at = new Date('2026-03-02T00:00:05Z')
const change = (active: boolean, given: Partial<FaultChange> = {}): FaultChange => ({
  kind: 'video-loss',
  detail: null,
  point: '',
  deviceId: 'recorder',
  schoolId: 'school-1',
  at,
  active,
  momentary: false,
  late: false,
  ...given,
})

it.each([
  ['without a detail ends every one of that kind', {}, { detail: 'videoloss', point: '3' }, true],
  ['without a place ends that of the only place', { detail: 'error' }, { detail: 'error', point: 'disk-1' }, true],
  ['of a place ends one that was told of none', { point: '3' }, {}, true],
  ['of a detail ends one that was told with none', { detail: 'defect' }, {}, true],
  ['of channel 3 leaves channel 5 dark', { point: '3' }, { point: '5' }, false],
  ['of one detail leaves another', { detail: 'full' }, { detail: 'error' }, false],
  ['of one kind leaves another', { kind: 'tamper' }, {}, false],
  ['of one device leaves another', { deviceId: 'camera' }, {}, false],
  ['ends nothing that the server measured itself', {}, { detail: 'measured' }, false],
  ['ends nothing that the server saw refused', {}, { detail: 'refused-by-broker: button-8 may not publish here' }, false],
] as const)('a word that something is over %s', (_, end, fault, ends) => {
  expect(endedBy(change(false, end), [change(true, fault)])).toHaveLength(ends ? 1 : 0)
})

it('ends of several the one of its place', () => {
  const [whole, third, seventh] = [change(true), change(true, { point: '3' }), change(true, { point: '7' })]
  expect(endedBy(change(false), [third, seventh])).toEqual([])
  expect(endedBy(change(false), [whole, third, seventh])).toEqual([whole])
  expect(endedBy(change(false, { point: '3' }), [whole, third, seventh])).toEqual([third])
  expect(endedBy(change(false, { point: '3' }), [whole, seventh])).toEqual([whole])
})

it('makes an end of no place that of the one it ended, so that it ends no other', () => {
  expect(foldFaults([change(true, { point: '3' }), change(false)])).toEqual([change(false, { point: '3', exact: true })])
})

it('takes words in the order they were said', () => {
  const earlier = change(true, { at: new Date(at.getTime() - 300_000), late: true })
  expect(foldFaults([change(false), earlier])).toMatchObject([{ active: false }])
})

it('leaves of a batch what still stands', () => {
  const [begun, told, over] = [
    change(true, { detail: 'videoloss', point: '3' }),
    change(true, { point: '5' }),
    change(false, { point: '3' }),
  ]
  const exact = { ...over, exact: true }
  expect(foldFaults([begun, told, over])).toEqual([told, exact])
  expect(foldFaults([begun, over, begun])).toEqual([exact, begun])
  expect(foldFaults([begun, begun])).toEqual([begun])
})

const recorder = (point = ''): RegisteredDevice => ({
  id: 'recorder',
  schoolId: 'school-1',
  campusId: null,
  kind: 'recorder',
  source: 's',
  externalId: 'nvr',
  point,
  position: null,
  silent: false,
  clock: { samples: [0, 0, 0, 0, 0], pending: [] },
  lastCounter: null,
})
const register = (...devices: RegisteredDevice[]): Register => ({
  devices,
  buttonBridges: new Set(),
  schools: new Set(['school-1']),
  keys: new Map(),
  openAlarms: [],
  exercises: [],
})
const fault = (given: Partial<DecodedEvent> = {}): DecodedEvent => ({
  kind: 'storage-fault',
  phase: 'active',
  deviceId: 'nvr',
  deviceTime: null,
  timeBasis: 'none',
  key: null,
  ...given,
})
const heard = (event: DecodedEvent, given: Partial<Message> = {}): Message => ({
  id: 'm',
  topic: 't',
  retained: event.retained === true,
  resent: false,
  receivedAt: at,
  takenAt: at,
  sha256: '',
  source: 's',
  dialect: 'hikvision-isapi',
  schoolId: 'school-1',
  deviceId: 'nvr',
  bridgeId: null,
  decoded: { disposition: 'events', events: [event] },
  replayOf: null,
  ...given,
})
const changesOf = (message: Message, device = recorder()) => {
  const { events, faults } = planIntake([message], register(device), () => 'id')
  expect(events).toHaveLength(1)
  return faults
}

it('tells the faults of two channels and two disks apart', () => {
  expect(changesOf(heard(fault({ disk: 2 })))).toMatchObject([{ point: 'disk-2', active: true, momentary: false }])
  expect(changesOf(heard(fault({ channel: 3, disk: 2, momentary: true })))).toMatchObject([{ point: '3/disk-2', momentary: true }])
  expect(faultPointOf(fault({ channel: 3 }), recorder('3'))).toBe('')
})

it.each([
  ['historical by protocol', fault({ historical: true, late: true }), {}],
  ['sent again late', fault({ late: true }), {}],
  ['an event that the broker retained', fault({ late: true, retained: true, momentary: true }), {}],
  ['a dead letter tried again', fault(), { replayOf: '7' }],
  ['a test', fault({ phase: 'test' }), {}],
  ['late, that it is over', fault({ phase: 'cleared', historical: true, late: true }), {}],
] as const)('keeps what is %s as an event that changes no fault', (_, event, more) => {
  expect(changesOf(heard(event, more))).toEqual([])
})

it('takes a retained state as how the device stands', () => {
  expect(changesOf(heard(fault({ retained: true })))).toMatchObject([{ active: true }])
  expect(changesOf(heard(fault({ retained: true, late: true })))).toMatchObject([{ active: true, late: false }])
})

it('dates what waited while its device was offline by when it was said', () => {
  const waited = fault({ phase: 'cleared', deviceTime: '2026-03-01T23:50:05.000Z', timeBasis: 'utc' })
  expect(changesOf(heard(waited))).toMatchObject([{ active: false, late: true, at: new Date('2026-03-01T23:50:05Z') }])
})

const chainOf = (one: PayloadCase, all: readonly PayloadCase[]): PayloadCase[] => [
  ...(one.after ?? []).flatMap((id) => chainOf(all.find((other) => other.id === id) as PayloadCase, all)),
  one,
]
const asChange = (event: DecodedEvent): FaultChange =>
  change(event.phase !== 'cleared', {
    kind: event.kind,
    detail: event.detail ?? null,
    point: faultPointOf(event, { point: '' }),
    deviceId: event.deviceId ?? '',
  })
/** What the examples tell of faults, one after the other. */
function toldBy(one: PayloadCase, all: readonly PayloadCase[]): FaultChange[][] {
  const memories = new Map<string, unknown>()
  return chainOf(one, all).map((step) => {
    const decoded = decodeCase({ ...step, after: [] }, all, memories)
    if (decoded.disposition !== 'events') return []
    return decoded.events.filter((event) => consequenceOf(event, { kind: 'recorder' }).is === 'fault').map(asChange)
  })
}

it.each(DialectName.options)('in no example of %s an end leaves its fault open', (dialect) => {
  const all = readCases(dialect)
  for (const one of all.filter(({ after }) => after !== undefined)) {
    const told = toldBy(one, all)
    const last = told.at(-1) ?? []
    const open = foldFaults(told.flat()).filter(({ active }) => active)
    const left = open.filter(
      (begun) =>
        last.some((end) => !end.active && end.deviceId === begun.deviceId && end.kind === begun.kind) &&
        !last.some((again) => again.active && again.kind === begun.kind),
    )
    expect(left, one.id).toEqual([])
  }
})
