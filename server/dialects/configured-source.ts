// How a row of the table `source` is a source of a topic: its base, its school, and what is put right in what the dialect decoded.
import type { Decoded, DecodedEvent } from '#contracts/event.ts'
import type { SourceRow } from '#contracts/source.ts'
import { bd09, fromBd09, fromGcj02, gcj02 } from '#domain/position.ts'
import { named } from '#domain/source.ts'
import { pathValue } from './payload-field.ts'
import type { Source } from './sources.ts'
import { matchesAny } from './topic-filter.ts'

const SCHOOL_CODE = /^[a-z0-9-]{1,32}$/

/** Rows as the gateway asks them, those that name more levels first: an exception stands before what it is an exception of. */
export const inOrder = (rows: readonly SourceRow[]): SourceRow[] =>
  [...rows].sort((a, b) => Math.max(...b.filters.map(named)) - Math.max(...a.filters.map(named)) || (a.id < b.id ? -1 : 1))

/** What a topic is under a row; null where no filter of it matches, or the row is off. */
export function sourceAt(row: SourceRow, topic: string): Source | null {
  if (row.off || !matchesAny(row.filters, topic)) return null
  const levels = topic.split('/')
  if (levels.length <= row.baseLevels) return null
  const base = levels.slice(0, row.baseLevels).join('/')
  const code = row.schoolLevel === null ? null : (levels[row.schoolLevel - 1] ?? '')
  return { id: idOf(row, base), dialect: row.dialect, base, schoolId: row.schoolId ?? (code && SCHOOL_CODE.test(code) ? code : null), row }
}

/** Many mounts under one row are a source each: the same vendor's identity may be at all of them. */
const idOf = (row: SourceRow, base: string): string => (hasManyBases(row) ? base : row.id)
const hasManyBases = ({ filters, baseLevels }: SourceRow): boolean =>
  filters.some((filter) => filter.split('/').slice(0, baseLevels).includes('+'))

/** Whether a device of this row may say that its source is `id`. */
export function isSourceOf(row: SourceRow, id: string): boolean {
  if (!hasManyBases(row)) return row.id === id
  const levels = id.split('/')
  return (
    levels.length === row.baseLevels &&
    row.filters.some((filter) => {
      const wanted = filter.split('/').slice(0, row.baseLevels)
      return wanted.length === levels.length && wanted.every((level, n) => (level === '+' ? levels[n] !== '' : level === levels[n]))
    })
  )
}

/** Puts right what the source says of identity, datum and time zone; as decoded where it says nothing. */
export function asConfigured(decoded: Decoded, row: SourceRow | undefined, topic: string, payload: Uint8Array, receivedAt: Date): Decoded {
  if (!row) return decoded
  const deviceId = identityOf(row, topic, payload)
  if (decoded.disposition === 'dead-letter') return deviceId === null ? decoded : { ...decoded, deviceId }
  if (decoded.disposition !== 'events') return decoded
  // A message that speaks of several devices names them itself.
  const single = new Set(decoded.events.map((event) => event.deviceId)).size === 1
  const events = decoded.events.map((event) => {
    const renamed = single && deviceId !== null ? { ...event, deviceId } : event
    return inZone(inDatum(renamed, row), row.timeZone, receivedAt)
  })
  return { disposition: 'events', events }
}

/** The identity by configuration; null where there is none, or the message does not hold it. */
export function identityOf({ identity }: SourceRow, topic: string, payload: Uint8Array): string | null {
  if (identity === null) return null
  const found = identity.from === 'topic' ? topic.split('/')[identity.level - 1] : pathValue(payload, identity.field)
  return found === undefined || found === '' || found.length > 200 ? null : found
}

function inDatum(event: DecodedEvent, { datum }: SourceRow): DecodedEvent {
  if (!event.location || datum === 'wgs84') return event
  const { lat, lon } = event.location
  const [lng, north] = datum === 'gcj02' ? fromGcj02(gcj02([lon, lat])) : fromBd09(bd09([lon, lat]))
  return { ...event, location: { lat: north, lon: lng } }
}

const ASSUMED = 'Asia/Shanghai' // what dialects take a time without offset for
const DAY_MS = 86_400_000
const FIRST_TRUSTED = Date.parse('2015-01-01T00:00:00Z')

function inZone(event: DecodedEvent, timeZone: string, receivedAt: Date): DecodedEvent {
  if (timeZone === ASSUMED || event.timeBasis !== 'local-no-offset' || event.deviceTime === null) return event
  const assumed = Date.parse(event.deviceTime)
  const wall = assumed + offsetMs(assumed, ASSUMED)
  const at = wall - offsetMs(wall - offsetMs(wall, timeZone), timeZone)
  const trusted = at >= FIRST_TRUSTED && at - receivedAt.getTime() <= DAY_MS
  const { timeTrusted: _, ...rest } = event
  return { ...rest, deviceTime: new Date(at).toISOString(), ...(trusted ? {} : { timeTrusted: false }) }
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** How far a zone's clocks are ahead of UTC at an instant, ms. */
function offsetMs(at: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const
    format = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...parts })
    formats.set(timeZone, format)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}
