// 隐患 (R33): what endangers pupils in the belt or inside the school, from found to struck off.
import * as z from 'zod'
import { FileInfo } from './file.ts'
import { listOf, Page, SchoolId } from './ids.ts'
import { Instant, LngLat } from './time.ts'
import { VenueKind } from './venue.ts'

export const HazardState = z
  .enum(['found', 'assigned', 'accepted', 'returned', 'rectifying', 'fixed', 'verified', 'struckOff'])
  .meta({ description: '待交办, 待签收, 已签收, 已退回, 整改中, 待核查, 待销号, 已销号' })
export type HazardState = z.infer<typeof HazardState>

export const HazardPlace = z.enum(['belt', 'school']).meta({ description: '周边 or 校内' })
export type HazardPlace = z.infer<typeof HazardPlace>

export const Risk = z.enum(['major', 'larger', 'general', 'low']).meta({ description: '重大, 较大, 一般, 低: red, orange, yellow, blue' })
export type Risk = z.infer<typeof Risk>

/** What a venue of the belt may be found to be (R29), and disorder around the gate. */
const BELT_KINDS = [...VenueKind.exclude(['other']).options, 'publicOrder'] as const
const SCHOOL_KINDS = ['fireSafety', 'electrical', 'building', 'food', 'perimeter', 'barrier', 'equipment', 'management'] as const

/** What kind of danger: a kind of venue, of traffic, or of trouble inside a school. */
const HazardKind = z.enum([...BELT_KINDS, ...SCHOOL_KINDS, 'other'])

const Day = z.iso.date()
const Note = z.string().trim().min(1).max(1000)
const DepartmentRef = z.string().min(1).max(64)

export const Hazard = z
  .object({
    id: z.uuid(),
    number: z.int().meta({ description: 'running number, for people' }),
    schoolId: SchoolId,
    schoolName: z.string(),
    place: HazardPlace,
    kind: HazardKind,
    title: z.string(),
    detail: z.string().nullable(),
    risk: Risk,
    position: LngLat.nullable(),
    state: HazardState,
    foundBy: z.string(),
    foundAt: Instant,
    listedAt: Instant.meta({ description: '挂账时间' }),
    leadDept: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: '牵头部门; null: the school itself, or nobody yet' }),
    coDepts: z.array(z.object({ id: z.string(), name: z.string() })),
    person: z.string().nullable().meta({ description: 'who is responsible by name' }),
    dueOn: Day.nullable(),
    overdueDays: z.int().nullable().meta({ description: 'days since it was due; negative: days left; null: no clock runs' }),
    extension: z.object({ to: Day, by: z.string() }).nullable().meta({ description: '延期申请 that waits for a decision' }),
    fixedBy: z.string().nullable(),
    fixedAt: Instant.nullable(),
    verifiedBy: z.string().nullable(),
    struckOffAt: Instant.nullable(),
    recurrences: z.int(),
    synthetic: z.boolean(),
    version: z.int(),
    changedAt: Instant,
  })
  .meta({ id: 'Hazard' })
export type Hazard = z.infer<typeof Hazard>

export const HazardLogEntry = z.object({
  at: Instant,
  by: z.string().nullable().meta({ description: 'who, by name; null: the clock' }),
  kind: z.string(),
  note: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type HazardLogEntry = z.infer<typeof HazardLogEntry>

export const HazardCommandName = z.enum([
  'assign',
  'accept',
  'return',
  'askExtension',
  'grantExtension',
  'refuseExtension',
  'start',
  'fix',
  'verify',
  'sendBack',
  'strikeOff',
  'reopen',
  'note',
])
export type HazardCommandName = z.infer<typeof HazardCommandName>

export const HazardDetail = Hazard.extend({
  log: z.array(HazardLogEntry),
  files: z.array(FileInfo),
  can: z.array(HazardCommandName).meta({ description: 'what the reader may do now' }),
}).meta({ id: 'HazardDetail' })
export type HazardDetail = z.infer<typeof HazardDetail>

export const HazardQuery = z.strictObject({
  state: z
    .union([HazardState, z.enum(['open', 'overdue'])])
    .optional()
    .meta({ description: 'open: not struck off; overdue: past its day' }),
  school: SchoolId.optional(),
  department: DepartmentRef.optional(),
  place: HazardPlace.optional(),
  kind: HazardKind.optional(),
  risk: Risk.optional(),
  ...Page,
})
export type HazardQuery = z.infer<typeof HazardQuery>
export const HazardList = listOf(Hazard).meta({ id: 'HazardList' })

export const NewHazard = z.strictObject({
  schoolId: SchoolId,
  place: HazardPlace,
  kind: HazardKind,
  title: z.string().trim().min(1).max(100),
  detail: Note.optional(),
  risk: Risk,
  position: LngLat.optional(),
  foundAt: Instant.optional().meta({ description: 'default: now' }),
})
export type NewHazard = z.infer<typeof NewHazard>

const Seen = { version: z.int().min(1) }
const Explained = z.strictObject({ ...Seen, note: Note })
const Simple = z.strictObject({ ...Seen, note: Note.optional() })

/** Bodies of the acts, by name. */
export const HAZARD_BODIES = {
  assign: z.strictObject({
    ...Seen,
    leadDept: DepartmentRef.nullable().meta({ description: 'null: the school itself, for a hazard inside it' }),
    coDepts: z.array(DepartmentRef).max(10).default([]),
    person: z.string().trim().min(1).max(100).optional(),
    dueOn: Day,
    risk: Risk.optional(),
    note: Note.optional(),
  }),
  accept: z.strictObject({ ...Seen, person: z.string().trim().min(1).max(100).optional(), note: Note.optional() }),
  return: z.strictObject({ ...Seen, note: Note, whose: DepartmentRef.optional().meta({ description: 'whose it is instead' }) }),
  askExtension: z.strictObject({ ...Seen, note: Note, to: Day }),
  grantExtension: Simple,
  refuseExtension: Explained,
  start: Simple,
  fix: z.strictObject({ ...Seen, note: Note, fileIds: z.array(z.uuid()).min(1, 'expected a photo of what was done').max(20) }),
  verify: Simple,
  sendBack: Explained,
  strikeOff: Simple,
  reopen: Explained,
  note: Explained,
} as const satisfies Record<HazardCommandName, z.ZodType>

/** What any act may say; each act's own schema decides which of it it takes. */
export interface HazardAct {
  readonly version: number
  readonly note?: string | undefined
  readonly leadDept?: string | null | undefined
  readonly coDepts?: readonly string[] | undefined
  readonly person?: string | undefined
  readonly dueOn?: string | undefined
  readonly risk?: Risk | undefined
  readonly whose?: string | undefined
  readonly to?: string | undefined
  readonly fileIds?: readonly string[] | undefined
}
