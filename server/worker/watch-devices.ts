import { verifyWorkOrders } from '../commands/command-work-order.ts'
import { rollAvailability } from '../commands/roll-availability.ts'
import { DeviceWatch } from '../commands/watch-devices.ts'
import { openHeldFaults } from '../store/fault.ts'
import { watchMeasured } from '../store/measured-fault.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

const EVERY_MS = 5_000
const MEASURED_MS = 30_000
const ROLL_MS = 10 * 60_000

/** The watch over all devices. One worker keeps it; the others stand by. */
export function deviceWatch(pool: Pool, instance: string, onError: (error: Error) => void): Loop {
  const watch = new DeviceWatch(pool, `${instance}/${process.pid}`)
  const looking = loop(
    EVERY_MS,
    async () => {
      // What a look finds well again may be what a mended order waits for.
      if ((await watch.look()) !== null) await verifyWorkOrders(pool)
    },
    onError,
  )
  return {
    ...looking,
    async stop() {
      await looking.stop()
      await watch.leave().catch(onError)
    },
  }
}

/** Opens and closes faults of what devices measure, and those that waited for the end of a maintenance. Several workers do no harm: a fault is open once. */
export const measuredWatch = (pool: Pool, onError: (error: Error) => void): Loop =>
  loop(
    MEASURED_MS,
    async () => {
      await watchMeasured(pool)
      await openHeldFaults(pool)
    },
    onError,
  )

/** Keeps the daily roll-up of the devices' intervals. */
export const availabilityRoll = (pool: Pool, onError: (error: Error) => void): Loop => loop(ROLL_MS, () => rollAvailability(pool), onError)
