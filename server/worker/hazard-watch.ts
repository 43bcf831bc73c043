import { remindHazards } from '../commands/remind-hazards.ts'
import { remeasureVenues } from '../commands/save-venue.ts'
import { noteLostCampuses } from '../store/campus.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 60_000

/** The overdue ladder of hazards, distances that a changed boundary made wrong, and campuses that no map can show. */
export const hazardWatch = (pool: Pool, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      await remindHazards(pool)
      await noteLostCampuses(pool)
      while (!(await remeasureVenues(pool)).done);
    },
    onError,
  )
