import type { Alarm } from '#contracts/alarm.ts'
import type { AppDeps } from '../api/app.ts'
import { answerAlarm } from '../commands/answer-alarm.ts'
import { commandAlarm } from '../commands/command-alarm.ts'
import { describeAlarm } from '../commands/describe-alarm.ts'
import { takeAlarm } from '../commands/hand-over.ts'
import { noteCall } from '../commands/note-call.ts'
import { photographAlarm } from '../commands/photograph-alarm.ts'
import { raiseSos } from '../commands/raise-sos.ts'
import { releaseAlarm } from '../commands/release-alarm.ts'
import { replayDeadLetter } from '../commands/replay-dead-letter.ts'
import { shelveAlarm, unshelveAlarm } from '../commands/shelve-alarm.ts'
import { takeAlarmAsReal } from '../commands/take-as-real.ts'
import type { createDecoder } from '../gateway/decode-message.ts'
import type { Pool } from '../store/pool.ts'

/**
 * The acts of people that change alarms: each goes to the screens as soon as it is committed.
 * @param decode of a letter that is replayed: with a memory of its own, so that the living one does not take old messages for new
 */
export function appCommands(
  pool: Pool,
  decode: ReturnType<typeof createDecoder>,
  offer: (alarms: readonly Alarm[]) => void,
): AppDeps['commands'] {
  const offerOne = (alarm: Alarm) => offer([alarm])
  return {
    commandAlarm: (act) => commandAlarm(pool, act, offerOne),
    answerAlarm: (answer) => answerAlarm(pool, answer, offerOne),
    noteCall: (call) => noteCall(pool, call, offerOne),
    describeAlarm: (description) => describeAlarm(pool, description, offerOne),
    photographAlarm: (photo) => photographAlarm(pool, photo, offerOne),
    releaseAlarm: (act) => releaseAlarm(pool, act, offerOne),
    takeAlarmAsReal: (act) => takeAlarmAsReal(pool, act, offerOne),
    shelveAlarm: (act) => shelveAlarm(pool, act, offerOne),
    unshelveAlarm: (act) => unshelveAlarm(pool, act, offerOne),
    takeAlarm: (act) => takeAlarm(pool, act, offerOne),
    raiseSos: (act) => raiseSos(pool, act, offerOne),
    replayDeadLetter: (id) =>
      replayDeadLetter(
        pool,
        id,
        ({ topic, payload, retained: retain, receivedAt, id: replayOf }) => {
          const heard = decode({ topic, payload, retain, dup: false, receivedAt, replayOf })
          return 'message' in heard ? heard.message : null
        },
        offer,
      ),
  }
}
