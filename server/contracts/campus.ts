// Drawing and changing the boundary of a campus; its belt follows by itself.
import * as z from 'zod'
import { listOf, SchoolId } from './ids.ts'
import { AreaGeometry } from './school.ts'
import { Instant, LngLat } from './time.ts'

export const CampusId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1–64 of letters, digits and . _ -')
const Name = z.string().trim().min(1).max(100)

/** A gate by name and place; the name goes into the register's one cell of gates, which these marks part. */
const Gate = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .regex(/^(?![=+\-@＝＋－＠])[^;；\n\r\t\0]*$/, 'expected no semicolon, no tab and no line break, and none of = + - @ at its beginning'),
  position: LngLat,
})
/** What a campus has at most; more is a list of something else. */
export const MOST_GATES = 20
const Gates = z.array(Gate).max(MOST_GATES)

/** What a drawn campus is: its name, boundary and gates, WGS-84. At most 2,000 points. */
export const DrawnCampus = z
  .strictObject({ name: Name, boundary: AreaGeometry, gates: Gates.optional().meta({ description: 'left out: they stay as they are' }) })
  .meta({ id: 'DrawnCampus' })
export type DrawnCampus = z.infer<typeof DrawnCampus>

export const CampusEdit = z
  .strictObject({ ...DrawnCampus.shape, version: z.int().min(1).meta({ description: 'the version that was changed' }) })
  .meta({ id: 'CampusEdit' })
export type CampusEdit = z.infer<typeof CampusEdit>

export const NewCampus = z.strictObject({ ...DrawnCampus.shape, id: CampusId, schoolId: SchoolId }).meta({ id: 'NewCampus' })
export type NewCampus = z.infer<typeof NewCampus>

export const CampusDraft = z
  .object({ campusId: CampusId, name: Name, boundary: AreaGeometry, gates: Gates.nullable(), draftedBy: z.string(), draftedAt: Instant })
  .meta({ id: 'CampusDraft' })
export type CampusDraft = z.infer<typeof CampusDraft>
export const CampusDraftList = listOf(CampusDraft).meta({ id: 'CampusDraftList' })
