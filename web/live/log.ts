import { create } from 'zustand'
import type { AlarmLogEntry } from '#contracts/alarm.ts'
import { readAlarm } from '../api/alarm.ts'

interface Log {
  alarmId: string | null
  entries: AlarmLogEntry[] | null
  failed: boolean
}

export const useLog = create<Log>(() => ({ alarmId: null, entries: null, failed: false }))

/** Follows the log of one alarm: at once, and every 3 s, since receipts of other screens add lines without a new version. */
export function followLog(alarmId: string): () => void {
  if (useLog.getState().alarmId !== alarmId) useLog.setState({ alarmId, entries: null, failed: false })
  let stopped = false
  const refresh = async () => {
    try {
      const { log } = await readAlarm(alarmId)
      if (!stopped) useLog.setState({ alarmId, entries: log, failed: false })
    } catch {
      if (!stopped) useLog.setState({ failed: true })
    }
  }
  void refresh()
  const timer = setInterval(() => void refresh(), 3000)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
