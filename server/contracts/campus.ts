// Drawing and changing the boundary of a campus; its belt follows by itself.
import * as z from 'zod'
import { listOf, SchoolId } from './ids.ts'
import { AreaGeometry } from './school.ts'
import { Instant } from './time.ts'

export const CampusId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1–64 of letters, digits and . _ -')
const Name = z.string().trim().min(1).max(100)

/** What a drawn campus is: its name and boundary, WGS-84. At most 2,000 points. */
export const DrawnCampus = z.strictObject({ name: Name, boundary: AreaGeometry }).meta({ id: 'DrawnCampus' })
export type DrawnCampus = z.infer<typeof DrawnCampus>

export const CampusEdit = z
  .strictObject({ ...DrawnCampus.shape, version: z.int().min(1).meta({ description: 'the version that was changed' }) })
  .meta({ id: 'CampusEdit' })
export type CampusEdit = z.infer<typeof CampusEdit>

export const NewCampus = z.strictObject({ ...DrawnCampus.shape, id: CampusId, schoolId: SchoolId }).meta({ id: 'NewCampus' })
export type NewCampus = z.infer<typeof NewCampus>

export const CampusDraft = z
  .object({ campusId: CampusId, name: Name, boundary: AreaGeometry, draftedBy: z.string(), draftedAt: Instant })
  .meta({ id: 'CampusDraft' })
export type CampusDraft = z.infer<typeof CampusDraft>
export const CampusDraftList = listOf(CampusDraft).meta({ id: 'CampusDraftList' })
