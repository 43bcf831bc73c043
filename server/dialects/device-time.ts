import type { DecodedEvent } from '#contracts/event.ts'

export type DeviceTime = Pick<DecodedEvent, 'deviceTime' | 'timeBasis' | 'timeTrusted'>

const NONE: DeviceTime = { deviceTime: null, timeBasis: 'none' }
const INVALID: DeviceTime = { deviceTime: null, timeBasis: 'invalid' }
const EARLIEST_TRUSTED = Date.UTC(2015, 0, 1)
const DAY_MS = 86_400_000
const SHANGHAI = '+08:00'

/** Marks a time before 2015 or more than 24 h after `receivedAt` as untrusted; it is kept all the same. */
function at(ms: number, timeBasis: DecodedEvent['timeBasis'], receivedAt: Date): DeviceTime {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return INVALID
  const date = new Date(ms)
  const year = date.getUTCFullYear()
  if (year < 1 || year > 9999) return INVALID
  const trusted = ms >= EARLIEST_TRUSTED && ms <= receivedAt.getTime() + DAY_MS
  return { deviceTime: date.toISOString(), timeBasis, ...(trusted ? {} : { timeTrusted: false }) }
}

// Devices write slashes, offsets like +8:00, and one of zero without its sign (11:46:3100:00).
const ISO = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ]\s?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s?(Z|[+-]\d{1,2}(?::?\d{2})?|00:00)?$/i
// ISO 8601 basic format, as Huawei IoTDA sends it: Date.parse gives NaN.
const BASIC = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}(?::?\d{2})?)?$/i
// yyyyMMddHHmmss, with or without milliseconds: as epoch milliseconds these are the years from 2603.
const COMPACT = /^(20\d{2})(\d{2})(\d{2})([01]\d|2[0-3])([0-5]\d)([0-5]\d)(\d{3})?$/
// What most platforms send; read by the patterns above it cost three times as much.
const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const EXACT_LENGTH = '2026-01-01T00:00:00.000Z'.length
const MAX_LENGTH = 64

/**
 * A device's time from what it sent: ISO 8601 (extended or basic) with offset or Z, ISO 8601 local (taken as Asia/Shanghai and marked `local-no-offset`),
 * the compact local form of fourteen or seventeen digits, epoch seconds, milliseconds or microseconds as number or digits. What cannot be read is `invalid` and no time at all: never an invented one.
 */
export function readDeviceTime(value: unknown, receivedAt: Date): DeviceTime {
  if (typeof value === 'string' && value.length === EXACT_LENGTH && EXACT.test(value)) return readExact(value, receivedAt)
  if (value === undefined || value === null || (typeof value === 'string' && value.length <= MAX_LENGTH && value.trim() === '')) return NONE
  const compact = COMPACT.exec(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.slice(0, MAX_LENGTH).trim() : '',
  )
  if (compact && isRealDate(Number(compact[1]), Number(compact[2]), Number(compact[3]))) {
    const [, year, month, day, hour, minute, second, millis = '000'] = compact
    return at(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${SHANGHAI}`), 'local-no-offset', receivedAt)
  }
  if (typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_LENGTH && /^\d{9,16}(\.\d{1,9})?$/.test(value.trim())))
    return readEpoch(Number(value), receivedAt)
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return INVALID
  const match = ISO.exec(value.trim()) ?? BASIC.exec(value.trim())
  if (!match) return INVALID
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = match
  if (!isRealDate(Number(year), Number(month), Number(day))) return INVALID
  const millis = fraction.slice(0, 3).padEnd(3, '0')
  const ms = Date.parse(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}.${millis}${readZone(zone)}`)
  return at(ms, zone === undefined ? 'local-no-offset' : zone.toUpperCase() === 'Z' ? 'utc' : 'offset', receivedAt)
}

const two = (part = ''): string => part.padStart(2, '0')

/** As JavaScript itself writes it; a date that does not exist comes back as another. */
function readExact(value: string, receivedAt: Date): DeviceTime {
  const time = at(Date.parse(value), 'utc', receivedAt)
  return time.deviceTime === value ? time : INVALID
}

/** `+08`, `+0800` and `+08:00` as the last; without zone Asia/Shanghai. */
function readZone(zone: string | undefined): string {
  if (zone === undefined) return SHANGHAI
  const [, sign, hours = '', minutes = '00'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? []
  return sign === undefined ? 'Z' : `${sign}${hours.padStart(2, '0')}:${minutes}`
}

/** Epoch seconds (< 1e11), milliseconds (< 1e14) or microseconds. */
function readEpoch(value: number, receivedAt: Date): DeviceTime {
  if (!Number.isFinite(value) || value < 0) return INVALID
  if (value < 1e11) return at(value * 1000, 'epoch-s', receivedAt)
  if (value < 1e14) return at(value, 'epoch-ms', receivedAt)
  return at(value / 1000, 'epoch-ms', receivedAt)
}

// Date.parse rolls 31 February over into March; a time that does not exist is no time.
function isRealDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
