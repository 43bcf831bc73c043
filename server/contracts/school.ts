import * as z from 'zod'
import { ContactRole } from './contact.ts'
import { listOf, Page, SchoolId } from './ids.ts'
import { LngLat } from './time.ts'

export const SchoolLevel = z.enum(['kindergarten', 'primary', 'middle', 'nineYear', 'special'])
export type SchoolLevel = z.infer<typeof SchoolLevel>

export const School = z
  .object({
    id: SchoolId,
    name: z.string(),
    initials: z.string().meta({ description: 'first letters of the name in pinyin, for finding it: 示例第一小学 → sldyxx' }),
    level: SchoolLevel,
    townshipId: z.string(),
    synthetic: z.boolean(),
    pupils: z.int().nullable(),
    boarding: z.boolean(),
    phones: z.array(
      z.object({
        role: ContactRole,
        phone: z.string(),
        name: z.string().nullable().meta({ description: 'null for those who may not read contacts; empty for a desk' }),
      }),
    ),
  })
  .meta({ id: 'School' })
export type School = z.infer<typeof School>
export const SchoolQuery = z.strictObject({ ...Page, limit: z.coerce.number().int().min(1).max(1000).default(1000) })
export const SchoolList = listOf(School).meta({ id: 'SchoolList' })

const Ring = z.array(LngLat)
const PolygonGeometry = z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring) })
const MultiPolygonGeometry = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) })
export const AreaGeometry = z.union([PolygonGeometry, MultiPolygonGeometry])
export type AreaGeometry = z.infer<typeof AreaGeometry>
const PointGeometry = z.object({ type: z.literal('Point'), coordinates: LngLat })

/** A campus (校园): GeoJSON Feature; geometry = boundary (or the only known point), `zone` = the 200 m belt, GeoJSON, WGS-84. */
export const CampusFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.union([PolygonGeometry, MultiPolygonGeometry, PointGeometry]),
  properties: z.object({
    schoolId: SchoolId,
    name: z.string(),
    zone: AreaGeometry,
    zoneOrigin: z.enum(['boundary', 'point']),
    zoneMethod: z.string(),
    provisional: z.boolean().meta({ description: '暂定: the belt comes from a point only' }),
    gates: z.array(z.object({ name: z.string(), position: LngLat })),
    synthetic: z.boolean(),
    version: z.int().meta({ description: 'counts the changes of name, boundary and gates' }),
  }),
})
export type CampusFeature = z.infer<typeof CampusFeature>
export const CampusCollection = z
  .object({ type: z.literal('FeatureCollection'), features: z.array(CampusFeature) })
  .meta({ id: 'CampusCollection' })
