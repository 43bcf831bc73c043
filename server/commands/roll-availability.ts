import { daysToRoll, rollDevices, rollSchools } from '../store/availability.ts'
import type { Pool } from '../store/pool.ts'

// Short statements: on the embedded database one keeps everybody else waiting.
const CHUNK = 1_000

/** Rolls the intervals up by day, from the last day written to today as far as it has come. Running it again changes nothing. */
export async function rollAvailability(pool: Pool): Promise<void> {
  for (const day of await daysToRoll(pool)) {
    for (let after: string | null = ''; after !== null; ) after = await rollDevices(pool, day, after, CHUNK)
    await rollSchools(pool, day)
  }
}
