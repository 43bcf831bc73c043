// blakeblackshear/frigate docs/docs/integrations/mqtt.md; frigate/stats/util.py (stats_snapshot)
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import { type DeviceTime, readDeviceTime } from './device-time.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { clip, deadLetter, events, ignore, isObject, plainText, readBoolean, readJson, readNumber, readText } from './payload.ts'
import { pathBelow } from './topic-path.ts'
import { lastState, phaseOf, readStates, type States, withState } from './two-state.ts'

export const frigate: Dialect = {
  name: 'frigate',
  filters: (base) => [base === '' ? '#' : `${base}/#`],
  topicIdentity: (topic, base) => {
    const [camera, ...rest] = levelsBelow(topic, base)
    return { deviceId: camera !== undefined && rest.length > 0 ? camera : null, bridgeId: bridgeOf(base) }
  },
  memoryKey: ({ base }) => `${base}/`,
  decode: (message, memory) => {
    const levels = levelsBelow(message.topic, message.base)
    if (levels.length === 0) return { decoded: deadLetter('unknown-topic'), memory }
    if (isOurs(levels)) return { decoded: ignore('command-or-setting'), memory }
    // A picture is not read, however large it is.
    if (levels.at(-1) === 'snapshot' || levels[0] === 'birdseye') return { decoded: ignore('picture'), memory }
    if (message.payload.length === 0) return { decoded: ignore(message.retain ? 'retained-message-removed' : 'empty'), memory }
    const text = readText(message.payload)
    if (!text.ok) return { decoded: deadLetter(text.reason, identityOf(message)), memory }
    const read = levels.length === 1 ? BY_TOPIC.get(levels[0] as string) : cameraTopic(levels)
    if (!read) return { decoded: deadLetter('unknown-topic', identityOf(message)), memory }
    return { memory, ...read({ message, levels, text: text.value, states: readStates(memory) }) }
  },
}

type Answer = { decoded: Decoded; memory?: unknown }
interface Context {
  readonly message: RawMessage
  readonly levels: readonly string[]
  readonly text: string
  readonly states: States
}
type Read = (context: Context) => Answer

const bridgeOf = (base: string): string => base || 'frigate'
const levelsBelow = (topic: string, base: string): string[] => pathBelow(topic, base)?.split('/') ?? []
const identityOf = ({ topic, base }: RawMessage) => frigate.topicIdentity(topic, base)

/** Commands to Frigate, and switches of its own that say nothing of a camera's health. */
function isOurs(levels: readonly string[]): boolean {
  const last = levels.at(-1) as string
  if (last === 'set' || last === 'suspend' || last === 'suspended' || levels.includes('ptz') || levels.includes('ptz_autotracker'))
    return true
  if (levels.length === 1) return OWN_TOPICS.has(last)
  return levels[0] === 'notifications' || levels[0] === 'profile' || (last === 'state' && levels[1] !== 'enabled')
}
const OWN_TOPICS: ReadonlySet<string> = new Set([
  'restart',
  'onConnect',
  'camera_activity',
  'tracked_object_update',
  'model_state',
  'job_state',
  'embeddings_reindex_progress',
  'birdseye_layout',
  'audio_detections',
  'audio_transcription_state',
])

const NO_TIME: DeviceTime = { deviceTime: null, timeBasis: 'none' }
const retained = (message: RawMessage) => (message.retain ? { retained: true } : {})
const heard = ({ message }: Context, deviceId: string | null) => ({
  deviceId,
  bridgeId: bridgeOf(message.base),
  ...NO_TIME,
  key: null,
  ...retained(message),
})

/** online, stopped (by a person) or offline (last will): the recorder as a whole. */
const available: Read = (context) => {
  const word = context.text.toLowerCase()
  if (word !== 'online' && word !== 'offline' && word !== 'stopped')
    return { decoded: deadLetter('available: expected online, stopped or offline', { ...identityOf(context.message), field: 'available' }) }
  return {
    decoded: events({
      kind: word === 'online' ? 'online' : 'offline',
      ...heard(context, null),
      detail: word === 'stopped' ? 'stopped' : 'service',
    }),
  }
}

const objectOf = ({ text }: Context): Readonly<Record<string, unknown>> | null => {
  const json = readJson(text)
  return json.ok && isObject(json.value) ? json.value : null
}
const refuse = ({ message }: Context): Answer => ({ decoded: deadLetter('not-an-object', identityOf(message)) })

const OFF = 'off/'
const LOST = 'lost/'

/** One message for all cameras: 0 frames a second is the picture lost, unless a person has switched the camera off. */
const stats: Read = (context) => {
  const body = objectOf(context)
  if (!body) return refuse(context)
  const service = isObject(body.service) ? body.service : {}
  const time = readDeviceTime(service.last_updated, context.message.receivedAt)
  // Before 0.13 the cameras stood at the top.
  const cameras = Object.entries(isObject(body.cameras) ? body.cameras : body).flatMap(([name, camera]) =>
    isObject(camera) && (isObject(body.cameras) || 'camera_fps' in camera) ? [{ name: clip(name, 200), camera }] : [],
  )
  let { states } = context
  const list = cameras.flatMap(({ name, camera }): DecodedEvent[] => {
    const quality = typeof camera.connection_quality === 'string' ? { quality: clip(camera.connection_quality, 40) } : {}
    const common = { ...heard(context, name), ...time, ...quality }
    const fps = readNumber(camera.camera_fps)
    if (fps === undefined || lastState(states, OFF + name) === true) return [{ kind: 'telemetry', ...common }]
    const known = lastState(states, LOST + name) ?? false
    const phase = phaseOf(fps <= 0, known)
    states = withState(states, LOST + name, fps <= 0)
    return [phase ? { kind: 'video-loss', ...phase, ...common } : { kind: 'telemetry', ...common }]
  })
  if (list.length === 0) list.push({ kind: 'telemetry', ...heard(context, null), ...time })
  return { decoded: events(...list), memory: states }
}

const epoch = (value: unknown, { message }: Context): DeviceTime => readDeviceTime(readNumber(value), message.receivedAt)

/** `events` and `reviews`: new, update or end of one thing seen; what it was is a detail of motion and no alarm. */
const seen =
  (labelOf: (after: Readonly<Record<string, unknown>>) => unknown): Read =>
  (context) => {
    const body = objectOf(context)
    const after = body && isObject(body.after) ? body.after : null
    const camera = after && typeof after.camera === 'string' ? clip(after.camera, 200) : ''
    if (!body || !after || camera === '') return refuse(context)
    if (readBoolean(after.false_positive) === true) return { decoded: ignore('false-positive') }
    const ended = body.type === 'end'
    const start = ended
      ? (after.end_time ?? after.frame_time)
      : body.type === 'new'
        ? (after.start_time ?? after.frame_time)
        : (after.frame_time ?? after.start_time)
    const label = labelOf(after)
    const id = typeof after.id === 'string' ? clip(after.id, 100) : undefined
    const event: DecodedEvent = {
      kind: 'motion',
      phase: ended ? 'cleared' : 'active',
      ...(body.type === 'update' ? { repeat: true } : {}),
      ...heard(context, camera),
      ...epoch(start, context),
      ...(typeof label === 'string' ? { detail: clip(label, 60) } : {}),
      ...(id === undefined
        ? {}
        : {
            nativeId: id,
            key: { value: `${id}/${plainText(body.type).slice(0, 20)}/${plainText(start).slice(0, 40)}`, basis: 'id' as const },
          }),
      ...(context.message.retain ? { late: true } : {}),
    }
    return { decoded: events(event) }
  }

/** A trigger of the semantic search. */
const triggers: Read = (context) => {
  const body = objectOf(context)
  if (!body || typeof body.camera !== 'string' || body.camera === '') return refuse(context)
  const detail = typeof body.name === 'string' ? { detail: clip(body.name, 60) } : {}
  return { decoded: events({ kind: 'motion', phase: 'active', momentary: true, ...heard(context, clip(body.camera, 200)), ...detail }) }
}

const BY_TOPIC = new Map<string, Read>(
  Object.entries({
    available,
    stats,
    triggers,
    events: seen((after) => after.label),
    reviews: seen((after) => after.severity),
  } satisfies Record<string, Read>),
)

/** `<camera>/…`; `<zone>/<object>` looks the same and stands for no device. */
function cameraTopic(levels: readonly string[]): Read | undefined {
  const [, word, more] = levels
  if (word === 'status' && levels.length === 3) return streamStatus
  if (word === 'enabled' && more === 'state') return enabled
  if (word === 'motion' && levels.length === 2) return twoState('motion')
  if (word === 'review_status') return reviewStatus
  if (word === 'audio' && levels.length === 3) return audio
  if (word === 'classification') return plain
  return levels.length === 2 || (levels.length === 3 && more === 'active') ? objectCount : undefined
}

const known = (states: States, camera: string): States => withState(states, OFF + camera, lastState(states, OFF + camera) ?? false)

/** Per role (detect, record, audio). A camera that a person has switched off gives no picture either, but nothing is broken. */
const streamStatus: Read = (context) => {
  const [camera = '', , role = ''] = context.levels
  const word = context.text.toLowerCase()
  const states = withState(known(context.states, camera), OFF + camera, word === 'disabled')
  const common = heard(context, camera)
  if (word === 'disabled') return { decoded: events({ kind: 'offline', ...common, detail: 'disabled' }), memory: states }
  if (word !== 'online' && word !== 'offline')
    return { decoded: deadLetter('status: expected online, offline or disabled', { ...identityOf(context.message), field: 'status' }) }
  return { decoded: events({ kind: word, ...common, detail: clip(role, 40) }), memory: states }
}

const enabled: Read = (context) => {
  const [camera = ''] = context.levels
  const on = readBoolean(context.text)
  if (on === undefined) return { decoded: deadLetter('enabled: expected ON or OFF', { ...identityOf(context.message), field: 'enabled' }) }
  const memory = withState(context.states, OFF + camera, !on)
  return { decoded: on ? ignore('enabled') : events({ kind: 'offline', ...heard(context, camera), detail: 'disabled' }), memory }
}

const twoState =
  (kind: 'motion', detail?: string): Read =>
  (context) => {
    const [camera = ''] = context.levels
    const on = readBoolean(context.text)
    if (on === undefined) return { decoded: deadLetter('expected ON or OFF', identityOf(context.message)) }
    return {
      decoded: events({ kind, phase: on ? 'active' : 'cleared', ...heard(context, camera), ...(detail === undefined ? {} : { detail }) }),
      memory: known(context.states, camera),
    }
  }

const reviewStatus: Read = (context) => {
  const [camera = ''] = context.levels
  const word = context.text.toUpperCase()
  if (word !== 'NONE' && word !== 'DETECTION' && word !== 'ALERT')
    return { decoded: deadLetter('review_status: unknown word', identityOf(context.message)) }
  const detail = word === 'NONE' ? {} : { detail: word.toLowerCase() }
  return {
    decoded: events({ kind: 'motion', phase: word === 'NONE' ? 'cleared' : 'active', ...heard(context, camera), ...detail }),
    memory: known(context.states, camera),
  }
}

/** Sounds that alarm by themselves; a voice or a bark is motion, its level a measured value. */
const SOUNDS = new Map<string, DecodedEvent['kind']>([
  ['fire_alarm', 'fire'],
  ['smoke_detector', 'fire'],
  ['scream', 'alarm-other'],
  ['screaming', 'alarm-other'],
  ['yell', 'alarm-other'],
  ['gunshot', 'alarm-other'],
  ['explosion', 'alarm-other'],
  ['glass', 'alarm-other'],
  ['shatter', 'alarm-other'],
  ['burglar_alarm', 'intrusion'],
])
const audio: Read = (context) => {
  const [camera = '', , sound = ''] = context.levels
  if (sound === 'dBFS' || sound === 'rms' || sound === 'transcription') return plain(context)
  const on = readBoolean(context.text)
  if (on === undefined) return { decoded: deadLetter('audio: expected ON or OFF', identityOf(context.message)) }
  const kind = SOUNDS.get(sound) ?? 'motion'
  const phase = phaseOf(on, lastState(context.states, `${camera}/${sound}`))
  const memory = withState(known(context.states, camera), `${camera}/${sound}`, on)
  const common = { ...heard(context, camera), detail: clip(sound, 60) }
  return { decoded: events(phase ? { kind, ...phase, ...common } : { kind: 'telemetry', ...common }), memory }
}

const plain: Read = (context) => ({
  decoded: events({ kind: 'telemetry', ...heard(context, context.levels[0] ?? null), detail: clip(context.levels.slice(1).join('/'), 60) }),
})

/** How many of an object are seen; the name is a zone's where the cameras are known and it is none of them. */
const objectCount: Read = (context) => {
  const [name = ''] = context.levels
  if (readNumber(context.text) === undefined) return { decoded: deadLetter('expected a number', identityOf(context.message)) }
  const cameras = Object.keys(context.states).filter((key) => key.startsWith(OFF) || key.startsWith(LOST))
  const isZone = cameras.length > 0 && !cameras.some((key) => key === OFF + name || key === LOST + name)
  return isZone ? { decoded: ignore('count-of-a-zone') } : plain(context)
}
