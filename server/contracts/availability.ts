import * as z from 'zod'
import { DeviceKind, DeviceState } from './device.ts'
import { DeviceId, listOf, Page, SchoolId } from './ids.ts'
import { Instant } from './time.ts'

const Day = z.iso.date().meta({ description: 'a day at the district (Asia/Shanghai)' })

/** 完好率 by what it is asked for; `from` and `to` are days, `to` not included. */
export const AvailabilityQuery = z
  .strictObject({
    from: Day,
    to: Day,
    by: z.enum(['school', 'kind', 'day', 'device']).default('school'),
    school: SchoolId.optional(),
    kind: DeviceKind.optional(),
    ...Page,
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'expected a day after from' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 800 * 86_400_000, {
    path: ['to'],
    message: 'a period has at most 800 days',
  })
export type AvailabilityQuery = z.infer<typeof AvailabilityQuery>

export const Availability = z
  .object({
    key: z.string().meta({ description: 'school, kind, day or device, as asked by `by`' }),
    onlineS: z.number().meta({ description: 'device-seconds' }),
    offlineS: z.number(),
    unknownS: z.number().meta({ description: 'counts against availability, and is shown apart (R31)' }),
    maintenanceS: z.number().meta({ description: 'in neither part of the fraction' }),
    availability: z
      .number()
      .nullable()
      .meta({ description: 'online ÷ (online + offline + unknown), %, rounded down to a hundredth; null: nothing was required' }),
  })
  .meta({ id: 'Availability' })
export type Availability = z.infer<typeof Availability>
export const AvailabilityList = listOf(Availability)
  .extend({ asOf: Instant.nullable().meta({ description: 'when the roll-up was last written: today is in it up to then' }) })
  .meta({ id: 'AvailabilityList' })

/** The past of one device: its states, and its faults. */
export const DeviceHistory = z
  .object({
    deviceId: DeviceId,
    from: Instant,
    to: Instant,
    intervals: z.array(z.object({ state: DeviceState, since: Instant, until: Instant.nullable() })),
    faults: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        detail: z.string().nullable(),
        openedAt: Instant,
        closedAt: Instant.nullable(),
        count: z.int(),
      }),
    ),
    availability: z.number().nullable().meta({ description: 'of the period, %, rounded down to a hundredth' }),
  })
  .meta({ id: 'DeviceHistory' })
export type DeviceHistory = z.infer<typeof DeviceHistory>
export const HistoryQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(800).default(90) })
