// Frame formats as their makers publish them: Milesight-IoT/SensorDecoders, dragino-end-node-decoder, TheThingsNetwork/lorawan-devices (browan, mclimate)

/** What a codec in the device profile would have put into `object`; null when the bytes are not of this device. */
type Codec = (bytes: Uint8Array, port: number) => Record<string, unknown> | null
type Fields = (bytes: Uint8Array, at: number) => Record<string, unknown>
/** By "channel type" in hex: how long the value is, and what it says. */
type Tags = Readonly<Record<string, readonly [length: number, fields: Fields]>>

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65_536 + u16(bytes, at + 2)
const i32 = (bytes: Uint8Array, at: number): number => u32(bytes, at) | 0

const word =
  (name: string, words: Readonly<Record<number, string>>): Fields =>
  (bytes, at) => ({ [name]: words[bytes[at] ?? 0] ?? 'unknown' })
const magnet = word('magnet_status', { 0: 'close', 1: 'open' })
const leak = word('leakage_status', { 0: 'normal', 1: 'leak' })
const occupancy = word('occupancy', { 0: 'vacant', 1: 'occupied' })
const input = (name: string): Fields => word(name, { 0: 'off', 1: 'on' })
const inputs = (first: number, count: number, types: readonly string[] = ['00']): Tags =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) =>
      types.map((type) => [`${hex(first + n)}${type}`, [1, input(`gpio_input_${n + 1}`)]] as const),
    ).flat(),
  )
const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** What every Milesight device may say of itself, and its answers to downlinks. */
const MILESIGHT: Tags = {
  '0175': [1, (bytes, at) => ({ battery: bytes[at] })],
  ff2e: [1, (bytes, at) => ({ button_event: { status: WS101_PRESS[bytes[at] ?? 0] ?? 'unknown' } })],
  ff34: [3, (bytes, at) => ({ [`button_${bytes[at]}`]: 1 })],
  ...Object.fromEntries(
    [
      ['ff01', 1],
      ['ff08', 6],
      ['ff09', 2],
      ['ff0a', 2],
      ['ff0b', 1],
      ['ff0f', 1],
      ['ff16', 8],
      ['fffe', 1],
      ['ffff', 2],
      ...['ff', 'fe'].flatMap((channel) =>
        [
          ['03', 2],
          ['10', 1],
          ['28', 1],
          ['2f', 1],
          ['3e', 1],
          ['74', 1],
        ].map(([type, length]) => [`${channel}${type}`, length]),
      ),
    ].map(([tag, length]) => [tag, [length, () => ({ [`skipped_${tag}`]: true })]]),
  ),
}
const WS101_PRESS: Readonly<Record<number, string>> = { 1: 'short press', 2: 'long press', 3: 'double press' }
/** Measures that stand between the states, by their type alone (temperature, humidity, voltage, counters, …). */
const MEASURE_LENGTH: Readonly<Record<string, number>> = {
  67: 2,
  68: 1,
  73: 2,
  '7d': 2,
  82: 2,
  cb: 1,
  c8: 4,
  ef: 4,
  fd: 2,
  e1: 8,
  f4: 2,
  90: 4,
}

const ALARMS: Readonly<Record<number, string>> = { 0: 'fall', 1: 'motionless', 2: 'dwell', 3: 'out_of_bed', 4: 'occupied', 5: 'vacant' }
const ALARM_STATES: Readonly<Record<number, string>> = { 1: 'alarm_triggered', 2: 'alarm_deactivated', 3: 'alarm_ignored' }

const milesight =
  (own: Tags): Codec =>
  (bytes) => {
    const object: Record<string, unknown> = {}
    for (let i = 0; i < bytes.length; ) {
      const tag = `${hex(bytes[i] ?? 0)}${hex(bytes[i + 1] ?? 0)}`
      const [length, fields] = own[tag] ?? MILESIGHT[tag] ?? [MEASURE_LENGTH[tag.slice(2)], () => ({ [`skipped_${tag}`]: true })]
      if (length === undefined || i + 2 + length > bytes.length) break
      Object.assign(object, fields(bytes, i + 2))
      i += 2 + length
    }
    return Object.keys(object).length > 0 ? object : null
  }

const volts = (bytes: Uint8Array, at: number): number => (u16(bytes, at) & 0x3fff) / 1000
const flag = (byte: number | undefined, bit: number): boolean => (((byte ?? 0) >> bit) & 1) === 1

/** Dragino PB01-L: port 2 live (mV, sound bits, alarm bit, °C, %), port 3 stored records with their time, port 5 configuration. */
const draginoPb01: Codec = (bytes, port) => {
  if (port === 2 && bytes.length >= 4) return { BatV: u16(bytes, 0) / 1000, Alarm: flag(bytes[3], 0) ? 'TRUE' : 'FALSE' }
  if (port === 3 && bytes.length > 0 && bytes.length % 11 === 0) {
    const rows = Array.from({ length: bytes.length / 11 }, (_, row) => row * 11)
    return { DATALOG: rows.map((at) => [flag(bytes[at + 6], 0) ? 'True' : 'False', u32(bytes, at + 7)]) }
  }
  return port === 5 && bytes.length >= 7 ? { BAT: u16(bytes, 5) / 1000 } : null
}
/** PB05-L: as PB01, with five keys in the byte after the alarm. */
const draginoPb05: Codec = (bytes, port) => {
  const object = draginoPb01(bytes, port)
  if (port !== 2 || !object || bytes.length < 5) return object
  const keys = [0, 1, 2, 3, 4].filter((bit) => flag(bytes[4], bit)).map((bit) => [`key${bit + 1}`, 'Yes'])
  return { ...object, ...Object.fromEntries(keys) }
}

/** LDS02, LWL02: bits 7 and 6 are door and leak, byte 2 says which of them is fitted, byte 9 bit 0 "open for too long". */
const draginoDoorLeak: Codec = (bytes, port) => {
  if (port === 7 && bytes.length >= 5) return { BatV: volts(bytes, 0) }
  if (bytes.length !== 10) return null
  const mod = bytes[2] ?? 0
  return {
    BAT_V: volts(bytes, 0),
    MOD: mod,
    ...(mod === 1 || mod === 3 ? { DOOR_OPEN_STATUS: flag(bytes[0], 7) ? 1 : 0 } : {}),
    ...(mod === 2 || mod === 3 ? { WATER_LEAK_STATUS: flag(bytes[0], 6) ? 1 : 0 } : {}),
    ...(mod === 1 || mod === 3 ? { ALARM: flag(bytes[9], 0) ? 1 : 0 } : {}),
  }
}

/** LDS03A, DS03A (door) and LWL03A (leak): bit 0 state, bit 1 alarm; port 3 stored rows, port 5 configuration. */
const dragino03 =
  (name: string, words: readonly [string, string]): Codec =>
  (bytes, port) => {
    if (port === 5) return bytes.length >= 7 ? { BAT: u16(bytes, 5) / 1000 } : null
    if (port === 3 || port === 4) return bytes.length >= 11 ? { stored: true } : null
    if (bytes.length !== 11 && bytes.length !== 18) return null
    return { ALARM: flag(bytes[0], 1) ? 'TRUE' : 'FALSE', [name]: flag(bytes[0], 0) ? words[1] : words[0] }
  }

/** TrackerD: where the status byte lies depends on the port; port 4 brings back stored positions. */
const draginoTracker: Codec = (bytes, port) => {
  const place = (): Record<string, unknown> => ({ Latitude: i32(bytes, 0) / 1e6, Longitude: i32(bytes, 4) / 1e6 })
  if (port === 4) return bytes.length >= 15 ? { stored: true } : null
  if (port === 5) return bytes.length >= 7 ? { BatV: u16(bytes, 5) / 1000 } : null
  const at = ({ 2: 8, 3: 8, 6: 24, 7: 0, 8: 7, 10: 21 } as Readonly<Record<number, number>>)[port]
  if (at === undefined || bytes.length < at + 2) return null
  return { ...(at === 8 ? place() : {}), ALARM_status: flag(bytes[at], 6) ? 'TRUE' : 'FALSE', BatV: volts(bytes, at) }
}

/** Browan TABS: status bit 0, battery (25 + low nibble) / 10 V; the port tells the model. */
const BROWAN_PORT: Readonly<Record<number, string>> = { 147: 'button', 100: 'door_open_status', 102: 'occupancy', 106: 'water_leak' }
const browan: Codec = (bytes, port) => {
  const name = BROWAN_PORT[port]
  return name !== undefined && bytes.length >= 2
    ? { [name]: flag(bytes[0], 0), batteryVoltage: (25 + ((bytes[1] ?? 0) & 0x0f)) / 10 }
    : null
}

/** MClimate button: the last five bytes are a keep-alive (voltage, temperature, press), whatever answers to commands stand before it. */
const mclimateButton: Codec = (bytes) => {
  if (bytes.length < 5) return null
  const at = bytes[0] === 1 ? 0 : bytes.length - 5
  return { batteryVoltage: Number((((bytes[at + 1] ?? 0) * 8 + 1600) / 1000).toFixed(1)), pressEvent: bytes[at + 4] }
}

/** By the name of the device profile, which is all the message says about the model; `press` = the model is a button. */
const CODECS: readonly (readonly [RegExp, Codec, 'press'?])[] = [
  [/\bws-?(101|136|156)|milesight.*(button|sos|按钮)/i, milesight({}), 'press'],
  [/\bws-?301/i, milesight({ '0300': [1, magnet], '0400': [1, word('tamper_status', { 0: 'installed', 1: 'uninstalled' })] })],
  [/\bws-?202/i, milesight({ '0300': [1, word('pir', { 0: 'normal', 1: 'trigger' })], '0400': [1, () => ({ daylight: true })] })],
  [/\bws-?203/i, milesight({ '0500': [1, occupancy] })],
  [/\bws-?303/i, milesight({ '0300': [1, leak] })],
  [/\bem-?300-?mcs/i, milesight({ '0600': [1, magnet] })],
  [/\bem-?300-?[smz]ld/i, milesight({ '0500': [1, leak] })],
  [/\bem-?300-?di/i, milesight({ '0500': [1, input('gpio')], '8500': [2, input('gpio')] })],
  [/\bvs-?(340|341)/i, milesight({ '0300': [1, occupancy] })],
  [/\bvs-?330/i, milesight({ '038e': [1, occupancy], '048e': [1, () => ({ calibration: true })] })],
  [
    /\bvs-?373/i,
    milesight({
      '06fb': [
        5,
        (bytes, at) => ({
          events: [{ alarm_type: ALARMS[bytes[at + 2] ?? 0] ?? 'unknown', alarm_status: ALARM_STATES[bytes[at + 3] ?? 0] }],
        }),
      ],
    }),
  ],
  [
    /\bgs-?101/i,
    milesight({
      '058e': [1, word('gas_status', { 0: 'normal', 1: 'alarm' })],
      '0601': [1, () => ({})],
      '0701': [1, () => ({})],
      ff3f: [1, () => ({})],
    }),
  ],
  [/\buc-?11-?n1/i, milesight(inputs(3, 2, ['00', '01']))],
  [/\buc-?11/i, milesight(inputs(1, 2, ['00', '01']))],
  [/\buc-?300/i, milesight(inputs(3, 4))],
  [/\buc-?50\d/i, milesight(inputs(3, 2))],
  [/\bpb-?05/i, draginoPb05, 'press'],
  [/\bpb-?01/i, draginoPb01, 'press'],
  [/\b(lds|lwl)-?0[12]/i, draginoDoorLeak],
  [/\b(lds|ds)-?03/i, dragino03('DOOR_OPEN_STATUS', ['CLOSE', 'OPEN'])],
  [/\bw?lwl?-?03/i, dragino03('WATER_LEAK_STATUS', ['NO LEAK', 'LEAK'])],
  [/tracker-?d/i, draginoTracker, 'press'],
  [/tbpb-?100|browan.*button/i, browan, 'press'],
  [/\btb(dw|ms|wl)-?\d|browan/i, browan],
  [/mclimate.*button|mc-?button/i, mclimateButton, 'press'],
  [/milesight|\b(ws|em|uc|am|vs|at|wt|gs)-?\d{3}/i, milesight({})],
]

/** Decodes a frame that came without `object`. `isButton` = the profile names a button; its frame may still be unreadable (null). */
export function decodeFrame(profile: string, port: number, base64: string): { isButton: boolean; object: Record<string, unknown> | null } {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  const known = CODECS.find(([name]) => name.test(profile))
  if (known) return { isButton: known[2] === 'press', object: known[1](bytes, port) }
  // A renamed profile still speaks Milesight's tags, and ff2e / ff34 with a whole frame around it is no accident; nor is Browan's port.
  const guess = port === 85 ? milesight({})(bytes, port) : port === 147 && bytes.length === 8 ? browan(bytes, port) : null
  return { isButton: false, object: guess && Object.keys(guess).some((name) => name.startsWith('button')) ? guess : null }
}
