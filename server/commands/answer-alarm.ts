import type { Alarm } from '#contracts/alarm.ts'
import type { Principal } from '#domain/policy.ts'
import type { Pool } from '../store/pool.ts'
import type { Answer } from './once.ts'
import { speakOnAlarm } from './speak-on-alarm.ts'

export interface GuardAnswer {
  readonly alarmId: string
  readonly body: { version: number; answer: 'going' | 'cannot' | 'misPress' }
  readonly by: Principal
  readonly key: string
}

/** A guard's answer. 误按 is a note: it closes, mutes and lowers nothing. */
export const answerAlarm = (pool: Pool, guard: GuardAnswer, onChanged: (alarm: Alarm) => void): Promise<Answer> =>
  speakOnAlarm(pool, { ...guard, command: 'answer', line: { kind: 'answered', data: { answer: guard.body.answer } } }, onChanged)
