import type { Principal } from '#domain/policy.ts'
import { seesAlarm } from '#domain/policy.ts'
import { readAlarm } from '../store/alarm.ts'
import type { Pool } from '../store/pool.ts'
import { noteShown as writeShown } from '../store/shown.ts'

/**
 * 已显示: a person's visible screen has painted this version. Told again (a retry), it is one line in the log.
 * @param screen names the screen, so that two screens of one account are two lines
 * @returns false when the reader sees no such alarm
 */
export async function noteShown(pool: Pool, shown: { alarmId: string; version: number; screen: string; by: Principal }): Promise<boolean> {
  const alarm = await readAlarm(pool, shown.alarmId)
  if (!alarm || !seesAlarm(shown.by, alarm) || shown.version > alarm.version) return false
  await writeShown(pool, {
    alarmId: alarm.id,
    version: shown.version,
    screen: shown.screen,
    account: shown.by.username,
    role: shown.by.role,
    deviceId: alarm.deviceId,
  })
  return true
}
