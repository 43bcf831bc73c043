import type { Alarm, Scene } from '#contracts/alarm.ts'
import type { Principal } from '#domain/policy.ts'
import type { Pool } from '../store/pool.ts'
import type { Answer } from './once.ts'
import { speakOnAlarm } from './speak-on-alarm.ts'

export interface Description {
  readonly alarmId: string
  readonly body: { version: number; scene: Scene }
  readonly by: Principal
  readonly key: string
}

/** What it is, said from the scene by one of six pictures; another picture later is another line, not a correction of the first. */
export const describeAlarm = (pool: Pool, description: Description, onChanged: (alarm: Alarm) => void): Promise<Answer> =>
  speakOnAlarm(
    pool,
    { ...description, command: 'describe', line: { kind: 'described', data: { scene: description.body.scene } } },
    onChanged,
  )
