import { useEffect } from 'react'
import type { Alarm, AlarmLogEntry } from '#contracts/alarm.ts'
import { type Text, useText } from '../../i18n/text.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { followLog, readLog, useLog } from '../../live/log.ts'
import { clockText, momentText } from '../../ui/time.ts'
import styles from './AlarmDetail.module.css'
import { type ShelfText, useShelfText } from './shelf-text.ts'
import { type RoomText, useRoomText } from './text.ts'

/** What a line says beyond its kind: a person's answer, a conclusion, a step of escalation, the note. */
function remark({ kind, data, note }: AlarmLogEntry, t: Text, room: RoomText, shelf: ShelfText): string {
  const words: string[] = []
  const { answer, disposition, level, scene, to, result, until } = data
  if (kind === 'answered' && typeof answer === 'string' && answer in t.log.answer)
    words.push(t.log.answer[answer as keyof Text['log']['answer']])
  if (typeof scene === 'string' && scene in t.log.scene) words.push(t.log.scene[scene as keyof Text['log']['scene']])
  if (typeof disposition === 'string' && disposition in t.disposition) words.push(t.disposition[disposition as keyof Text['disposition']])
  if (kind === 'escalated' && typeof level === 'number') words.push(t.alarm.escalation(level))
  if (typeof to === 'string') words.push(to in t.phone ? t.phone[to as keyof Text['phone']] : to)
  if (typeof result === 'string' && result in room.contacts.result)
    words.push(room.contacts.result[result as keyof RoomText['contacts']['result']])
  if (kind === 'shelved' && typeof until === 'string') words.push(shelf.until(clockText(until)))
  if (note) words.push(note)
  return words.join(' · ')
}

/** Everything that happened, the newest first. Lines are only ever added. */
export function AlarmLog({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const room = useRoomText()
  const shelf = useShelfText()
  const { entries, alarmId, failed } = useLog()
  useEffect(() => followLog(alarm.id), [alarm.id])
  useEffect(() => readLog(alarm), [alarm])
  const lines = alarmId === alarm.id ? entries : null
  // A screen confirms every version; here the first time that each person saw the alarm is enough. The API has them all.
  const firstShown = new Set<string | null>()
  const told = (lines ?? []).filter(({ kind, by }) => kind !== 'shown' || (!firstShown.has(by) && firstShown.add(by)))
  const now = serverNow(useLink.getState())
  return (
    <section className={styles.log} aria-label={t.detail.log}>
      <h3>{t.detail.log}</h3>
      {failed && <p role="status">{t.detail.logFailed}</p>}
      {lines === null && !failed && <p>{t.detail.noLog}</p>}
      <ol>
        {[...told].reverse().map((line) => (
          <li key={`${line.at}${line.kind}${line.by}${line.version}`} data-kind={line.kind}>
            <time dateTime={line.at}>{momentText(line.at, now)}</time>
            <span>
              <b>{t.log[line.kind]}</b> {line.byName ?? line.by ?? t.log.system}
              {remark(line, t, room, shelf) && <span className={styles.remark}>{remark(line, t, room, shelf)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
