// What runs by the clock: the ladder, watches, roll-ups, reminders, measures, retention.
import path from 'node:path'
import type { Alarm } from '#contracts/alarm.ts'
import { type Config, keepOf } from '../config.ts'
import { findChromium } from '../reports/print-pdf.ts'
import type { Pool } from '../store/pool.ts'
import { reportDelivery } from '../worker/deliver-reports.ts'
import { escalator } from '../worker/escalate.ts'
import { hazardWatch } from '../worker/hazard-watch.ts'
import { measureWorker } from '../worker/measures.ts'
import { orphanWatch } from '../worker/orphan-watch.ts'
import { taskReminder } from '../worker/remind-tasks.ts'
import { retention } from '../worker/retention.ts'
import { availabilityRoll, deviceWatch, measuredWatch } from '../worker/watch-devices.ts'
import { incidentWatch } from '../worker/watch-incidents.ts'
import type { Part } from './part.ts'

export interface WorkerOptions {
  readonly pool: Pool
  readonly databaseUrl: string
  readonly config: Config
  /** Tells who waits for changes of alarms. */
  readonly offer: (alarms: readonly Alarm[]) => void
  readonly onError: (error: Error, context: string) => void
}

/** Starts every loop of the worker and adds it to the parts that are stopped later. */
export function startWorker({ pool, databaseUrl, config, offer, onError }: WorkerOptions, parts: Part[]): void {
  const told = (context: string) => (error: Error) => onError(error, context)
  const loops = [
    escalator(pool, offer, told('escalation')),
    retention(pool, databaseUrl, keepOf(config), told('retention')),
    deviceWatch(pool, config.INSTANCE, told('device watch')),
    measuredWatch(pool, told('measured')),
    availabilityRoll(pool, told('availability')),
    taskReminder(pool, told('reminders of tasks')),
    measureWorker(pool, config.INSTANCE, told('measures')),
    incidentWatch(pool, path.join(config.DATA_DIR, 'files'), told('incidents')),
    hazardWatch(pool, told('hazards')),
    reportDelivery(
      pool,
      { filesRoot: path.join(config.DATA_DIR, 'files'), unitName: config.UNIT_NAME, chromium: findChromium(config.CHROMIUM) },
      told('scheduled reports'),
    ),
    ...(config.MQTT_URL === undefined ? [] : [orphanWatch(pool, told('orphaned sessions'))]),
  ]
  parts.push(...loops)
  for (const one of loops) one.start()
}
