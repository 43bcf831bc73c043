import { appPool, type Pool } from '../store/pool.ts'
import type { Part } from './part.ts'

/** Connections by what waits for them. */
export interface Pools extends Part {
  /** Of people and screens. */
  readonly main: Pool
  /** Of what hears devices: a report that takes all the others keeps no press waiting. */
  readonly intake: Pool
  readonly beats: Pool
  /** Whether a backend of the server serves this process's main or intake connections. */
  isOwn(backend: number): boolean
}

export function openPools(databaseUrl: string, onError: (error: Error, context: string) => void): Pools {
  const backends = new Set<number>()
  const told = {
    onBackend: (backend: number) => backends.add(backend),
    onError: (error: Error) => onError(error, 'database connection'),
  }
  const main = appPool(databaseUrl, { max: 12, ...told })
  const intake = appPool(databaseUrl, { max: 4, name: 'xiaowei-intake', steadyPlans: true, ...told })
  const beats = appPool(databaseUrl, { max: 1, name: 'xiaowei-beats', steadyPlans: true, mayLose: true, onError: told.onError })
  return {
    main,
    intake,
    beats,
    isOwn: (backend) => backends.has(backend),
    stop: () => Promise.all([main.end(), intake.end(), beats.end()]),
  }
}
