import { logIncident, takeDueClocks } from '../store/incident.ts'
import { type Pool, transaction } from '../store/pool.ts'

/** Writes down, once each, that a clock came into its last part or ran out. @returns how many */
export const noteIncidentClocks = (pool: Pool): Promise<number> =>
  transaction(pool, async (db) => {
    const due = await takeDueClocks(db, new Date())
    for (const { incidentId, clock, dueAt, isOverdue } of due)
      await logIncident(db, {
        incidentId,
        by: null,
        kind: isOverdue ? 'clockOverdue' : 'clockSoon',
        data: { clock, dueAt: dueAt.toISOString() },
      })
    return due.length
  })
