// Hikvision ISAPI: values of eventType (mezz64/pyHik SENSOR_MAP, maciej-or/hikvision_next, Hik-Partner Pro OpenAPI V2.14 A.3); AccessControllerEvent
import type { DecodedEvent } from '#contracts/event.ts'
import { urgentKindOf } from './thing-words.ts'

export interface EventMeaning extends Pick<DecodedEvent, 'kind' | 'detail' | 'promotes' | 'press' | 'silent'> {
  /** A restore that has a name of its own. */
  readonly over?: true
}

type Row = readonly [names: string, kind: DecodedEvent['kind'], detail?: string]

const ROWS: readonly Row[] = [
  ['vmd motiondetection vmdhumanvehicle pir piralarm peopledetection facedetection intellitrace targetcapture', 'motion'],
  [
    'linedetection fielddetection regionentrance regionexiting advreachheight reachheight doorforced radarlinedetection radarfielddetection',
    'intrusion',
  ],
  ['videoloss', 'video-loss'],
  ['shelteralarm tamperdetection hide videotampering', 'video-blind'],
  [
    'defocus defocusdetection scenechangedetection videomismatch badvideo cameraangleanormaly resolutionmismatch videoformatexception',
    'video-abnormal',
  ],
  ['diskfull hdfull sdfull', 'storage-fault', 'full'],
  [
    'diskerror hderror sderror diskunformat storagedetection hdbadblock severehdfailure raidabnormal arrayexception raidexception spareexception',
    'storage-fault',
    'error',
  ],
  ['nodisk diskmissing sdlack diskoffline', 'storage-fault', 'missing'],
  ['lowstorage storagelow', 'storage-fault', 'low-space'],
  ['recordingfailure recordexception recordfailure recordabnormal videorecordexception', 'record-fault'],
  ['nicbroken netbroken netexception networkbroken', 'network-fault', 'nic-broken'],
  ['ipconflict ipcipconflict ipaddrconflict', 'network-fault', 'ip-conflict'],
  ['macconflict', 'network-fault', 'mac-conflict'],
  // a password tried at the device itself
  ['illaccess illegalaccess illlogin', 'tamper', 'illegal-access'],
  ['devicetamper boxtamper chassisopen vandalproofalarm vandalproof', 'tamper'],
  [
    'poepowerexception poweroff powerexception devpowerexception fanabnormal hightemperature hdimpact highhdtemperature lowhdtemperature',
    'device-fault',
  ],
  ['audioloss audioinputexception mcuexception deviceabnormal systemreboot voltageinstable overheat certificaterevocation', 'device-fault'],
  ['acpowerloss acloss', 'ac-loss'],
  ['batterylow lowbattery batterypowerlow', 'low-battery'],
  ['ipcdisconnect ipchannelabnormal', 'video-loss', 'disconnected'],
  ['uploaddataexception', 'comms-fault'],
  ['firedetection smokedetection smokeandfiredetection fireescapedetection firesmartfiredetect', 'fire'],
  ['panic panicalarm sos sosalarm emergencyalarm callhelp urgentalarm emergencybutton', 'panic'],
  ['thermometry tma temperaturealarm temperature temperaturedetection tmpa', 'alarm-other', 'temperature'],
  ['audioexception audiodetection audioabnormal', 'alarm-other', 'sound'],
  ['violentmotion failldown falldown faildown peoplefalling', 'alarm-other'],
  ['loitering group rapidmove parking unattendedbaggage attendedbaggage trail trial run leaveposition', 'alarm-other'],
  ['sleeponduty absence peoplenumchange playphone smoking gathering crowd peoplenumcounting standup behavior', 'alarm-other'],
  ['sitquietly getup keypersongetup stickup toilettarry yardtarry overtimetarry uniformdetection hfpd lfpd', 'alarm-other'],
  ['hearbeat heartbeat', 'heartbeat'],
  ['deviceonline', 'online'],
  ['deviceoffline', 'offline'],
  ['deviceadded devicedeleted', 'discovery'],
  ['zonestatus', 'telemetry'],
]

const MEANINGS = new Map<string, EventMeaning>([
  ...ROWS.flatMap(([names, kind, detail]) =>
    names.split(' ').map((name): [string, EventMeaning] => [name, { kind, detail: detail ?? name }]),
  ),
  // How a wired panic button reaches a camera or a recorder: there is no eventType "panic".
  ['io', { kind: 'alarm-input', promotes: 'panic' }],
  ...['alarmlocal', 'alarminput', 'alarmin', 'localalarm', 'inputport', 'wirelessalarm'].map((name): [string, EventMeaning] => [
    name,
    { kind: 'alarm-input', promotes: 'panic' },
  ]),
  ['diskrecover', { kind: 'storage-fault', detail: 'error', over: true }],
  // somebody rang at a door or a help point
  ...['yscallingevent', 'doorbell', 'doorbellringing', 'callingevent'].map((name): [string, EventMeaning] => [
    name,
    { kind: 'button', press: 'short', promotes: 'panic' },
  ]),
])

/** Pictures and figures about what was told before, or of no consequence for safety. */
const SILENT: ReadonlySet<string> = new Set(
  'linkage manualrep facesnap facecapture humanrecognition anpr vehicledetection vehiclematchresult peoplecounting framespeoplecounting shipsdetection roi alarmresult facecontrast mixedtargetdetection voicetalkevent videointercomevent heatmap gps capturepic timing manual facerecognition personqueuecounting personqueuetime personqueuerealtime persondensitydetection shipsflowdetection regiontargetnumbercounting'.split(
    ' ',
  ),
)
export const isSilent = (eventType: string): boolean => SILENT.has(eventType.toLowerCase())

/** Names of later firmware that speak of the device itself: whatever else they say, nobody pressed anything. */
const FAULT_NAMES: readonly (readonly [RegExp, DecodedEvent['kind'], string?])[] = [
  [/(disk|hdd|raid|storage|sdcard).*(full)/, 'storage-fault', 'full'],
  [/disk|hdd|raid|storage|sdcard/, 'storage-fault', 'error'],
  [/^(record|recording)\w*(fail|error|exception|abnormal|lost)/, 'record-fault'],
  [/battery\w*(low|fault|exception)|low\w*battery/, 'low-battery'],
  [/(network|nic|ethernet|link)\w*(broken|fault|exception|abnormal|down|disconnect)/, 'network-fault', 'nic-broken'],
  [/^(fan|cpu|memory|board|mainboard|camera|device|power|ups)\w*(fault|exception|abnormal|error|fail\w*)$/, 'device-fault'],
  [/^(over|under)volt|voltage\w*(fault|exception|abnormal|instable|unstable)|overheat/, 'device-fault'],
]

/** What an eventType says; one that no list has is raised, and may be bound to a button. */
export function eventMeaning(eventType: string): EventMeaning {
  const name = eventType.toLowerCase().replace(/[\s_-]/g, '')
  const known = MEANINGS.get(name)
  if (known) return known
  const urgent = /panic|sos|emergen|urgen|callhelp/.test(name) ? 'panic' : urgentKindOf(eventType)
  if (urgent) return { kind: urgent, detail: name.slice(0, 80) }
  const fault = FAULT_NAMES.find(([pattern]) => pattern.test(name))
  if (fault) return { kind: fault[1], detail: fault[2] ?? name.slice(0, 80) }
  return { kind: 'alarm-other', detail: `unknown-event-${name}`.slice(0, 80), promotes: 'panic' }
}

/** zoneEvent of an alarm hub: what its detector watches for; whatever it is set to, a button may be wired to it. */
export function zoneMeaning(detectorType: string): EventMeaning {
  const name = detectorType.toLowerCase()
  if (/panic|emergen|sos|button/.test(name)) return { kind: 'panic', detail: 'zone' }
  if (/smoke|heat|fire/.test(name)) return { kind: 'fire', detail: 'zone' }
  if (/gas|carbon|water|leak|temperature/.test(name)) return { kind: 'alarm-other', detail: name.slice(0, 80), promotes: 'panic' }
  if (/infrared|pir|magnet|contact|glass|vibration|curtain|beam|shock|technology/.test(name))
    return { kind: 'intrusion', detail: 'zone', promotes: 'panic' }
  return { kind: 'alarm-input', promotes: 'panic' }
}

/** AccessControllerEvent, majorEventType 1 (alarm): subEventType of the alarm → of its end is the number behind it. */
const ACCESS_ALARMS: readonly (readonly [alarm: number, over: number | null, meaning: EventMeaning])[] = [
  [0x404, 0x405, { kind: 'tamper', detail: 'host' }],
  [0x406, 0x407, { kind: 'tamper', detail: 'card-reader' }],
  [0x408, 0x409, { kind: 'alarm-input', promotes: 'panic' }],
  [0x40a, null, { kind: 'duress', silent: true }],
  [0x40c, null, { kind: 'tamper', detail: 'too-many-cards' }],
  [0x40d, null, { kind: 'storage-fault', detail: 'full' }],
  [0x40f, 0x410, { kind: 'tamper', detail: 'door-unit' }],
  [0x415, 0x417, { kind: 'device-fault', detail: 'fire-input' }],
  [0x416, 0x417, { kind: 'device-fault', detail: 'fire-input' }],
  [0x418, 0x419, { kind: 'fire', detail: 'button' }],
  [0x41c, 0x41d, { kind: 'panic', detail: 'button' }],
  [0x41e, 0x41f, { kind: 'tamper', detail: 'elevator-controller' }],
  [0x422, 0x423, { kind: 'tamper', detail: 'lane-controller' }],
  [0x424, 0x425, { kind: 'fire', detail: 'lane-controller' }],
  [0x400, 0x403, { kind: 'device-fault', detail: 'zone' }],
  [0x401, 0x403, { kind: 'device-fault', detail: 'zone' }],
  [0x402, 0x403, { kind: 'device-fault', detail: 'zone' }],
]
/** majorEventType 2 (exception). */
const ACCESS_EXCEPTIONS: readonly (readonly [alarm: number, over: number | null, meaning: EventMeaning])[] = [
  [0x27, 0x407, { kind: 'network-fault', detail: 'nic-broken' }],
  [0x403, 0x404, { kind: 'low-battery' }],
  [0x411, 0x412, { kind: 'low-battery' }],
  [0x405, 0x406, { kind: 'ac-loss' }],
  [0x3a, 0x3b, { kind: 'device-fault', detail: 'rs485' }],
  [0x409, 0x40a, { kind: 'device-fault', detail: 'card-reader' }],
  [0x40b, 0x40c, { kind: 'device-fault', detail: 'indicator-light' }],
  [0x40d, 0x40e, { kind: 'device-fault', detail: 'channel-controller' }],
  [0x40f, 0x410, { kind: 'device-fault', detail: 'door-unit' }],
  [0x413, 0x414, { kind: 'network-fault', detail: 'local-controller' }],
]
/** Of majorEventType 1 and 2, of no consequence for safety: maintenance, records nearly full, pictures, people counted; powered on. */
const ACCESS_SILENT: Readonly<Record<number, ReadonlySet<number>>> = {
  1: new Set([0x40b, 0x40e, 0x411, 0x412, 0x413, 0x414, 0x41a, 0x41b, 0x420, 0x421]),
  2: new Set([0x400]),
}
/** majorEventType 5 (event): all but these are people at doors. */
const ACCESS_EVENTS: readonly (readonly [alarm: number, over: number | null, meaning: EventMeaning])[] = [
  [0x1b, null, { kind: 'intrusion', detail: 'forced-access' }],
  [0x33, null, { kind: 'button', press: 'short', promotes: 'panic' }],
  [0x87, null, { kind: 'intrusion', detail: 'forced-access' }],
  [0x8a, null, { kind: 'intrusion' }],
]

/** What an access controller says; null for passages and operations. An alarm that the table does not have is raised. */
export function accessMeaning(major: number, sub: number): EventMeaning | null {
  const rows = major === 1 ? ACCESS_ALARMS : major === 2 ? ACCESS_EXCEPTIONS : major === 5 ? ACCESS_EVENTS : []
  const row = rows.find(([alarm, over]) => alarm === sub || over === sub)
  if (row) return row[0] === sub ? row[2] : { ...row[2], over: true }
  if (ACCESS_SILENT[major]?.has(sub)) return null
  if (major === 1) return { kind: 'alarm-other', detail: `unknown-access-${sub}`, promotes: 'panic' }
  return major === 2 ? { kind: 'device-fault', detail: `access-${sub}` } : null
}
