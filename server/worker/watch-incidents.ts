import { eraseExpired, removeErasedBytes } from '../commands/erase-incident.ts'
import { noteIncidentClocks } from '../commands/note-incident-clocks.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 15_000

/** The clocks of incidents: what comes near its end and what runs out is written down, and what was kept long enough is erased. */
export const incidentWatch = (pool: Pool, filesRoot: string, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      await noteIncidentClocks(pool)
      await eraseExpired(pool, new Date())
      await removeErasedBytes(pool, filesRoot)
    },
    onError,
  )
