import { create } from 'zustand'
import type { Alarm, AlarmLogEntry } from '#contracts/alarm.ts'
import { readAlarm } from '../api/alarm.ts'

interface Log {
  alarmId: string | null
  entries: AlarmLogEntry[] | null
  failed: boolean
}

export const useLog = create<Log>(() => ({ alarmId: null, entries: null, failed: false }))

/** Follows the log of one alarm every 3 s, since receipts of other screens add lines without a new version. */
export function followLog(id: string): () => void {
  const timer = setInterval(() => void refresh(id), 3000)
  return () => {
    clearInterval(timer)
    if (useLog.getState().alarmId === id) useLog.setState({ alarmId: null, entries: null, failed: false })
  }
}

/** Reads the log of an alarm at once: each of its versions has a new line. */
export function readLog({ id }: Pick<Alarm, 'id'>): void {
  if (useLog.getState().alarmId !== id) useLog.setState({ alarmId: id, entries: null, failed: false })
  void refresh(id)
}

async function refresh(id: string): Promise<void> {
  const read = await readAlarm(id).catch(() => null)
  if (useLog.getState().alarmId !== id) return // another alarm has been opened meanwhile
  useLog.setState(read ? { entries: read.log, failed: false } : { failed: true })
}
