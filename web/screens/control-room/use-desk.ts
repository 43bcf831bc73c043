import { useCallback, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { type ActName, startAct } from '../../live/acts.ts'
import type { Task } from './AlarmDetail.tsx'

/** What a person does on the selected alarm: the task begun, and the acts sent. A task ends with the receipt of its act. */
export function useDesk() {
  const [task, setTask] = useState<Task | null>(null)
  const act = useCallback((name: ActName, on: Alarm, body?: Record<string, unknown>) => {
    void startAct({ alarm: on, name, ...(body ? { body } : {}) }).then((status) => {
      if (status === 'done') setTask((now) => (now?.alarmId === on.id && now.kind === name ? null : now))
    })
  }, [])
  return { task, setTask, act }
}
