// What runs by the clock and may wait: watches, roll-ups, reminders, measures, retention. The ladder (worker/escalate) may not: it is the alarm's path.
import path from 'node:path'
import { type DutyHours, ROUND_THE_CLOCK, readDutyHours } from '#domain/duty-hours.ts'
import type { Keep } from '#domain/retention.ts'
import { type Config, keepOf } from '../config.ts'
import { findChromium } from '../reports/print-pdf.ts'
import type { Pool } from '../store/pool.ts'
import { reportDelivery } from '../worker/deliver-reports.ts'
import { dutyWatch } from '../worker/duty-watch.ts'
import { hazardWatch } from '../worker/hazard-watch.ts'
import type { Loop } from '../worker/loop.ts'
import { measureWorker } from '../worker/measures.ts'
import { orphanWatch } from '../worker/orphan-watch.ts'
import { taskReminder } from '../worker/remind-tasks.ts'
import { retention } from '../worker/retention.ts'
import { availabilityRoll, deviceWatch, measuredWatch } from '../worker/watch-devices.ts'
import { incidentWatch } from '../worker/watch-incidents.ts'

/** What the worker needs of the configuration; it goes to another process, so it is plain data. */
export interface WorkerSettings {
  readonly databaseUrl: string
  readonly instance: string
  readonly filesRoot: string
  readonly unitName: string
  readonly chromium: string | null
  readonly keep: Keep
  readonly dutyHours: DutyHours
  /** Whether screens are served beside it: then it looks for changed states on their behalf. */
  readonly tellsScreens: boolean
  /** Whether sessions can be left behind at the broker: those of the embedded one end with it. */
  readonly brokerOutlivesUs: boolean
}

export const workerSettings = (config: Config, databaseUrl: string): WorkerSettings => ({
  databaseUrl,
  instance: config.INSTANCE,
  filesRoot: path.join(config.DATA_DIR, 'files'),
  unitName: config.UNIT_NAME,
  chromium: findChromium(config.CHROMIUM),
  keep: keepOf(config),
  dutyHours: readDutyHours(config.DUTY_HOURS) ?? ROUND_THE_CLOCK,
  tellsScreens: config.ROLES.includes('api'),
  brokerOutlivesUs: config.MQTT_URL !== undefined,
})

/** Every loop that may wait, not yet started. */
export function workerLoops(
  pool: Pool,
  { databaseUrl, instance, filesRoot, unitName, chromium, keep, dutyHours, brokerOutlivesUs }: WorkerSettings,
  onError: (error: Error, context: string) => void,
): Loop[] {
  const told = (context: string) => (error: Error) => onError(error, context)
  return [
    retention(pool, databaseUrl, keep, told('retention')),
    deviceWatch(pool, instance, told('device watch')),
    measuredWatch(pool, told('measured')),
    availabilityRoll(pool, told('availability')),
    taskReminder(pool, told('reminders of tasks')),
    measureWorker(pool, instance, told('measures')),
    dutyWatch(pool, dutyHours, told('duty')),
    incidentWatch(pool, filesRoot, told('incidents')),
    hazardWatch(pool, told('hazards')),
    reportDelivery(pool, { filesRoot, unitName, chromium }, told('scheduled reports')),
    ...(brokerOutlivesUs ? [orphanWatch(pool, told('orphaned sessions'))] : []),
  ]
}
