// GB/T 28181-2016 / -2022 annex A: A.2.5 notifications (Alarm, Keepalive, Catalog, MobilePosition), A.2.6 responses (Catalog, DeviceStatus, DeviceInfo)
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { readDeviceTime } from './device-time.ts'
import type { RawMessage } from './dialect.ts'
import { alarmMeaning, alarmMethodOf } from './gb28181-alarm.ts'
import { clip, events, ignore, isObject, readNumber } from './payload.ts'
import { child, many, textOf, type XmlNode } from './xml.ts'

/** What the device's earlier messages left standing: channel → kinds of fault that a later message clears. */
interface Memory {
  readonly standing: Readonly<Record<string, readonly string[]>>
}
export const readMemory = (memory: unknown): Memory =>
  isObject(memory) && isObject(memory.standing) ? { standing: memory.standing as Memory['standing'] } : { standing: {} }

export interface Context {
  readonly message: RawMessage
  readonly bridgeId: string
  readonly deviceId: string
  readonly node: XmlNode
  readonly memory: Memory
}
export type Answer = { decoded: Decoded; memory?: unknown }

/** The text of a child, at most that long. */
export function clipped(node: XmlNode, tag: string, length: number): string | undefined {
  const text = textOf(node, tag)
  return text === undefined ? undefined : clip(text, length)
}

/** An identity: 20 digits by annex E, 14 or 18 in the field, letters in none; what is too long to be one is none. */
export function idOf(node: XmlNode, tag = 'deviceid'): string | undefined {
  const id = textOf(node, tag)
  return id !== undefined && id.length <= 64 ? id : undefined
}

/** The fields every event of a message shares. */
const heard = ({ message, bridgeId }: Context, deviceId: string, time?: string) => ({
  deviceId,
  bridgeId,
  ...readDeviceTime(time, message.receivedAt),
  key: null,
  ...(message.retain ? { retained: true, late: true } : {}),
})

/** A.2.5.3: method and type are always read as a pair. The key is the standard's own: device, time and method (and type). */
const alarm = (context: Context): Answer => {
  const { node, deviceId } = context
  const method = alarmMethodOf(textOf(node, 'alarmmethod'))
  // The standard's place is inside Info; some platforms write a number of their own at the root beside it.
  const type = textOf(child(node, 'info'), 'alarmtype') ?? textOf(node, 'alarmtype')
  const at = textOf(node, 'alarmtime') ?? textOf(node, 'time')
  const common = heard(context, deviceId, at)
  const priority = readNumber(textOf(node, 'alarmpriority'))
  const description = clipped(node, 'alarmdescription', 1000)
  return {
    decoded: events({
      ...alarmMeaning(method, type, deviceId),
      phase: 'active',
      ...common,
      key:
        common.deviceTime === null
          ? null
          : { value: [deviceId, at, method, ...(type === undefined ? [] : [type])].join('/'), basis: 'time' },
      ...(priority !== undefined && priority >= 1 && priority <= 4 ? { priority } : {}),
      ...locationOf(node),
      ...(description === undefined ? {} : { description }),
    }),
  }
}

function locationOf(node: XmlNode): Pick<DecodedEvent, 'location'> {
  const lat = readNumber(textOf(node, 'latitude'))
  const lon = readNumber(textOf(node, 'longitude'))
  const isPlace = lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0)
  return isPlace ? { location: { lat, lon } } : {}
}

/** A.2.5.2: Status other than OK is a fault of the device itself; Info lists the faulty channels. What is no longer named has recovered. */
const keepalive = (context: Context): Answer => {
  const { node, deviceId, memory } = context
  const status = clipped(node, 'status', 80) ?? 'OK'
  const info = child(node, 'info')
  const faulty = [
    ...new Set(
      many(info, 'deviceid')
        .filter((id): id is string => typeof id === 'string' && id.trim() !== '')
        .map((id) => id.trim()),
    ),
  ]
  const now = new Set(isOk(status) ? faulty : [deviceId, ...faulty])
  const before = memory.standing[KEEPALIVE] ?? []
  const fault = (id: string, phase: 'active' | 'cleared'): DecodedEvent => ({
    kind: 'device-fault',
    phase,
    ...heard(context, id),
    ...(id === deviceId && phase === 'active' ? { detail: status } : {}),
    ...(phase === 'active' && before.includes(id) ? { repeat: true } : {}),
  })
  const list = [
    ...(isOk(status) ? [{ kind: 'heartbeat' as const, ...heard(context, deviceId) }] : []),
    ...[...now].map((id) => fault(id, 'active')),
    ...before.filter((id) => !now.has(id)).map((id) => fault(id, 'cleared')),
  ]
  return { decoded: events(...list), memory: { standing: { ...memory.standing, [KEEPALIVE]: [...now] } } }
}
const KEEPALIVE = 'keepalive'
const isOk = (word: string): boolean => /^(ok|on|online|normal)$/i.test(word)

const CATALOG = new Map<string, Pick<DecodedEvent, 'kind' | 'phase' | 'detail'>>([
  ['on', { kind: 'online' }],
  ['online', { kind: 'online' }],
  ['ok', { kind: 'online' }],
  ['off', { kind: 'offline' }],
  ['offline', { kind: 'offline' }],
  ['vlost', { kind: 'video-loss', phase: 'active' }],
  ['defect', { kind: 'device-fault', phase: 'active', detail: 'defect' }],
  ['add', { kind: 'discovery', detail: 'add' }],
  ['update', { kind: 'discovery', detail: 'update' }],
  ['del', { kind: 'discovery', detail: 'del' }],
])

/** A.2.5.5 (Event) and A.2.6.4 (Status): what each listed channel is; ON after VLOST or DEFECT also ends that fault. */
const catalog = (context: Context): Answer => {
  const items = many(child(context.node, 'devicelist'), 'item').filter((item): item is XmlNode => typeof item === 'object')
  const standing: Record<string, readonly string[]> = { ...context.memory.standing }
  const list = items.flatMap((item): DecodedEvent[] => {
    const id = idOf(item)
    if (id === undefined) return []
    const word = (textOf(item, 'event') ?? textOf(item, 'status') ?? '').toLowerCase()
    const meaning = CATALOG.get(word) ?? { kind: 'discovery' as const }
    const name = textOf(item, 'name')
    const common = { ...heard(context, id), listed: word !== 'del', ...(name === undefined ? {} : { channelName: name }) }
    const before = word === '' ? [] : (standing[`#${id}`] ?? [])
    const ended = meaning.kind === 'online' ? before : []
    if (meaning.phase) standing[`#${id}`] = [...new Set([...before, meaning.kind])]
    else if (ended.length > 0) delete standing[`#${id}`]
    return [
      { ...common, ...meaning, ...locationOf(item), ...(meaning.phase && before.includes(meaning.kind) ? { repeat: true } : {}) },
      ...ended.map((kind) => ({ ...common, kind: kind as DecodedEvent['kind'], phase: 'cleared' as const })),
    ]
  })
  return { decoded: list.length > 0 ? events(...list) : ignore('empty-catalog'), memory: { standing } }
}

/** A.2.6.6: ONLINE or OFFLINE, a fault when Status is not OK, and alarm inputs that stand in alarm. */
const deviceStatus = (context: Context): Answer => {
  const { node, deviceId } = context
  const word = (textOf(node, 'online') ?? '').toUpperCase()
  const status = textOf(node, 'status')
  const reason = clipped(node, 'reason', 80)
  const common = heard(context, deviceId, textOf(node, 'devicetime'))
  const inputs = many(child(node, 'alarmstatus'), 'item').filter((item): item is XmlNode => typeof item === 'object')
  const ringing = inputs.filter((item) => textOf(item, 'dutystatus')?.toUpperCase() === 'ALARM').map((item) => idOf(item) ?? deviceId)
  const before = context.memory.standing
  const faultName = `status/${deviceId}`
  const fault = word !== 'OFFLINE' && status !== undefined && !isOk(status) ? (reason ?? status) : undefined
  const isTold = fault !== undefined || (status !== undefined && isOk(status))
  const ended = isTold ? (before[faultName] ?? []).filter((detail) => detail !== fault) : []
  const inputName = `duty/${deviceId}`
  const rested = inputs.length === 0 ? [] : (before[inputName] ?? []).filter((id) => !ringing.includes(id))
  const list: DecodedEvent[] = [
    ...(word === 'ONLINE' || word === 'OFFLINE' ? [{ kind: word.toLowerCase() as 'online' | 'offline', ...common }] : []),
    ...(fault === undefined ? [] : [{ kind: 'device-fault' as const, phase: 'active' as const, detail: fault, ...common }]),
    ...ended.map((detail) => ({ kind: 'device-fault' as const, phase: 'cleared' as const, detail, ...common })),
    ...rested.map((id) => ({ kind: 'alarm-input' as const, phase: 'cleared' as const, ...common, deviceId: id })),
    ...ringing.map((id) => ({
      kind: 'alarm-input' as const,
      phase: 'active' as const,
      promotes: 'panic' as const,
      repeat: true,
      ...common,
      deviceId: id,
    })),
  ]
  const standing = {
    ...before,
    ...(fault === undefined ? (ended.length > 0 ? { [faultName]: [] } : {}) : { [faultName]: [fault] }),
    ...(inputs.length === 0 ? {} : { [inputName]: ringing }),
  }
  return { decoded: list.length > 0 ? events(...list) : events({ kind: 'telemetry', ...common }), memory: { standing } }
}

/** 2022, A.2.6: the memory cards of a camera, each with its state; one that was at fault and is well again ends its fault. */
const cardStatus = (context: Context): Answer => {
  const { node, deviceId, memory } = context
  const cards = many(child(node, 'sdcardstatusinfo'), 'item').filter((item): item is XmlNode => typeof item === 'object')
  const list = cards.flatMap((card): DecodedEvent[] => {
    const detail = cardFault(textOf(card, 'status') ?? '')
    const disk = readNumber(textOf(card, 'id'))
    const before = memory.standing[cardName(deviceId, disk)]?.[0]
    if (detail === null && before === undefined) return []
    const phase = detail === null ? 'cleared' : 'active'
    const common = { ...heard(context, deviceId), ...(disk === undefined ? {} : { disk }) }
    return [
      { kind: 'storage-fault', phase, detail: detail ?? (before as string), ...common, ...(detail === before ? { repeat: true } : {}) },
    ]
  })
  const standing: Record<string, readonly string[]> = { ...memory.standing }
  for (const { phase, detail, disk } of list) {
    const name = cardName(deviceId, disk as number | undefined)
    if (phase === 'active') standing[name] = [detail as string]
    else delete standing[name]
  }
  return { decoded: list.length > 0 ? events(...list) : ignore('cards-are-well'), memory: { standing } }
}
const cardName = (deviceId: string, disk: number | undefined): string => `card/${deviceId}/${disk ?? ''}`
function cardFault(status: string): string | null {
  if (/unformat|err|fail|fault|abnormal|bad|damage/i.test(status)) return 'error'
  if (/none|lack|absent|not.?exist|no.?card/i.test(status)) return 'missing'
  return /full/i.test(status) ? 'full' : null
}

/** A.2.6.5: who the device is. */
const deviceInfo = (context: Context): Answer => {
  const { node, deviceId } = context
  const name = textOf(node, 'devicename')
  const values = Object.fromEntries(
    ['manufacturer', 'model', 'firmware', 'channel'].flatMap((tag) => (textOf(node, tag) === undefined ? [] : [[tag, textOf(node, tag)]])),
  )
  return {
    decoded: events({ kind: 'discovery', ...heard(context, deviceId), ...(name === undefined ? {} : { channelName: name }), values }),
  }
}

/** A.2.5.6; a list of items in later firmware. A report without a place is only a sign of life. */
const mobilePosition = (context: Context): Answer => {
  const items = many(child(context.node, 'devicelist'), 'item').filter((item): item is XmlNode => typeof item === 'object')
  const list = (items.length > 0 ? items : [context.node]).map((item): DecodedEvent => {
    const place = locationOf(item)
    const id = idOf(item, 'targetid') ?? idOf(item) ?? context.deviceId
    const at = textOf(item, 'time') ?? textOf(item, 'capturetime') ?? textOf(context.node, 'time')
    return { kind: place.location ? 'position' : 'telemetry', ...heard(context, id, at), ...place }
  })
  return { decoded: events(...list) }
}

type Decode = (context: Context) => Answer
export const NOTIFY = new Map<string, Decode>(Object.entries({ alarm, keepalive, catalog, mobileposition: mobilePosition }))
export const RESPONSE = new Map<string, Decode>(
  Object.entries({ catalog, devicestatus: deviceStatus, sdcardstatus: cardStatus, deviceinfo: deviceInfo, mobileposition: mobilePosition }),
)
/** Understood, and nothing to say about safety. */
export const SILENT: ReadonlySet<string> = new Set(
  'mediastatus recordinfo broadcast configdownload deviceconfig presetquery homepositionquery cruisetracklistquery cruisetrackquery ptzposition uploadsnapshotfinished videouploadnotify deviceupgraderesult guardinfo'.split(
    ' ',
  ),
)
/** Answers to our own commands. */
export const SILENT_RESPONSES: ReadonlySet<string> = new Set(['alarm', 'keepalive', 'devicecontrol', 'alarmquery'])
