import * as z from 'zod'
import { Instant } from './time.ts'

/** Disk use of the database, per day, and how long it will do. */
export const StorageUse = z
  .object({
    at: Instant.nullable().meta({ description: 'when it was last measured' }),
    bytes: z.number().meta({ description: 'the whole database' }),
    capacityBytes: z.number().nullable().meta({ description: 'what the disk can hold for us; null: nobody told (DATABASE_DISK_GB)' }),
    days: z
      .array(z.object({ day: z.iso.date(), bytes: z.number() }))
      .meta({ description: 'the last measurement of each day, oldest first' }),
    bytesPerDay: z.number().nullable().meta({ description: 'growth over the last two weeks; null: fewer than two days measured' }),
    fullOn: z.iso.date().nullable().meta({ description: 'the day on which the disk is full at this rate; null: never, or not known' }),
    tables: z.array(
      z.object({
        name: z.string(),
        bytes: z.number(),
        keep: z.string().nullable().meta({ description: 'how long rows are kept; null: for ever' }),
      }),
    ),
  })
  .meta({ id: 'StorageUse' })
export type StorageUse = z.infer<typeof StorageUse>
