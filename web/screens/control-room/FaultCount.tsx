import { useDay } from '../../live/day.ts'
import styles from './ControlRoom.module.css'
import { useRoomText } from './text.ts'

/** Heading of the faults: how many there are; they are the technician's, and never on the alarm list. */
export function FaultCount() {
  const room = useRoomText()
  const day = useDay((state) => state.day)
  if (!day) return null
  return (
    <p className={styles.faults}>
      <b>{room.queue.faults(day.openFaults)}</b> {day.devicesToMend > 0 && room.queue.faultsHint(day.devicesToMend)}
    </p>
  )
}
