import * as z from 'zod'

/** An instant, ISO 8601 with offset; we write UTC with milliseconds. */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((at) => !at.startsWith('0000'), 'expected a year from 0001 on') // which PostgreSQL's calendar begins with
  .meta({ description: 'ISO 8601 with offset' })

/** WGS-84 (≈ CGCS2000) position as GeoJSON writes it: [longitude °, latitude °]. */
export const LngLat = z
  .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
  .meta({ description: 'GeoJSON position [longitude, latitude], degrees, WGS-84' })
export type LngLat = z.infer<typeof LngLat>
