import type { Decoded, DecodedEvent, Suspect } from '#contracts/event.ts'
import { events } from './payload.ts'

const NAMED = new Set<string>(['panic', 'duress', 'fire', 'medical', 'intrusion'])

/** Of what a message speaks that could be read but not believed (broken frame, broken syntax); undefined where it cannot have been an alarm. */
export function suspectOf(events: readonly Pick<DecodedEvent, 'kind' | 'phase' | 'promotes'>[]): Suspect | undefined {
  const alarms = events.filter(({ phase }) => phase === 'active')
  const named = alarms.find(({ kind }) => NAMED.has(kind))
  if (named) return named.kind as Suspect
  if (alarms.some(({ promotes }) => promotes === 'panic')) return 'panic'
  return alarms.some(({ kind }) => kind === 'alarm-input' || kind === 'alarm-other') ? 'unknown' : undefined
}

/**
 * One answer for the parts of a message: all their events. Where some part could not be read beside others that could, it is raised as an
 * alarm of unknown kind if it may have been one, because a message is an event or a dead letter, not both.
 */
export function joinParts(parts: readonly Decoded[], unread: Pick<DecodedEvent, 'deviceId'>): Decoded {
  const found = parts.flatMap((part) => (part.disposition === 'events' ? part.events : []))
  const refused = parts.flatMap((part) => (part.disposition === 'dead-letter' ? [part] : []))
  if (found.length === 0) return refused.find(({ suspect }) => suspect !== undefined) ?? refused[0] ?? (parts[0] as Decoded)
  const raised = refused.flatMap(({ reason, suspect, deviceId, bridgeId }): DecodedEvent[] =>
    suspect === undefined
      ? []
      : [
          {
            ...UNREAD,
            detail: reason.slice(0, 80),
            deviceId: deviceId ?? unread.deviceId,
            ...(bridgeId === undefined ? {} : { bridgeId }),
          },
        ],
  )
  return events(...found, ...raised)
}
const UNREAD = { kind: 'alarm-other', phase: 'active', promotes: 'panic', deviceTime: null, timeBasis: 'none', key: null } as const
