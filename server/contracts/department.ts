import * as z from 'zod'

export const DepartmentKind = z.enum([
  'police',
  'traffic',
  'market',
  'urban',
  'health',
  'emergency',
  'fire',
  'housing',
  'culture',
  'tobacco',
  'civilAffairs',
  'education',
  'township',
  'other',
])
export type DepartmentKind = z.infer<typeof DepartmentKind>

const DepartmentId = z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected 1–32 of a–z, 0–9 and -')

/** 责任部门 */
export const Department = z
  .object({ id: z.string(), name: z.string(), kind: DepartmentKind.nullable().meta({ description: 'what it is for' }) })
  .meta({ id: 'Department' })
export type Department = z.infer<typeof Department>
export const DepartmentList = z.object({ items: z.array(Department), nextCursor: z.null() }).meta({ id: 'DepartmentList' })
export const SaveDepartment = z.strictObject({ id: DepartmentId, name: z.string().trim().min(1).max(100), kind: DepartmentKind })
