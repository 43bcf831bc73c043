import * as z from 'zod'
import { LngLat } from './time.ts'

/** What lies under the data; the datum is that of the tiles and is known in web/map alone. */
const Basemap = z.object({
  kind: z.enum(['none', 'streets', 'raster', 'pmtiles', 'tianditu', 'gaode']),
  url: z.string().optional(),
  datum: z.enum(['wgs84', 'gcj02']),
  attribution: z.string().optional(),
  approval: z.string().optional().meta({ description: '审图号' }),
})
export const MapConfig = z.object({ basemap: Basemap, center: LngLat, zoom: z.number() }).meta({ id: 'MapConfig' })
export type MapConfig = z.infer<typeof MapConfig>

/** Streets of the synthetic district as GeoJSON lines and areas, WGS-84. */
export const StreetMap = z
  .looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.record(z.string(), z.unknown())) })
  .meta({ id: 'StreetMap' })
