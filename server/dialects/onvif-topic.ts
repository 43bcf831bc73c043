// onvif/specs: Core.xml (Device, Monitoring), DeviceIo.xml, Imaging.xml, Analytics.xml, RecordingControl.xml, AccessControl.xml, DoorControl.xml, Thermal.xml
import type { DecodedEvent } from '#contracts/event.ts'
import { isObject, plainText, readBoolean, readNumber, readPercent } from './payload.ts'
import { urgentKindOf } from './thing-words.ts'

export type Items = Readonly<Record<string, unknown>>
export type Meaning = Pick<DecodedEvent, 'kind' | 'phase' | 'detail' | 'promotes' | 'momentary' | 'press' | 'battery' | 'location'>
/** active, cleared, once (a non-property event), or null = it says nothing of trouble. */
type Turn = 'active' | 'cleared' | 'once' | null

/** What a topic means, and how its data says whether it is so; null = telemetry. */
export interface TopicRule {
  readonly meaning: Omit<Meaning, 'phase' | 'momentary'>
  readonly turn: (data: Items) => Turn
}

/** The first boolean of the data, whatever the vendor calls it: State, LogicalState, IsMotion, Failed, … */
export function firstBoolean(data: Items): boolean | undefined {
  for (const [name, value] of Object.entries(data)) {
    if (/time|id$|objectid|token/i.test(name) || typeof value === 'number') continue
    const flag = readBoolean(value) ?? readActive(value)
    if (flag !== undefined) return flag
  }
  const numbers = Object.entries(data).filter(([name]) => /state|^is|failed|alarm|active|motion|critical/i.test(name))
  return readBoolean(numbers[0]?.[1])
}
/** tt:RelayLogicalState, and what vendors write into a digital input. */
const readActive = (value: unknown): boolean | undefined => {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return word === 'active' ? true : word === 'inactive' ? false : undefined
}

const state = (data: Items): Turn => {
  const flag = firstBoolean(data)
  return flag === undefined ? 'once' : flag ? 'active' : 'cleared'
}
/** An event of one moment; some cameras give it a state all the same, and its end is no second one. */
const once = (data: Items): Turn => (readBoolean(data.State) === false ? 'cleared' : 'once')
const word =
  (name: string, active: readonly string[], cleared: readonly string[]) =>
  (data: Items): Turn => {
    const value = plainText(data[name]).trim().toLowerCase()
    return active.includes(value) ? 'active' : cleared.includes(value) ? 'cleared' : null
  }

const rule = (kind: DecodedEvent['kind'], detail?: string, turn: TopicRule['turn'] = state): TopicRule => ({
  meaning: { kind, ...(detail === undefined ? {} : { detail }) },
  turn,
})
const input: TopicRule = { meaning: { kind: 'alarm-input', promotes: 'panic' }, turn: state }

/** Topics without namespace prefixes, lower case; a rule holds for whatever is below it, the longest one wins. */
const RULES = new Map<string, TopicRule | null>(
  Object.entries({
    'device/trigger/digitalinput': input,
    'device/trigger/alarmin': input,
    'device/trigger/alarminput': input,
    'device/trigger/relay': null,
    // Axis' own names below the standard's
    'device/io/port': input,
    'device/io/virtualport': input,
    'device/io/virtualinput': input,
    'device/io/supervisedport': input,
    'device/io': null,
    'device/sensor/pir': rule('motion', 'pir'),
    'device/casing': rule('tamper', 'casing'),
    'device/network/lost': rule('network-fault', 'nic-broken'),
    'device/status': null,
    'device/light': null,
    'device/heater': null,
    'audiosource/triggerlevel': rule('alarm-other', 'audio'),
    'videosource/livestreamaccessed': null,
    'videosource/daynightvision': null,
    'storage/disruption': rule('storage-fault', 'error'),
    storage: null,
    light: null,
    'cameraapplicationplatform/fenceguard': rule('intrusion', 'fence'),
    'cameraapplicationplatform/loiteringguard': rule('intrusion', 'loitering'),
    cameraapplicationplatform: rule('motion', 'object'),
    'device/hardwarefailure': rule('device-fault', 'hardware'),
    'device/hardwarefailure/storagefailure': rule('storage-fault', 'error'),
    'device/hardwarefailure/fanfailure': rule('device-fault', 'fan'),
    'device/hardwarefailure/powersupplyfailure': rule('device-fault', 'power-supply'),
    'device/hardwarefailure/temperaturecritical': rule('device-fault', 'temperature'),
    'device/operationmode/shutdowninitiated': { meaning: { kind: 'offline', detail: 'shutdown' }, turn: () => null },
    'device/operationmode': null,
    'device/sensor/temperature/high': rule('alarm-other', 'temperature-high', once),
    'device/sensor/temperature/low': rule('alarm-other', 'temperature-low', once),
    'device/sensor/relativehumidity/high': rule('alarm-other', 'humidity-high', once),
    'device/sensor/relativehumidity/low': rule('alarm-other', 'humidity-low', once),
    'device/sensor/absolutehumidity/high': rule('alarm-other', 'humidity-high', once),
    'device/sensor/absolutehumidity/low': rule('alarm-other', 'humidity-low', once),
    'device/securitypolicy/authfailed': rule('device-fault', 'authentication-failed', once),
    'device/tampering': rule('tamper'),
    'device/tamperdetected': rule('tamper'),
    monitoring: null,
    'monitoring/washer/liquidlow': rule('device-fault', 'washer-liquid-low'),
    'videosource/signalloss': rule('video-loss'),
    'videosource/imagetoodark': rule('video-blind', 'too-dark'),
    'videosource/imagetoobright': rule('video-blind', 'too-bright'),
    'videosource/imagetooblurry': rule('video-abnormal', 'too-blurry'),
    'videosource/globalscenechange': rule('video-abnormal', 'scene-change'),
    'videosource/impairedvisibility': rule('video-abnormal', 'impaired-visibility'),
    'videosource/motionalarm': rule('motion'),
    'videosource/radiometryalarm': rule('alarm-other', 'temperature'),
    'ruleengine/linedetector/crossed': rule('intrusion', 'line-crossed', once),
    'ruleengine/fielddetector/objectsinside': rule('intrusion', 'objects-inside'),
    'ruleengine/loiteringdetector': rule('intrusion', 'loitering'),
    'ruleengine/cellmotiondetector': rule('motion'),
    'ruleengine/motionregiondetector': rule('motion'),
    'ruleengine/tamperdetector': rule('tamper', 'picture'),
    'ruleengine/objectabandoned': rule('alarm-other', 'object-abandoned', once),
    'ruleengine/objectremoved': rule('alarm-other', 'object-removed', once),
    'ruleengine/radiometry': rule('alarm-other', 'temperature'),
    'ruleengine/audiodetector': rule('alarm-other', 'audio', once),
    'ruleengine/objectdetection': rule('motion', 'object'),
    'ruleengine/countaggregation': null,
    'ruleengine/objecttrack': null,
    'ruleengine/recognition': null,
    'ruleengine/myruledetector': rule('motion', 'object'),
    'ruleengine/myruledetector/visitor': { meaning: { kind: 'button', press: 'short', promotes: 'panic', detail: 'visitor' }, turn: state },
    'audioanalytics/audio/detectedsound': rule('alarm-other', 'audio'),
    'recordingconfig/jobstate': rule('record-fault', 'job', word('State', ['error'], ['active'])),
    recordingconfig: null,
    'accesscontrol/duress': rule('duress', undefined, once),
    accesscontrol: null,
    accesspoint: null,
    'door/state/dooralarm': rule('intrusion', 'door', word('State', ['doorforcedopen'], ['normal'])),
    'door/state/doortamper': rule('tamper', undefined, word('State', ['tamperdetected'], ['notintamper'])),
    'door/state/doorfault': rule('device-fault', 'door', word('State', ['faultdetected'], ['notinfault'])),
    door: null,
    'receiver/connectionfailed': rule('network-fault', 'receiver', once),
    receiver: null,
    'videodecoder/decodingerror': rule('video-abnormal', 'decoding', once),
    'useralarm/iva': rule('motion', 'object'),
    videoanalytics: null,
    audioanalytics: null,
    credential: null,
    advancedsecurity: null,
    appmgmt: null,
    videooutput: null,
    schedule: null,
    ptzcontroller: null,
    media: null,
    configuration: null,
    eventbuffer: null,
  } satisfies Record<string, TopicRule | null>),
)

/** The rule of a topic: `undefined` = nobody's. */
export function ruleOf(localTopic: string): TopicRule | null | undefined {
  const levels = localTopic.split('/').map((level) => level.slice(level.lastIndexOf(':') + 1).trim())
  const found = longest(levels.map((level) => level.toLowerCase()))
  // A maker's own analytics below the standard's tree say by their name what they look for.
  const isFree = !found || found.meaning.kind === 'motion'
  return isFree && urgentKindOf(levels.at(-1) ?? '') === 'fire' ? rule('fire') : found
}

function longest(levels: readonly string[]): TopicRule | null | undefined {
  for (let length = levels.length; length > 0; length--) {
    const found = RULES.get(levels.slice(0, length).join('/'))
    if (found !== undefined) return found
  }
  return undefined
}

/** DoorOpenTooLong is an alarm, but nobody broke in. */
export const refine = (localTopic: string, data: Items): Meaning | null =>
  /door\/state\/dooralarm$/i.test(localTopic) && /toolong/i.test(plainText(data.State))
    ? { kind: 'alarm-other', phase: 'active', detail: 'door-open-too-long' }
    : null

/** What telemetry tells: battery and place. */
export function vitals(localTopic: string, data: Items): Partial<Meaning> {
  if (/monitoring\/batterycapacity$/i.test(localTopic)) {
    const battery = readPercent(data.PercentageRemainingCapacity)
    return battery === undefined ? {} : { battery }
  }
  if (/monitoring\/geolocation$/i.test(localTopic)) return placeOf(data.CurrentLocation)
  return {}
}

function placeOf(value: unknown): Partial<Meaning> {
  if (!isObject(value)) return {}
  const read = (...names: string[]) => names.map((name) => readNumber(value[name])).find((number) => number !== undefined)
  const [lat, lon] = [read('@lat', 'lat', 'Lat'), read('@lon', 'lon', 'Lon')]
  return lat === undefined || lon === undefined ? {} : { kind: 'position', location: { lat, lon } }
}
