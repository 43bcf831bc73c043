import type { Alarm } from '#contracts/alarm.ts'
import { colon, comma, useText } from '../../i18n/text.ts'
import { useLog } from '../../live/log.ts'
import { usePersonName } from '../../live/responders.ts'
import { clockText } from '../../ui/time.ts'
import styles from './AlarmDetail.module.css'
import { useRoomText } from './text.ts'
import { whoIsOn } from './who.ts'

/** Who has been shown it, who has it, who is on the way, and what the calls brought: by name, before the long log. */
export function WhoIsOn({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const room = useRoomText()
  const person = usePersonName()
  const { entries, alarmId } = useLog()
  const { seen, going, arrived, cannot, misPress, dispatchedTo, calls } = whoIsOn(alarmId === alarm.id ? (entries ?? []) : [])
  const names = (usernames: readonly string[]) => usernames.map(person).join(comma())
  const role = (to: string) => (to in t.phone ? t.phone[to as keyof typeof t.phone] : to)
  const onTheWay = [
    ...arrived.map((by) => room.who.arrived(person(by))),
    ...going.map((by) => room.who.goingSelf(person(by))),
    ...dispatchedTo.map((to) => room.who.dispatched(role(to))),
  ]
  const has = alarm.acknowledgedBy
  const last = calls[calls.length - 1]
  return (
    <section className={styles.who} aria-label={room.who.label}>
      <dl>
        <div>
          <dt>{room.who.seen}</dt>
          <dd data-none={seen.length === 0}>{seen.length > 0 ? names(seen) : room.who.seenNone}</dd>
        </div>
        <div>
          <dt>{room.who.has}</dt>
          <dd data-none={has === null}>{has === null ? room.who.hasNone : person(has)}</dd>
        </div>
        <div>
          <dt>{room.who.going}</dt>
          <dd data-none={onTheWay.length === 0}>{onTheWay.length > 0 ? onTheWay.join(comma()) : room.who.goingNone}</dd>
        </div>
        {calls.length > 0 && (
          <div>
            <dt>{room.who.called}</dt>
            <dd>
              {calls.map(({ to, result, at }) => (
                <span key={at}>
                  {clockText(at)} {role(to)}
                  {colon()}
                  {room.contacts.result[result as keyof typeof room.contacts.result] ?? result}
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
      {cannot.length > 0 && <p>{room.who.cannot(names(cannot))}</p>}
      {misPress.length > 0 && <p>{room.who.misPress(names(misPress))}</p>}
      {last?.result === 'noAnswer' && alarm.state !== 'closed' && dispatchedTo.length === 0 && <p>{room.contacts.asReal}</p>}
      {last?.result === 'misPress' && alarm.state !== 'closed' && <p>{room.contacts.misPressNote}</p>}
    </section>
  )
}
