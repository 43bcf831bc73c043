import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { isShelved, shelfRefusal } from '#domain/shelf.ts'
import type { ActName } from '../../live/acts.ts'
import { useRegister } from '../../live/register.ts'
import { holds } from '../../live/rights.ts'
import { isWall } from '../../live/shown.ts'
import type { Task } from './AlarmDetail.tsx'

interface Hands {
  onAct: (name: ActName, body?: Record<string, unknown>) => void
  onTask: (task: Task | null) => void
}

/** Whether this person may put the alarm aside (R11) or take it back, and what the key for it does. */
export function useShelf(alarm: Alarm | null, session: Session, { onAct, onTask }: Hands) {
  const fromButton = useRegister(({ buttons }) => alarm?.deviceId != null && buttons.has(alarm.deviceId))
  const shelved = alarm !== null && isShelved(alarm)
  const isOffered = alarm !== null && holds(session, 'alarm:shelve') && !isWall() && (shelved || shelfRefusal(alarm, fromButton) === null)
  const press = () => {
    if (alarm === null || !isOffered) return
    if (shelved) onAct('unshelve')
    else onTask({ alarmId: alarm.id, kind: 'shelve' })
  }
  return { isOffered, isShelved: shelved, press }
}
