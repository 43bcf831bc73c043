// 周边排查 (R29): venues in and near the belts, the rules of law on their distance, and surveys.
import * as z from 'zod'
import { DepartmentKind } from './department.ts'
import { listOf, Page, SchoolId } from './ids.ts'
import { SchoolLevel } from './school.ts'
import { Instant, LngLat } from './time.ts'

export const VenueKind = z.enum([
  'internetCafe',
  'entertainment',
  'bar',
  'tobacco',
  'alcohol',
  'lottery',
  'streetStall',
  'kiosk',
  'fireworks',
  'constructionSite',
  'trafficSign',
  'speedHump',
  'trafficSignal',
  'pickUpJam',
  'other',
])
export type VenueKind = z.infer<typeof VenueKind>

export const DistanceMethod = z
  .enum(['boundaryBuffer', 'gateRadius', 'walkingRoute'])
  .meta({ description: 'from the boundary; from the nearest gate; along the roads' })
export type DistanceMethod = z.infer<typeof DistanceMethod>

export const Verdict = z.enum(['met', 'notMet', 'noLegalDistance', 'provisional', 'unmeasured', 'noRule']).meta({
  description: '达标, 不达标, 无法定距离 (advice only), 暂定 (the school is a point only), 无法测量 (no gate or no road network), 无规则',
})
export type Verdict = z.infer<typeof Verdict>

export const VenueNear = z.object({
  schoolId: SchoolId,
  schoolName: z.string(),
  campusId: z.string(),
  boundaryM: z.number().meta({ description: 'metres from the boundary on the ellipsoid; 0 inside' }),
  gateM: z.number().nullable().meta({ description: 'metres from the nearest gate, as the crow flies' }),
  walkM: z
    .number()
    .nullable()
    .meta({ description: 'metres on foot to the nearest gate; null without gate, network or street near enough' }),
  inBelt: z.boolean().meta({ description: 'within 200 m of the boundary' }),
  verdict: Verdict,
  metres: z.number().nullable().meta({ description: 'by the rule’s method' }),
  limitM: z.number().nullable(),
  method: DistanceMethod.nullable(),
  errorM: z.number().meta({
    description:
      'of the metres: the position’s accuracy and the calculation; of a walking route also the network’s, and the choice of the street that a place lies on',
  }),
  uncertain: z.boolean().meta({ description: 'the limit lies within the error: measure again on the spot' }),
  law: z.string().nullable(),
  ruleVersion: z.int().nullable(),
})
export type VenueNear = z.infer<typeof VenueNear>

export const Venue = z
  .object({
    id: z.uuid(),
    kind: VenueKind,
    name: z.string(),
    address: z.string().nullable(),
    position: LngLat,
    accuracyM: z.number(),
    note: z.string().nullable(),
    closedOn: z.iso.date().nullable(),
    enteredBy: z.string(),
    enteredAt: Instant,
    changedBy: z.string().meta({ description: 'who changed it last, or entered it' }),
    near: z.array(VenueNear).meta({ description: 'campuses within a kilometre, the nearest first; several belts may overlap here' }),
    synthetic: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Venue' })
export type Venue = z.infer<typeof Venue>
export const VenueQuery = z.strictObject({ kind: VenueKind.optional(), school: SchoolId.optional(), ...Page })
export const VenueList = listOf(Venue).meta({ id: 'VenueList' })

export const NewVenue = z.strictObject({
  kind: VenueKind,
  name: z.string().trim().min(1).max(100),
  address: z.string().trim().min(1).max(200).optional(),
  position: LngLat,
  accuracyM: z.number().min(0).max(1000).default(5),
  note: z.string().trim().min(1).max(1000).optional(),
  closedOn: z.iso.date().optional(),
})
export type NewVenue = z.infer<typeof NewVenue>
export const VenueEdit = NewVenue.extend({ version: z.int().min(1) })

export const DistanceRule = z
  .object({
    id: z.uuid(),
    venueKind: VenueKind,
    levels: z.array(SchoolLevel),
    deptKind: DepartmentKind.meta({ description: 'the competent department' }),
    method: DistanceMethod,
    metres: z.number().nullable().meta({ description: 'null: the law gives none' }),
    law: z.string(),
    clause: z.string(),
    hours: z.string().nullable().meta({ description: 'when it matters, e.g. 16:30–18:30' }),
    version: z.int(),
    state: z.enum(['proposed', 'inForce', 'superseded', 'rejected']),
    reason: z.string(),
    proposedBy: z.string().meta({ description: 'account' }),
    proposedByName: z.string(),
    proposedAt: Instant,
    approvedBy: z.string().nullable().meta({ description: 'account' }),
    approvedByName: z.string().nullable(),
    approvedAt: Instant.nullable(),
  })
  .meta({ id: 'DistanceRule' })
export type DistanceRule = z.infer<typeof DistanceRule>
export const DistanceRuleList = z.object({ items: z.array(DistanceRule), nextCursor: z.null() }).meta({ id: 'DistanceRuleList' })
export const ProposeRule = z.strictObject({
  venueKind: VenueKind,
  levels: z.array(SchoolLevel).min(1),
  deptKind: DepartmentKind,
  method: DistanceMethod,
  metres: z.number().positive().max(5000).nullable(),
  law: z.string().trim().min(1).max(200),
  clause: z.string().trim().min(1).max(100),
  hours: z.string().trim().min(1).max(100).optional(),
  reason: z.string().trim().min(1).max(1000),
})
export type ProposeRule = z.infer<typeof ProposeRule>

export const BeltSurvey = z
  .object({
    id: z.uuid(),
    campusId: z.string(),
    schoolId: SchoolId,
    surveyedAt: Instant,
    surveyedBy: z.string(),
    note: z.string().nullable(),
    position: LngLat.nullable().meta({ description: 'where the phone stood; WGS-84' }),
    accuracyM: z.number().nullable(),
    photos: z.array(z.uuid()).meta({ description: 'ids of its files' }),
  })
  .meta({ id: 'BeltSurvey' })
export type BeltSurvey = z.infer<typeof BeltSurvey>
export const NewBeltSurvey = z.strictObject({
  campusId: z.string().min(1).max(64),
  surveyedAt: Instant.optional(),
  note: z.string().trim().min(1).max(1000).optional(),
  position: LngLat.optional(),
  accuracyM: z.number().min(0).max(1000).optional(),
})
export type NewBeltSurvey = z.infer<typeof NewBeltSurvey>

export const BeltSurveyQuery = z.strictObject({ school: SchoolId.optional(), ...Page })
export const BeltSurveyList = listOf(BeltSurvey.extend({ schoolName: z.string(), campusName: z.string() })).meta({ id: 'BeltSurveyList' })
export type ListedSurvey = z.infer<typeof BeltSurveyList>['items'][number]

export const Belt = z
  .object({
    campuses: z.array(
      z.object({
        campusId: z.string(),
        name: z.string(),
        provisional: z.boolean(),
        lastSurvey: BeltSurvey.nullable(),
        overlaps: z.array(z.object({ schoolId: SchoolId, schoolName: z.string(), campusId: z.string() })).meta({
          description: 'other schools whose belts overlap this one',
        }),
      }),
    ),
  })
  .meta({ id: 'Belt' })
export type Belt = z.infer<typeof Belt>
