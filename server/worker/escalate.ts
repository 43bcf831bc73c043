import type { Alarm } from '#contracts/alarm.ts'
import { escalateAlarms } from '../commands/escalate-alarms.ts'
import { remindOverdue } from '../commands/remind-overdue.ts'
import { returnShelved } from '../commands/return-shelved.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 500

/** The timer of the ladder. Its state is the alarms themselves, so nothing is forgotten with the process. */
export const escalator = (pool: Pool, onChanged: (alarms: readonly Alarm[]) => void, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      await escalateAlarms(pool, onChanged)
      await remindOverdue(pool, onChanged)
    },
    onError,
  )

/** The timer of the shelf, apart from the ladder's: neither waits for the other, nor fails with it. */
export const shelfTimer = (pool: Pool, onChanged: (alarms: readonly Alarm[]) => void, onError: (error: Error) => void): Loop =>
  loop(EVERY_MS, () => returnShelved(pool, onChanged), onError)
