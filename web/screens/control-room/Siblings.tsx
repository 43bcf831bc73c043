import type { Alarm } from '#contracts/alarm.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { usePlaceName } from '../../live/names.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import styles from './AlarmDetail.module.css'
import { useRoomText } from './text.ts'

interface Props {
  alarms: readonly Alarm[]
  onSelect: (id: string) => void
}

/** The other open alarms of the same school: in a flood the queue shows one line a school, and these are behind it. */
export function Siblings({ alarms, onSelect }: Props) {
  const t = useText()
  const room = useRoomText()
  const place = usePlaceName()
  if (alarms.length === 0) return null
  return (
    <section className={styles.siblings} aria-label={room.siblings(alarms.length)}>
      <h3>{room.siblings(alarms.length)}</h3>
      <ul>
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <button type="button" onClick={() => onSelect(alarm.id)}>
              <AlarmSymbol alarm={alarm} size={24} />
              <bdi>{place(alarm)}</bdi>
              <span>{t.state[alarm.state]}</span>
              <Age at={alarm.receivedAt} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
