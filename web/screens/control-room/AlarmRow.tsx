import { memo } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { SchoolAlarms } from '#domain/alarm-board.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { useMuteSeconds } from '../../live/mute.ts'
import { usePlaceName, useSchoolName, useSharedPrefix } from '../../live/names.ts'
import { usePersonName } from '../../live/responders.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import styles from './AlarmQueue.module.css'
import { StandingMarks } from './StandingMarks.tsx'
import { useRoomText } from './text.ts'

interface RowProps {
  /** one alarm, or in a flood all of one school */
  alarms: SchoolAlarms
  isSelected: boolean
  onSelect: (id: string) => void
  onAccept: ((alarm: Alarm) => void) | null
}

function Facts({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const room = useRoomText()
  const person = usePersonName()
  const muted = useMuteSeconds(alarm)
  const who = alarm.handledBy ?? alarm.acknowledgedBy
  return (
    <span className={styles.facts}>
      <b>{t.state[alarm.state]}</b>
      {alarm.unacknowledged && alarm.state !== 'new' && <b>{t.alarm.again}</b>}
      {!alarm.unacknowledged && who && <bdi>{person(who)}</bdi>}
      <StandingMarks alarm={alarm} />
      {alarm.count > 1 && <span className={styles.times}>{t.alarm.times(alarm.count)}</span>}
      {alarm.exercise && <span className={styles.exercise}>{t.exercise[alarm.exercise]}</span>}
      {alarm.silent && <span className={styles.mark}>{t.alarm.silent}</span>}
      {alarm.late && <span className={styles.mark}>{t.alarm.late}</span>}
      {alarm.misplaced && <span className={styles.mark}>{t.alarm.misplaced}</span>}
      {muted > 0 && <span className={styles.mark}>{room.mute.muted(muted)}</span>}
    </span>
  )
}

/** Of a flood each change is one school's: the other rows, of which there are hundreds, are not drawn again for it. */
const isSameRow = (a: RowProps, b: RowProps): boolean =>
  a.isSelected === b.isSelected &&
  a.onSelect === b.onSelect &&
  a.onAccept === b.onAccept &&
  a.alarms.length === b.alarms.length &&
  a.alarms.every((alarm, i) => alarm === b.alarms[i])

/** One line of the queue: the alarm, or the worst of a school with how many there are; the whole row selects. */
export const AlarmRow = memo(function AlarmRow({ alarms, isSelected, onSelect, onAccept }: RowProps) {
  const t = useText()
  const room = useRoomText()
  const [worst] = alarms
  const school = useSchoolName()(worst)
  const shared = useSharedPrefix()(school)
  const place = usePlaceName()(worst)
  const waiting = alarms.filter((alarm) => alarm.unacknowledged)
  const oldest = alarms.reduce((a, b) => (b.receivedAt < a.receivedAt ? b : a))
  const target = waiting[0] ?? worst
  return (
    <li
      data-row={alarms.map(({ id }) => id).join(' ')}
      className={styles.row}
      data-selected={isSelected}
      data-waiting={waiting.length > 0}
      data-priority={worst.priority}
      data-exercise={alarms.every(({ exercise, exerciseVerified }) => exercise !== null && exerciseVerified) || undefined}
    >
      <span className={styles.symbol}>
        <AlarmSymbol alarm={worst} size={36} />
      </span>
      <div className={styles.words}>
        {/* A name written from right to left is cut at its end, which is on the left. */}
        <button
          type="button"
          dir="auto"
          className={styles.pick}
          title={school}
          aria-current={isSelected}
          onClick={() => onSelect(target.id)}
        >
          <span className={styles.shared}>{school.slice(0, shared)}</span>
          {school.slice(shared)}
        </button>
        {alarms.length === 1 ? (
          <>
            <span className={styles.place}>
              <bdi>{place}</bdi>
              {!place.includes(t.kind[worst.kind]) && ` · ${t.kind[worst.kind]}`}
            </span>
            <Facts alarm={worst} />
          </>
        ) : (
          <span className={styles.facts}>
            <b>{room.queue.inSchool(alarms.length)}</b>
            {waiting.length > 0 && <b>{room.queue.waitingHere(waiting.length)}</b>}
          </span>
        )}
      </div>
      <div className={styles.side}>
        {alarms.length > 1 && <b className={styles.count}>{alarms.length}</b>}
        <Age at={oldest.receivedAt} className={styles.age} />
        {onAccept && alarms.length === 1 && worst.unacknowledged && (
          <button type="button" data-desk className={`${controls.primary} ${styles.accept}`} onClick={() => onAccept(worst)}>
            {t.queue.accept}
          </button>
        )}
      </div>
    </li>
  )
}, isSameRow)
