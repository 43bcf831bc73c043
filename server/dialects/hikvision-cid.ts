// Hik IP Receiver Pro user manual, appendix A.1 (HikCode → CID code); ISAPI JSON_EventNotificationAlert_cidEvent, Hik-Partner Pro OpenAPI V2.14 A.3.1
import type { DecodedEvent } from '#contracts/event.ts'
import { type CodeMeaning, contactIdMeaning, isUserCode, qualify } from './contact-id.ts'
import { clip, readNumber } from './payload.ts'
import { textOf, type XmlNode } from './xml.ts'

/** A code's last three digits, the Contact ID code that the maker gives for it, and its meaning; the first digit is the qualifier. */
type Row = readonly [codes: string, cid: string, kind: CodeMeaning['kind'], detail?: string, silent?: 'silent']

const ROWS: readonly Row[] = [
  ['100', '100', 'medical'],
  ['103', '130', 'intrusion'],
  ['110', '110', 'fire'],
  ['121', '121', 'duress', undefined, 'silent'],
  ['122', '122', 'panic', 'silent', 'silent'],
  ['123', '123', 'panic', 'audible'],
  ['124 125', '133', 'intrusion', '24-hour'],
  ['126', '780', 'alarm-other', 'timeout'],
  ['127', '120', 'panic', 'silent', 'silent'],
  ['129', '120', 'panic'],
  ['130', '130', 'intrusion'],
  ['131', '131', 'intrusion', 'perimeter'],
  ['132', '132', 'intrusion', 'interior'],
  ['133', '133', 'intrusion', '24-hour'],
  ['134', '134', 'intrusion', 'entry'],
  ['137', '137', 'tamper'],
  ['139', '139', 'intrusion', 'confirmed'],
  ['141', '141', 'device-fault', 'bus'],
  ['142', '142', 'device-fault', 'bus'],
  ['144', '380', 'device-fault', 'sensor'],
  ['148', '148', 'tamper', 'moved'],
  ['149', '149', 'tamper', 'masked'],
  ['151', '151', 'alarm-other', 'gas'],
  ['154', '154', 'alarm-other', 'water'],
  ['207', '207', 'alarm-other', 'early-warning'],
  ['301', '301', 'ac-loss'],
  ['302', '302', 'low-battery'],
  ['305', '305', 'device-fault', 'reset'],
  ['311', '311', 'low-battery', 'disconnected'],
  ['312', '312', 'device-fault', 'power-supply'],
  ['318', '311', 'low-battery', 'depleted'],
  ['319', '319', 'device-fault', 'power-supply'],
  ['333', '333', 'device-fault', 'expander'],
  ['336', '336', 'device-fault', 'printer'],
  ['337 338 347', '338', 'low-battery'],
  ['339 342', '342', 'ac-loss'],
  ['340', '340', 'low-battery', 'disconnected'],
  ['341 346', '341', 'tamper'],
  ['343', '334', 'tamper', 'repeater'],
  ['344', '321', 'tamper', 'siren'],
  ['345', '321', 'device-fault', 'siren'],
  ['348 916', '333', 'device-fault', 'disconnected'],
  ['351', '351', 'comms-fault'],
  ['352', '352', 'comms-fault'],
  ['354 359', '354', 'comms-fault'],
  ['380', '380', 'device-fault', 'sensor'],
  ['382', '382', 'device-fault', 'bus'],
  ['383', '383', 'tamper', 'detector'],
  ['386', '386', 'device-fault', 'loop'],
  ['387', '387', 'device-fault', 'loop'],
  ['401', '401', 'arming'],
  ['403', '403', 'arming'],
  ['408', '408', 'arming'],
  ['409', '409', 'arming'],
  ['441', '441', 'arming', 'stay'],
  ['442', '442', 'arming', 'forced'],
  ['973', '973', 'arming', 'zone'],
  ['443', '443', 'telemetry', 'output'],
  ['452', '452', 'telemetry', 'late-to-disarm'],
  ['455', '455', 'device-fault', 'not-armed-as-planned'],
  ['822', '454', 'device-fault', 'not-armed-as-planned'],
  ['462', '462', 'device-fault', 'not-disarmed-as-planned'],
  ['460', '460', 'device-fault', 'output'],
  ['461', '461', 'device-fault', 'output'],
  ['467', '461', 'tamper', 'wrong-code'],
  ['556', '556', 'telemetry', 'network-changed'],
  ['570', '570', 'telemetry', 'bypassed'],
  ['574', '574', 'telemetry', 'bypassed'],
  ['601', '601', 'test', 'manual'],
  ['602', '602', 'test', 'periodic'],
  ['607', '607', 'test', 'walk'],
  ['617', '617', 'test', 'line'],
  ['627', '627', 'telemetry', 'programming'],
  ['628', '628', 'telemetry', 'programming'],
  ['759 773 778', '131', 'intrusion'],
  ['774', '774', 'intrusion', 'pir'],
  ['775', '775', 'alarm-other', 'sound'],
  ['776', '776', 'alarm-other', 'sound'],
  ['777', '777', 'device-fault', 'audio-input'],
  ['779 785', '134', 'intrusion', 'region'],
  ['780', '112', 'fire', 'source'],
  ['781 783', '158', 'alarm-other', 'temperature'],
  ['782 784', '159', 'alarm-other', 'temperature'],
  ['810', '120', 'panic', 'keypad'],
  ['811', '110', 'fire', 'keypad'],
  ['812', '812', 'intrusion', 'keypad'],
  ['847', '100', 'medical', 'keypad'],
  ['862 864', '501', 'tamper', 'locked'],
  ['863', '863', 'alarm-other', 'absence'],
  ['865', '865', 'tamper', 'unregistered-tag'],
  ['910', '910', 'device-fault', 'keypad-disconnected'],
  ['911', '911', 'device-fault', 'disconnected'],
  ['912', '912', 'device-fault', 'disconnected'],
  ['913', '913', 'device-fault', 'disconnected'],
  ['914', '381', 'device-fault', 'disconnected'],
  ['915 919 925', '384', 'low-battery'],
  ['917', '334', 'device-fault', 'disconnected'],
  ['918', '918', 'device-fault', 'radar'],
  ['920', '920', 'comms-fault', 'cellular'],
  ['921', '921', 'comms-fault', 'sim'],
  ['922', '922', 'comms-fault', 'wifi'],
  ['923', '344', 'comms-fault', 'radio-jammed'],
  ['924', '924', 'comms-fault', 'data-limit'],
  ['930', '930', 'network-fault', 'ip-conflict'],
  ['931', '931', 'network-fault', 'nic-broken'],
  ['940', '131', 'motion'],
  ['941', '941', 'video-blind'],
  ['942', '942', 'video-loss'],
  ['943', '943', 'video-abnormal'],
  ['944', '944', 'video-abnormal'],
  ['945', '945', 'storage-fault', 'full'],
  ['946', '946', 'storage-fault', 'error'],
  ['947', '947', 'comms-fault', 'picture'],
  ['948', '948', 'comms-fault', 'mail'],
  ['949', '949', 'video-loss', 'disconnected'],
  ['960', '960', 'telemetry', 'duty'],
  ['961', '961', 'telemetry', 'duty'],
  ['965', '250', 'telemetry', 'patrol'],
  // somebody asks for help at a help point and talks
  ['962', '962', 'fire', 'consulting'],
  ['963', '963', 'duress', 'consulting'],
  ['964', '964', 'medical', 'consulting'],
  ['976', '976', 'alarm-other', 'consulting'],
  ['970', '970', 'telemetry', 'bus'],
  ['971', '971', 'telemetry', 'bus'],
  ['975 977 978 979 980', '306', 'discovery'],
]
/** The manual's restores that have another code than their alarm. */
const RESTORE_CID = new Map([
  ['340', '311'],
  ['343', '343'],
])
/** A user took the alarm back: it is over for the panel, and stays open here. */
const CANCELLED = new Map<string, string>([
  ['406', '406'],
  ['974', '974'],
])

const BY_CODE = new Map<string, { cid: string; meaning: CodeMeaning }>(
  ROWS.flatMap(([codes, cid, kind, detail, silent]) =>
    codes.split(' ').map((code): [string, { cid: string; meaning: CodeMeaning }] => {
      const meaning: CodeMeaning = { kind, ...(detail === undefined ? {} : { detail }), ...(silent ? { silent: true } : {}) }
      return [code, { cid, meaning }]
    }),
  ),
)
for (const [code, cid] of CANCELLED) BY_CODE.set(code, { cid, meaning: { kind: 'alarm-other', detail: 'cancelled', over: true } })

/** What the event says by `evttype` and `type`, for a code that neither table has: an exception is a fault, an alarm is raised. */
function unknownMeaning(event: XmlNode, code: string): CodeMeaning {
  const detail = `unknown-code-${code}`
  const type = textOf(event, 'evttype') ?? ''
  const name = (textOf(event, 'type') ?? '').toLowerCase()
  if (type === '12' || type === '32' || name === 'sysstatus') return { kind: 'device-fault', detail }
  if (name === 'dismantlealarm') return { kind: 'tamper', detail }
  return { kind: 'alarm-other', detail, promotes: 'panic' }
}

type CidEvent = Pick<
  DecodedEvent,
  'kind' | 'phase' | 'detail' | 'silent' | 'promotes' | 'repeat' | 'cid' | 'zone' | 'partition' | 'user' | 'channel' | 'disk' | 'location'
>

/** One CIDEvent; null when it has no code of four digits. */
export function readCidEvent(event: XmlNode): CidEvent | null {
  const code = fourDigits(textOf(event, 'code')) ?? fourDigits(textOf(event, 'standardcidcode') ?? textOf(event, 'standardcode'))
  if (code === null) return null
  const { cid, meaning } = meaningOf(event, code)
  const qualifier = Number(code[0])
  return {
    ...qualify(meaning, qualifier),
    cid: { qualifier, code: (qualifier === 3 ? RESTORE_CID.get(code.slice(1)) : undefined) ?? cid },
    ...placeOf(event, cid),
  }
}

/** The manual's table; for a code of a later edition the standard code that the message names; else the standard's own meaning. */
function meaningOf(event: XmlNode, code: string): { cid: string; meaning: CodeMeaning } {
  const known = BY_CODE.get(code.slice(1))
  if (known) return known
  const standard = fourDigits(textOf(event, 'standardcidcode') ?? textOf(event, 'standardcode'))?.slice(1)
  const cid = standard ?? code.slice(1)
  const meaning = contactIdMeaning(cid)
  return { cid, meaning: meaning.promotes ? unknownMeaning(event, cid) : meaning }
}

/** A malformed message that still shows its code. */
export function meaningInText(text: string): Pick<DecodedEvent, 'kind' | 'phase' | 'promotes'> | null {
  const code = /["<]code"?\s{0,4}[:>]\s{0,4}"?([136]\d{3})\b/i.exec(text)?.[1]
  return code === undefined ? null : qualify(meaningOf({}, code).meaning, Number(code[0]))
}

const fourDigits = (text: string | undefined): string | null => (text !== undefined && /^[136]\d{3}$/.test(text) ? text : null)

/** Numbers as the message counts them; `zoneV30` counts from 1 what `zone` counts from 0. */
function placeOf(event: XmlNode, cid: string): Pick<CidEvent, 'zone' | 'partition' | 'user' | 'channel' | 'disk' | 'location'> {
  const number = (...tags: string[]) => tags.map((tag) => readNumber(textOf(event, tag))).find((value) => value !== undefined)
  const from1 = number('zonev30')
  const zone = number('zone') ?? (from1 === undefined ? undefined : from1 - 1)
  const partition = number('system')
  const user = number('userno') ?? (isUserCode(cid) ? number('keypad') : undefined)
  const channel = number('videochannel', 'ipcchannel')
  const disk = number('diskno')
  const [lat, lon] = [number('latitude'), number('longitude')]
  const isPlace = lat !== undefined && lon !== undefined && (lat !== 0 || lon !== 0) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return {
    ...(zone === undefined ? {} : { zone }),
    ...(partition === undefined ? {} : { partition }),
    ...(user === undefined ? {} : { user }),
    ...(channel === undefined || channel <= 0 ? {} : { channel }),
    ...(disk === undefined ? {} : { disk }),
    ...(isPlace ? { location: { lat, lon } } : {}),
  }
}

/** What the panel's people called it. */
export function cidDescription(event: XmlNode): string | undefined {
  const words = ['description', 'name', 'systemname', 'subsystemname', 'zonename', 'username'].flatMap((tag) => textOf(event, tag) ?? [])
  return words.length === 0 ? undefined : clip([...new Set(words)].join(' '), 500)
}
