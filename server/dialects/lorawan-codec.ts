// Frame formats as their makers publish them: Milesight-IoT/SensorDecoders ws-series (ws101, ws136, ws156), dragino-end-node-decoder PB01, Browan TBPB100
import { isObject } from './payload.ts'

/** What a codec in the device profile would have put into `object`; null when the bytes are not of this device. */
type Codec = (bytes: Uint8Array, port: number) => Record<string, unknown> | null

/** Milesight: channel, type, value. Length of the value by "channel type" in hex; the press and the battery are read, the rest is skipped. */
const MILESIGHT_LENGTH = new Map<string, number>([
  ['ff01', 1],
  ['ff08', 6],
  ['ff09', 2],
  ['ff0a', 2],
  ['ff0b', 1],
  ['ff0f', 1],
  ['ff16', 8],
  ['fffe', 1],
  ['ffff', 2],
  ['0175', 1],
  ['ff2e', 1],
  ['ff34', 3],
  // answers to downlinks: interval, reboot, query, LED, buzzer, double click
  ...['ff', 'fe'].flatMap((channel): [string, number][] => [
    [`${channel}03`, 2],
    [`${channel}10`, 1],
    [`${channel}28`, 1],
    [`${channel}2f`, 1],
    [`${channel}3e`, 1],
    [`${channel}74`, 1],
  ]),
])
const WS101_PRESS: Readonly<Record<number, string>> = { 1: 'short press', 2: 'long press', 3: 'double press' }

const milesight: Codec = (bytes) => {
  const object: Record<string, unknown> = {}
  for (let i = 0; i < bytes.length; ) {
    const tag = [bytes[i], bytes[i + 1]].map((byte) => (byte ?? 0).toString(16).padStart(2, '0')).join('')
    const length = MILESIGHT_LENGTH.get(tag)
    if (length === undefined || i + 2 + length > bytes.length) return Object.keys(object).length > 0 ? object : null
    const value = bytes[i + 2] as number
    if (tag === '0175') object.battery = value
    else if (tag === 'ff2e') object.button_event = { status: WS101_PRESS[value] ?? 'unknown' }
    else if (tag === 'ff34') object[`button_${value}`] = 1
    else object[`skipped_${tag}`] = true
    i += 2 + length
  }
  return Object.keys(object).length > 0 ? object : null
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65_536 + u16(bytes, at + 2)

/** Dragino PB01-L: port 2 live (mV, sound bits, alarm bit, °C, %), port 3 stored records with their time, port 5 configuration. */
const draginoPb01: Codec = (bytes, port) => {
  if (port === 2 && bytes.length >= 4) return { BatV: u16(bytes, 0) / 1000, Alarm: ((bytes[3] ?? 0) & 1) === 1 ? 'TRUE' : 'FALSE' }
  if (port === 3 && bytes.length > 0 && bytes.length % 11 === 0) {
    const rows = Array.from({ length: bytes.length / 11 }, (_, row) => row * 11)
    return { DATALOG: rows.map((at) => [((bytes[at + 6] ?? 0) & 1) === 1 ? 'True' : 'False', u32(bytes, at + 7)]) }
  }
  return port === 5 && bytes.length >= 7 ? { BAT: u16(bytes, 5) / 1000 } : null
}

/** Browan TBPB100, port 147: status bit 0 = pressed, battery (25 + low nibble) / 10 V. */
const browanButton: Codec = (bytes, port) =>
  port === 147 && bytes.length >= 2 ? { button: ((bytes[0] ?? 0) & 1) === 1, batteryVoltage: (25 + ((bytes[1] ?? 0) & 0x0f)) / 10 } : null

/** By the name of the device profile, which is all the message says about the model. */
const CODECS: readonly (readonly [RegExp, Codec])[] = [
  [/\bws-?(101|136|156)|milesight.*(button|sos|按钮)/i, milesight],
  [/\bpb-?01/i, draginoPb01],
  [/tbpb-?100|browan.*button/i, browanButton],
]

/** Decodes a frame that came without `object`. `known` = the profile names a model we can read; its frame may still be unreadable (null). */
export function decodeFrame(profile: string, port: number, base64: string): { known: boolean; object: Record<string, unknown> | null } {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  const codec = CODECS.find(([name]) => name.test(profile))?.[1]
  if (codec) return { known: true, object: codec(bytes, port) }
  // A renamed profile still speaks Milesight's tags, and ff2e / ff34 with a whole frame around it is no accident.
  const guess = port === 85 ? milesight(bytes, port) : null
  return { known: false, object: isObject(guess) && Object.keys(guess).some((name) => name.startsWith('button')) ? guess : null }
}
