import type { DecodedEvent, Suspect } from '#contracts/event.ts'

const NAMED = new Set<string>(['panic', 'duress', 'fire', 'medical', 'intrusion'])

/** Of what a message speaks that could be read but not believed (broken frame, broken syntax); undefined where it cannot have been an alarm. */
export function suspectOf(events: readonly Pick<DecodedEvent, 'kind' | 'phase' | 'promotes'>[]): Suspect | undefined {
  const alarms = events.filter(({ phase }) => phase === 'active')
  const named = alarms.find(({ kind }) => NAMED.has(kind))
  if (named) return named.kind as Suspect
  if (alarms.some(({ promotes }) => promotes === 'panic')) return 'panic'
  return alarms.some(({ kind }) => kind === 'alarm-input' || kind === 'alarm-other') ? 'unknown' : undefined
}
