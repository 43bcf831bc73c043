// tasmota/docs Zigbee.md: ZbReceived (SetOption83, 89, 100, 118, 119), raw commands "cluster!command", IAS zone; ZCL 8.2 (zone status), 8.3 (ACE)
import type { DecodedEvent } from '#contracts/event.ts'
import { isObject, readBoolean, readNumber, readPercent } from './payload.ts'
import { lastState, phaseOf, type States, withState } from './two-state.ts'
import { readAction } from './zigbee2mqtt-action.ts'

type Attributes = Readonly<Record<string, unknown>>
type Meaning = Pick<DecodedEvent, 'kind' | 'phase' | 'press' | 'promotes' | 'momentary' | 'detail' | 'input' | 'repeat'>

const ADDRESS = /^0x[0-9a-f]{4,16}$/i

/** The devices of one message with what they said: by address, by name with `Device` beside, or without any name on a topic of its own. */
export function zigbeeDevices(received: Attributes, topicName: string): { deviceId: string; attributes: Attributes }[] {
  const named = Object.entries(received).flatMap(([key, attributes]) =>
    isObject(attributes) ? [{ deviceId: addressOf(attributes) ?? key, attributes }] : [],
  )
  if (named.length > 0) return named
  const short = /^[0-9a-f]{4}$/i.test(topicName) ? `0x${topicName}` : topicName
  return [{ deviceId: addressOf(received) ?? short, attributes: received }]
}
const addressOf = ({ Device }: Attributes): string | null => (typeof Device === 'string' && ADDRESS.test(Device) ? Device : null)

/** SetOption100 leaves `ZbReceived` out: then the addresses themselves are the keys. */
export const looksReceived = (body: Attributes): boolean =>
  Object.keys(body).length > 0 &&
  Object.entries(body).every(([key, value]) => ADDRESS.test(key) && isObject(value) && 'LinkQuality' in value)

/** Zone states as attributes of cluster 0x0500; each is 1 while the zone is in alarm, whatever it watches. */
const ZONES = new Map<string, Pick<DecodedEvent, 'kind' | 'detail' | 'promotes'>>(
  Object.entries({
    Panic: { kind: 'panic' },
    PersonalAlarm: { kind: 'panic', detail: 'personal-alarm' },
    Fire: { kind: 'fire' },
    CIE: { kind: 'alarm-input', detail: 'ias-alarm-1', promotes: 'panic' },
    Contact: { kind: 'alarm-input', detail: 'contact', promotes: 'panic' },
    Water: { kind: 'alarm-other', detail: 'water-leak' },
    CO: { kind: 'alarm-other', detail: 'carbon-monoxide' },
    GlassBreak: { kind: 'intrusion', detail: 'glass-break' },
    Movement: { kind: 'motion', detail: 'movement' },
    Occupancy: { kind: 'motion' },
  } satisfies Record<string, Pick<DecodedEvent, 'kind' | 'detail' | 'promotes'>>),
)

/** ZCL 8.2.2.2.1.3: bits of the zone status. */
const BITS = [
  [0, { kind: 'alarm-input', detail: 'ias-alarm-1', promotes: 'panic' }],
  [1, { kind: 'alarm-input', detail: 'ias-alarm-2', promotes: 'panic' }],
  [2, { kind: 'tamper' }],
  [3, { kind: 'low-battery' }],
  [6, { kind: 'device-fault', detail: 'trouble' }],
  [7, { kind: 'ac-loss' }],
  [9, { kind: 'device-fault', detail: 'battery' }],
] as const satisfies readonly (readonly [number, Pick<DecodedEvent, 'kind' | 'detail' | 'promotes'>])[]
const BATTERY_BIT = 3
const TEST_BIT = 8

/** The zone status of the raw command 0x00 (its first two bytes, little-endian) or of the attribute; undefined when none is told. */
function zoneStatus(attributes: Attributes): number | undefined {
  const raw = Object.entries(attributes).find(([key]) => /^0500[!<]00/.test(key))?.[1]
  const hex = typeof raw === 'string' ? /^([0-9a-f]{2})([0-9a-f]{2})/i.exec(raw) : null
  if (hex) return Number.parseInt(`${hex[2]}${hex[1]}`, 16)
  return readNumber(attributes.ZoneStatus) ?? readNumber(attributes.ZoneStatusChange)
}

export interface Heard {
  readonly meanings: readonly Meaning[]
  readonly batteryLow?: boolean
  readonly states: States
}

/** What one Zigbee device said, beside what it said before; no meaning = telemetry. */
export function zigbeeMeanings(deviceId: string, attributes: Attributes, before: States): Heard {
  const presses = pressesOf(attributes)
  const status = zoneStatus(attributes)
  const isTest = status !== undefined && (status & (1 << TEST_BIT)) !== 0
  const named = [...ZONES].flatMap(([name, meaning]) => {
    const number = readNumber(attributes[name])
    const trouble = number === undefined ? readBoolean(attributes[name]) : number !== 0
    return trouble === undefined ? [] : [{ name, meaning, trouble }]
  })
  const bits =
    status === undefined
      ? []
      : BITS.filter(([bit]) => bit > 1 || named.length === 0).map(([bit, meaning]) => ({
          name: `bit-${bit}`,
          meaning,
          trouble: (status & (1 << bit)) !== 0,
        }))
  let states = before
  const found = [...named, ...bits].flatMap(({ name, meaning, trouble }) => {
    const key = `${deviceId}/${name}`
    const known = lastState(states, key)
    states = withState(states, key, trouble)
    // A zone at rest speaks of its alarm; of tamper and battery only where they were in trouble before.
    const phase = trouble || known === true || name === 'bit-0' || !name.startsWith('bit-') ? phaseOf(trouble, known) : null
    const told: Meaning[] = phase ? [{ ...meaning, ...phase, ...(isTest && trouble ? { phase: 'test' } : {}) }] : []
    return told.map((one) => ({ one, isNews: trouble || known === true }))
  })
  const anyNews = presses.length > 0 || found.some(({ isNews }) => isNews)
  const zones = found.flatMap(({ one, isNews }) => (isNews || !anyNews ? [one] : []))
  const alarming = presses.length > 0 || zones.some(({ kind, phase }) => phase === 'active' && kind !== 'low-battery')
  return {
    // An alarm carries its battery with it.
    meanings: [...presses, ...zones.filter(({ kind }) => !alarming || kind !== 'low-battery')],
    ...(status === undefined ? {} : { batteryLow: (status & (1 << BATTERY_BIT)) !== 0 }),
    states,
  }
}

const ACTIVE = { phase: 'active', momentary: true } as const
/** Commands a button or keypad sends; the key is `cluster!command`. */
const COMMANDS = new Map<string, (data: string) => Meaning | null>(
  Object.entries({
    '0006!00': () => button('unknown'),
    '0006!01': () => button('unknown'),
    '0006!02': () => button('short'),
    '0006!FD': (data) => button(TUYA[data.slice(0, 2)] ?? 'unknown'),
    '0008!01': () => button('long'),
    '0008!02': () => button('short'),
    '0008!03': () => button('up'),
    '0008!05': () => button('long'),
    '0008!06': () => button('short'),
    '0008!07': () => button('up'),
    '0501!00': (data) => ({ kind: data.startsWith('00') ? 'disarm' : 'arm' }),
    '0501!02': () => ({ kind: 'panic', ...ACTIVE, detail: 'emergency' }),
    '0501!03': () => ({ kind: 'fire', ...ACTIVE }),
    '0501!04': () => ({ kind: 'panic', ...ACTIVE }),
  } satisfies Record<string, (data: string) => Meaning | null>),
)
const TUYA: Readonly<Record<string, DecodedEvent['press']>> = { '00': 'short', '01': 'double', '02': 'long' }
const button = (press: DecodedEvent['press']): Meaning => ({ kind: 'button', press, ...(press === 'up' ? {} : { promotes: 'panic' }) })
// Recall a scene, move a colour: remotes send them, too.
const REMOTE = /^(0005|0006|0008|0300)![0-9A-F]{2}/

function pressesOf(attributes: Attributes): Meaning[] {
  const endpoint = readNumber(attributes.Endpoint)
  const input = endpoint === undefined ? {} : { input: endpoint }
  return Object.entries(attributes).flatMap(([key, value]): Meaning[] => {
    const name = key.toUpperCase()
    if (name === 'CLICK' || name === 'ACTION') {
      const action = readAction(value)
      return action ? [{ ...input, ...action }] : []
    }
    if (name === 'AQARAVIBRATIONMODE')
      return [{ kind: 'motion', ...ACTIVE, detail: typeof value === 'string' ? value.slice(0, 40) : 'vibration' }]
    const meaning =
      COMMANDS.get(name.slice(0, 7))?.(typeof value === 'string' ? value : '') ?? (REMOTE.test(name) ? button('unknown') : null)
    return meaning ? [{ ...meaning, ...(meaning.kind === 'button' ? input : {}) }] : []
  })
}

/** Battery and radio of a Zigbee device as Tasmota shows them. */
export function zigbeeVitals(attributes: Attributes): Pick<DecodedEvent, 'battery' | 'batteryVolts' | 'signal'> {
  const battery = readPercent(attributes.BatteryPercentage) ?? readPercent(attributes.Battery)
  const volts = readNumber(attributes.BatteryVoltage) ?? (battery === undefined ? undefined : readNumber(attributes.Voltage))
  const lqi = readNumber(attributes.LinkQuality)
  return {
    ...(battery === undefined ? {} : { battery }),
    ...(volts === undefined ? {} : { batteryVolts: volts }),
    ...(lqi === undefined ? {} : { signal: { lqi } }),
  }
}
