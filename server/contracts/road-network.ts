// 路网: streets as GeoJSON lines, for rules that measure the walking route (R29).
import * as z from 'zod'
import { Instant } from './time.ts'

const RoadJoins = z.enum(['vertices', 'crossings']).meta({
  description: 'lines meet where they share a point (OpenStreetMap), or wherever they cross (drawings without shared points)',
})
export const RoadNetwork = z
  .object({
    id: z.uuid(),
    name: z.string(),
    source: z.string(),
    accuracyM: z.number().meta({ description: 'how far a line may lie beside its street, metres' }),
    joins: RoadJoins,
    state: z.enum(['loading', 'inForce', 'superseded']),
    segments: z.int(),
    skipped: z.int().meta({ description: 'features that are no way for walkers' }),
    importedBy: z.string(),
    importedAt: Instant,
    synthetic: z.boolean(),
  })
  .meta({ id: 'RoadNetwork' })
export type RoadNetwork = z.infer<typeof RoadNetwork>
export const RoadNetworkList = z.object({ items: z.array(RoadNetwork), nextCursor: z.null() }).meta({ id: 'RoadNetworkList' })
export const NewRoadNetwork = z.strictObject({
  name: z.string().trim().min(1).max(100),
  source: z.string().trim().min(1).max(200).meta({ description: 'who drew it and when' }),
  accuracyM: z.coerce.number().min(0).max(100).default(5),
  datum: z.enum(['wgs84', 'gcj02', 'bd09']).default('wgs84').meta({ description: 'of the file; Gaode and Tencent GCJ-02, Baidu BD-09' }),
  joins: RoadJoins.default('vertices'),
})
export type NewRoadNetwork = z.infer<typeof NewRoadNetwork>
/** Each feature is checked where it is read, so that a fault is told by its number. */
export const RoadLines = z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()).min(1).max(200_000) })
