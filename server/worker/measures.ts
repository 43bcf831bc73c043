import { recomputeMeasures } from '../commands/recompute-measures.ts'
import { leaveMeasureRun, takeMeasureRun } from '../store/measure-run.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 2_000
const BUDGET_MS = 20_000
/** It rests twice as long as it works: a figure may come a second later, a press may not. */
const PACE = 2

/** Keeps the measures computed: one worker at a time, a few seconds behind the evidence. */
export function measureWorker(pool: Pool, instance: string, onError: (error: Error) => void): Loop {
  const name = `${instance}/${process.pid}`
  let isFirst = true
  const computing = loop(
    EVERY_MS,
    async () => {
      if (!(await takeMeasureRun(pool, name))) return
      await recomputeMeasures(pool, { budgetMs: BUDGET_MS, pace: PACE, isFirst })
      isFirst = false
    },
    onError,
  )
  return {
    ...computing,
    async stop() {
      await computing.stop()
      await leaveMeasureRun(pool, name).catch(onError)
    },
  }
}
