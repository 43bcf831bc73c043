import { OVERDUE_LADDER, overdueDays, reachedBy, rungOf } from '#domain/hazard.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { lockDueHazards, logHazard, noteReminded } from '../store/hazard.ts'
import { insertNotices } from '../store/notice.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { subjectOf } from './command-hazard.ts'

/**
 * Climbs the overdue ladder (R33): for the rung reached a line in the log and a notice on the desk of each whom it reaches. The state is the
 * hazards themselves, so a worker that was away skips nothing that still matters. @returns how many were reminded
 */
export async function remindHazards(pool: Pool, now = new Date()): Promise<number> {
  const today = shanghaiDay(now)
  return transaction(pool, async (db) => {
    let count = 0
    for (const hazard of await lockDueHazards(db, today)) {
      const rung = rungOf(hazard, today)
      const step = OVERDUE_LADDER.find((one) => one.rung === rung)
      if (!step || rung <= hazard.reminded) continue
      await noteReminded(db, hazard.id, rung)
      const data = { rung, days: step.fromDays, reaches: step.reaches }
      await logHazard(db, { hazardId: hazard.id, by: null, name: null, kind: 'reminded', data })
      const days = overdueDays(hazard, today)
      await insertNotices(db, {
        kind: (days ?? 0) > 0 ? 'overdue' : 'dueSoon',
        ownerKind: 'hazard',
        ownerId: hazard.id,
        subject: subjectOf(hazard),
        days,
        to: reachedBy(step.reaches, hazard),
      })
      count += 1
    }
    return count
  })
}
