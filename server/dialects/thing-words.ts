// How thing models (Alibaba TSL, JetLinks, IoTDA, ThingsBoard) and Sparkplug metrics name what a school must hear of. The names are free text of a product's maker, in English, pinyin or Chinese.
import type { DecodedEvent } from '#contracts/event.ts'
import { isObject, readBoolean, readNumber } from './payload.ts'

export type ThingMeaning = Pick<DecodedEvent, 'kind'> & Partial<Pick<DecodedEvent, 'detail' | 'promotes' | 'press'>>

/** `SOSAlarm`, `sos_alarm` and `Inputs/SOS-Alarm` as words in lower case; Chinese stays as it is. At most 120 characters are looked at. */
export const wordsOf = (name: string): string => known(words, name.slice(0, 120), toWords)

// The same few names and words come in every report: what they mean is looked up once.
const CACHED = 5_000
export function known<T>(cache: Map<string, T>, name: string, find: (name: string) => T): T {
  const before = cache.get(name)
  if (before !== undefined) return before
  const found = find(name)
  if (cache.size >= CACHED) cache.clear()
  cache.set(name, found)
  return found
}
const words = new Map<string, string>()
const toWords = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .toLowerCase()
    .trim()

const PANIC_WORDS =
  /\bsos|sos\b|panic|emergen|urgent|\bhelp(?! ?(text|page|info))|mayday|rescue|hold ?up|(hand|manual) ?alarm|one ?(key|button|touch|click) ?(alarm|call|help|police)|onekey|yijian|jinji|qiuzhu|baojing ?(anniu|anjian)|紧急|求助|求救|呼救|遇险|一键|手动报警|报警(按钮|按键)|按钮报警/

/** The first that fits is meant: the more urgent and the more exact stand before the vague. */
const NAMES: readonly (readonly [RegExp, ThingMeaning])[] = [
  [/duress|coerc|hijack|hostage|胁迫|挟持|劫持/, { kind: 'duress' }],
  [/\bfire(?!wall)|smoke|flame|火|烟/, { kind: 'fire' }],
  [/medical|first ?aid|医疗|急救/, { kind: 'medical' }],
  [PANIC_WORDS, { kind: 'panic' }],
  [/video ?(signal ?)?(loss|lost)|视频(信号)?丢失|画面丢失/, { kind: 'video-loss' }],
  [/(video|lens|camera|picture) ?(blind|mask|tamper|shelter|cover|occlu|block)|occlusion|遮挡/, { kind: 'video-blind' }],
  [
    /tamper|dismant|disassembl|\bpry|anti ?(theft|remov|dismant)|(case|cover|shell|lid) ?(open|remov)|防拆|拆除|拆卸|拆动|破拆|被拆|撬|剪断/,
    { kind: 'tamper' },
  ],
  [
    /low ?(battery|batt|power|volt|electric)|(battery|batt|power|voltage|electricity) ?(is )?(too )?low|under ?volt|低电|欠压|电(池|量|压)(过|太)?低|电量不足|缺电/,
    { kind: 'low-battery' },
  ],
  [
    /(power|mains) ?(off|loss|lost|fail|cut|down|outage|fault|alarm)|\bac ?(fail|loss|lost|off|power|in|input|supply|present)\b|\bmains\b|(断|掉|停|失)电|市电|主电|交流电/,
    { kind: 'ac-loss' },
  ],
  [
    /\bgas(?!ket| ?(flow|meter|usage|pressure|valve|temp))|methane|carbon ?monoxide|\bco ?(alarm|leak)|燃气|可燃|煤气|天然气|一氧化碳/,
    { kind: 'alarm-other', detail: 'gas' },
  ],
  [
    /water(?! ?(flow|temp|level|meter|pressure|usage|quality|consum|valve|pump|tank))|\bleak|flood|immers|水浸|漏水|溢水|浸水|渗水|积水/,
    { kind: 'alarm-other', detail: 'water-leak' },
  ],
  [
    /intru|invad|invasion|perimeter|burglar|break ?in|glass ?break|electronic ?fence|trespass|climb|入侵|闯入|侵入|越界|周界|翻越|攀爬|翻墙|玻璃破碎|盗/,
    { kind: 'intrusion' },
  ],
  [/(disk|hdd|storage|sd ?card|硬盘|磁盘|存储).{0,12}(full|满)/, { kind: 'storage-fault', detail: 'full' }],
  [
    /(disk|hdd|storage|sd ?card|硬盘|磁盘|存储).{0,12}(miss|none|lost|不存在|丢失)|(no|无) ?(disk|hdd|硬盘)/,
    { kind: 'storage-fault', detail: 'missing' },
  ],
  [
    /(disk|hdd|storage|sd ?card|硬盘|磁盘|存储).{0,12}(fault|err|fail|abnormal|alarm|bad|故障|异常|损坏|错误)/,
    { kind: 'storage-fault', detail: 'error' },
  ],
  [/(record|recording|录像).{0,8}(fault|err|fail|abnormal|stop|故障|异常|失败)/, { kind: 'record-fault' }],
  [/\bip ?conflict|ip(地址)?冲突/, { kind: 'network-fault', detail: 'ip-conflict' }],
  [/net(work)? ?(fault|err|fail|abnormal|broken|down|lost|disconnect)|(断网|网络(断开|故障|异常))/, { kind: 'network-fault' }],
  [/comm(unication)?s? ?(fault|err|fail|abnormal|lost|break|broken)|(通信|通讯)(故障|异常|中断|失败)/, { kind: 'comms-fault' }],
  [/motion|\bpir\b|human|occupan|presence|someone|infrared|移动侦测|人体|有人|红外/, { kind: 'motion' }],
  [
    /\bdoor(?! ?(bell|lock|way))|\bwindow(?! ?(size|length))|\bcontact\b|magnet|\bgate ?(open|state|status|sensor)|门磁|门窗|窗磁|开门|门状态|门开/,
    { kind: 'alarm-input', detail: 'contact', promotes: 'panic' },
  ],
  [/fault|error|\berr\b|fail|malfunction|abnormal|exception|defect|broken|故障|异常|损坏/, { kind: 'device-fault' }],
  [/temperature|humid|overheat|over ?temp|noise|\bpm ?\d|\bco2|温度|湿度|高温|超温|噪声/, { kind: 'alarm-other' }],
  [/\b(alarm|alert) ?in(put)?\b|\binputs?\b|\bdi ?\d|\bzone ?\d*\b|防区|报警输入|开关量/, { kind: 'alarm-input', promotes: 'panic' }],
  [
    /button|\bbtn\b|\bkey ?(\d+|press|event|state|status|down)?$|press(?!ure)|click|按键|按钮|按下/,
    { kind: 'button', press: 'unknown', promotes: 'panic' },
  ],
  [/alarm|alert|warn|报警|告警|警报|警情|预警|baojing/, { kind: 'alarm-other', promotes: 'panic' }],
]

const ALARM_WORDS = /alarm|alert|warn|trigger|detect|报警|告警|警报|预警|触发/
const ENVIRONMENT = /temperature|humid|noise|\bpm ?\d|\bco2|温度|湿度|噪声/
const CLEARED =
  /\b(recover\w*|restor\w*|resum\w*|clear\w*|cancel\w*|reset|releas\w*|reliev\w*|dismiss\w*|end(ed)?|stop(ped)?|normal|ok)\b|恢复|解除|消除|消警|撤销|取消|复位|结束|正常/
const TESTED = /\b(test|testing|drill|exercise|self ?check)\b|测试|演练|自检|巡检/
const PRESSES: readonly (readonly [NonNullable<DecodedEvent['press']>, RegExp])[] = [
  ['up', /\b(release\w*|up)\b|松开|抬起/],
  ['double', /\bdouble|dbl|双击/],
  ['triple', /\btriple|三击/],
  ['long', /\b(long|hold|held)|长按/],
  ['short', /\b(short|single|once)|短按|单击/],
  ['down', /\bdown\b/],
]

/** What a press of a generic button is called in `text`. */
const pressOf = (words: string): DecodedEvent['press'] => PRESSES.find(([, pattern]) => pattern.test(words))?.[0] ?? 'unknown'

const meanings = new Map<string, ThingMeaning | null>()
const named = (words: string): ThingMeaning | null => known(meanings, words, lookUp)

function lookUp(words: string): ThingMeaning | null {
  const found = NAMES.find(([pattern]) => pattern.test(words))?.[1]
  if (!found) return null
  return found.kind === 'button' ? withPress(found, words) : found
}

function withPress(meaning: ThingMeaning, words: string): ThingMeaning {
  const press = pressOf(words)
  return press === 'up' ? { kind: 'button', press } : { ...meaning, press }
}

/** Whether a product, a device or a text is of something that people press for help. */
export const isAlarmName = (name: string): boolean => {
  const words = wordsOf(name)
  return PANIC_WORDS.test(words) || /duress|alarm|button|\bbtn\b|报警|胁迫|按钮|警/.test(words)
}
/** Whether a text speaks of a call for help. */
export const isPanicName = (name: string): boolean => ['panic', 'duress'].includes(named(wordsOf(name))?.kind ?? '')

const URGENT: ReadonlySet<string> = new Set(['panic', 'duress', 'fire', 'medical'])
/** What a vendor's name that no list has calls for at once, by its words (`RescueAlarm`, `oneKeyAlarm`, `flameDetect`); null = nothing of that kind. */
export function urgentKindOf(name: string): DecodedEvent['kind'] | null {
  const kind = named(wordsOf(name))?.kind
  return kind !== undefined && URGENT.has(kind) ? kind : null
}

export interface ThingEvent extends ThingMeaning {
  readonly phase?: DecodedEvent['phase']
  /** Its state is told, so its end will be, too. */
  readonly isState: boolean
}

const STATE_FIELD = /^(alarm|sos|event|warn|warning|trigger)? ?(state|status|active|flag|action|phase|value|alarm)$|^(报警)?状态$/
const TYPE_FIELD = /(type|kind|name|code|reason|content|desc|description|msg|message|text|info|event|alarm|类型|原因|内容|描述)$/

/**
 * What an event of a thing model says by its identifier and its output values; null when nothing of ours.
 * A vague name (alarm, fault, input) is made exact by a word among the values: `alarm {"type": "sos"}` is a panic.
 */
export function meaningOfEvent(identifier: string, output: unknown): ThingEvent | null {
  const words = wordsOf(identifier)
  const byName = named(words)
  const texts = textsOf(output)
  const isVague = byName === null || byName.kind === 'device-fault' || (byName.detail === undefined && byName.promotes === 'panic')
  const byValue = isVague
    ? texts.map((text) => named(wordsOf(text))).find((meaning) => meaning !== null && !isMoreVague(meaning, byName))
    : null
  const meaning = byValue ?? byName
  if (!meaning) return null
  if (ENVIRONMENT.test(words) && !byValue && !ALARM_WORDS.test(words) && meaning.kind === 'alarm-other') return null
  if (meaning.kind === 'button') {
    const spoken = [...texts, ...wordsIn(output)].map((text) => pressOf(wordsOf(text))).find((press) => press !== 'unknown')
    return { ...(meaning.press === 'unknown' && spoken ? withPress(meaning, spoken) : meaning), isState: false }
  }
  const state = stateOf(output)
  const isOver = CLEARED.test(words)
  const phase = TESTED.test(words) ? 'test' : isOver || state === false ? 'cleared' : 'active'
  // An event of an end has another name than that of its begin (tamperAlarm, tamperRecover): the name is no detail of what it ends.
  const detail = meaning.detail ?? (isOver ? undefined : identifier.slice(0, 80))
  return { ...meaning, ...(detail === undefined ? {} : { detail }), phase, isState: state !== undefined }
}

const isMoreVague = (meaning: ThingMeaning, than: ThingMeaning | null): boolean =>
  than !== null && (meaning.kind === 'alarm-other' || meaning.kind === 'device-fault') && meaning.detail === undefined

/** Texts among an event's values that may say what it is. */
function textsOf(output: unknown): string[] {
  if (typeof output === 'string') return [output]
  if (!isObject(output)) return []
  return Object.entries(output).flatMap(([name, value]) => (typeof value === 'string' && TYPE_FIELD.test(wordsOf(name)) ? [value] : []))
}

/** Every text among the values: how a button was pressed may stand under any name. */
const wordsIn = (output: unknown): string[] =>
  isObject(output) ? Object.values(output).filter((value): value is string => typeof value === 'string' && value.length <= 60) : []

/** Whether the values say that it is on or over. A bare 0 says neither: it may be a count. */
function stateOf(output: unknown): boolean | undefined {
  if (typeof output === 'boolean' || (typeof output === 'string' && output.length < 20)) return readState(output)
  if (!isObject(output)) return undefined
  for (const [name, value] of Object.entries(output)) {
    if (!STATE_FIELD.test(wordsOf(name))) continue
    const state = readState(value)
    if (state !== undefined) return state
  }
  return undefined
}

const QUIET =
  /^(normal|none|no( \w+)?|not( \w+)?|idle|off|ok|clear(ed)?|closed?|inactive|released?|silent|standby|safe|unset|disarmed|installed|ready|restored?|recover(ed|y)?|end(ed)?|stop(ped)?|deactivated?|good|dry|正常|无|否|关闭?|解除|恢复|已恢复|未\S*|无报警|安全|消除|消警|结束|待机)$/
const TROUBLED =
  /^(alarm(ing|ed)?|alert|trigger(ed)?|active|activated?|start(ed)?|press(ed)?|open(ed)?|detected|occupied|leak(age|ing)?|smoke|fire|abnormal|fault|error|fail(ed|ure)?|low|lost|loss|uninstalled|removed|tampered|sos|panic|emergency|wet|报警|告警|触发|已触发|按下|紧急|异常|求助|求救|是|有|打开|开|故障|低)$/

/** true = trouble, false = none, undefined = the value says neither. */
function readState(value: unknown): boolean | undefined {
  const flag = readBoolean(value)
  if (flag !== undefined || typeof value !== 'string') return flag
  const words = wordsOf(value)
  return QUIET.test(words) ? false : TROUBLED.test(words) ? true : undefined
}

// Names beside an alarm's that only set it up, measure or count.
const SETTING =
  /threshold|limit|enable|volume|sensitiv|number|phone|mobile|count|times|duration|delay|interval|period|config|setting|\btime\b|stamp|version|language|interv|total|history|last|concentration|density|ppm|score|percent|ratio|阈值|次数|时长|延时|音量|灵敏|号码|使能|设置|浓度|时间|数量/
/** Parts of a name that tell who, where and what about a call or an alarm, or what sounds at it, and not whether there is one. */
const ABOUT =
  /\b(contact|contacts|user|name|person|people|team|desk|source|url|addr|address|list|group|tel|room|place|location|channel|area|partition|id|no|sn|uuid|guid|seq|index|title|light|led|lamp|siren|buzzer|sound|relay|output|mode|level)$|(联系人|电话|地址|人员|名称|编号|模式|级别|等级|声音|灯)$/
const VAGUE_SETTING = /switch|relay|mute|voltage|current|freq|\bzone$|开关/

const isSetting = (words: string, { kind, promotes }: ThingMeaning): boolean =>
  (kind !== 'low-battery' && ABOUT.test(words)) ||
  ((kind === 'alarm-other' || (promotes !== undefined && kind !== 'button')) && VAGUE_SETTING.test(words)) ||
  (ENVIRONMENT.test(words) && !ALARM_WORDS.test(words))

/** Names that are well when true: `Mains OK`, `市电`; with a word of loss they are trouble when true. */
const WELL_WHEN_TRUE =
  /\b(ok|normal|healthy|present|available|good|closed|installed)\b|正常|\bmains\b|\bac ?(power|in|input|supply)\b|市电|主电|交流电/
const LOSS = /off|loss|lost|fail|cut|down|outage|fault|alarm|断|掉|停|失|异常|故障|告警|报警/

/** Whether what should be there is there. */
function readPresence(value: unknown): boolean | undefined {
  const flag = readBoolean(value)
  if (flag !== undefined || typeof value !== 'string') return flag
  const words = wordsOf(value)
  if (LOSS.test(words) || /^(abnormal|absent|none|no|无)/.test(words)) return false
  return /^(normal|ok|good|present|available|connected|正常|有)/.test(words) ? true : undefined
}

export interface ThingState extends ThingMeaning {
  /** true = trouble */
  readonly on: boolean
}

/** What a property or metric says by its name and value; null when it is a measure, a setting, or nothing of ours. */
export function meaningOfProperty(name: string, value: unknown): ThingState | null {
  if (isObject(value) || Array.isArray(value) || value === null || value === undefined) return null
  const { words, meaning, isMeasure, isBattery, isAbout, isWellWhenTrue } = known(properties, name, readName)
  if (isMeasure) return null
  if (isBattery) return batteryState(words, value)
  if (typeof value === 'string' && (meaning === null || meaning.promotes !== undefined || meaning.kind === 'device-fault')) {
    const spoken = spokenState(words, value, meaning)
    if (spoken) return spoken
  }
  if (!meaning || isAbout) return null
  const on = isWellWhenTrue ? negate(readPresence(value)) : (readState(value) ?? enumerated(meaning, value))
  // A state that is only called alarm is a contact somebody wired.
  const kind = meaning.kind === 'alarm-other' && meaning.promotes ? 'alarm-input' : meaning.kind
  return on === undefined ? null : { ...meaning, kind, detail: meaning.detail ?? name.slice(0, 80), on }
}

const properties = new Map<string, ReturnType<typeof readName>>()
function readName(name: string) {
  const words = wordsOf(name)
  const meaning = named(words)
  return {
    words,
    meaning,
    isMeasure: SETTING.test(words),
    isBattery: /^(?!.*\blow\b)(.* )?batt(ery)? ?(state|status|alarm|warn\w*|level)?$|电池状态/.test(words),
    isAbout: meaning !== null && isSetting(words, meaning),
    isWellWhenTrue: WELL_WHEN_TRUE.test(words) && !LOSS.test(words),
  }
}

const negate = (flag: boolean | undefined): boolean | undefined => (flag === undefined ? undefined : !flag)

/** `batteryState: "low"`; a number there is somebody's enumeration that nobody can know. */
function batteryState(words: string, value: unknown): ThingState | null {
  const text = typeof value === 'string' ? wordsOf(value) : ''
  if (/^(low|critical|empty|weak|低|欠压|电量低)/.test(text)) return { kind: 'low-battery', on: true }
  if (/^(normal|ok|good|high|full|正常|高)/.test(text)) return { kind: 'low-battery', on: false }
  const flag = /alarm|warn/.test(words) ? readBoolean(value) : undefined
  return flag === undefined ? null : { kind: 'low-battery', on: flag }
}

/** A vague name whose value is a word: `event: "sos"`, `alarmState: "low_battery"`, `key: "long press"`. */
function spokenState(words: string, value: string, meaning: ThingMeaning | null): ThingState | null {
  const isSpeaking =
    meaning !== null ||
    /^(event|type|action|status|state|msg|message|cmd|command|data|content|\w+ ?(type|event|action)|.*(event|alarm|warn\w*|msg|message) ?(name|type|text|content|desc\w*|info|status))$/.test(
      words,
    )
  if (meaning?.kind === 'button' && pressOf(wordsOf(value)) !== 'unknown') return { ...withPress(meaning, wordsOf(value)), on: true }
  const spoken = isSpeaking && value.length <= 60 ? named(wordsOf(value)) : null
  if (!spoken || CLEARED.test(wordsOf(value))) return null
  if (meaning?.kind === 'button') return { ...withPress(meaning, wordsOf(value)), on: true }
  if (meaning === null && !['panic', 'duress', 'fire', 'medical', 'button'].includes(spoken.kind)) return null
  return isMoreVague(spoken, meaning) ? null : { ...spoken, detail: spoken.detail ?? value.slice(0, 80), on: true }
}

/** A number or word beyond yes and no: on a call for help it is one; elsewhere only a small number is an enumeration, a larger one a measure. */
function enumerated({ kind, promotes }: ThingMeaning, value: unknown): boolean | undefined {
  const isCall = kind === 'panic' || kind === 'duress'
  const number = readNumber(value)
  if (number === undefined) return isCall && typeof value === 'string' && value.trim() !== '' ? true : undefined
  if (isCall) return number !== 0
  if (kind === 'device-fault') return Number.isInteger(number) && number !== 0 && number < 1_000
  const isVague = promotes !== undefined || kind === 'fire' || kind === 'intrusion' || kind === 'medical'
  return isVague && Number.isInteger(number) && number > 1 && number < 10 ? true : undefined
}
