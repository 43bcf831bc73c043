import * as z from 'zod'
import { ClockName } from './incident.ts'
import { PlanDay } from './task.ts'
import { Instant } from './time.ts'

/** Every limit that is data: the clocks, how long names may be looked at, how long they are kept, and from which count a notice is made. */
export const RuleName = z.enum([...ClockName.options, 'lookTime', 'retention', 'absencePupils', 'absencePercent'])
export type RuleName = z.infer<typeof RuleName>

const Limit = {
  amount: z.int().min(1).max(100_000),
  warnMinutes: z.int().min(0).max(100_000).meta({ description: 'minutes before the end from which it counts as soon' }),
  source: z.string().trim().min(1).max(300).meta({ description: 'law or local rule with its clause' }),
  reason: z.string().trim().min(1).max(300),
}
export const LimitRule = z
  .object({
    rule: RuleName,
    version: z.int(),
    unit: z.enum(['minutes', 'days', 'workingDays', 'percent', 'pupils']),
    ...Limit,
    proposedBy: z.string().meta({ description: 'account' }),
    proposedByName: z.string(),
    proposedAt: Instant,
    approvedBy: z.string().nullable().meta({ description: 'account; null: waits for a second person, and is not in force' }),
    approvedByName: z.string().nullable(),
    approvedAt: Instant.nullable(),
    validFrom: Instant.nullable(),
  })
  .meta({ id: 'LimitRule' })
export type LimitRule = z.infer<typeof LimitRule>

export const Holiday = z.strictObject({ day: PlanDay, kind: z.enum(['off', 'work']), name: z.string().trim().min(1).max(50) })
export type Holiday = z.infer<typeof Holiday>
export const LimitRuleList = z
  .object({ items: z.array(LimitRule), holidays: z.array(Holiday) })
  .meta({ id: 'LimitRuleList', description: 'of a year without holidays working days are counted by weekday alone' })
export type LimitRuleList = z.infer<typeof LimitRuleList>

/** The unit is the rule's own. */
export const ProposeRule = z.strictObject({ rule: RuleName, ...Limit })
export type ProposeRule = z.infer<typeof ProposeRule>
/** A year's list, as the State Council announces it; it replaces what was there of that year. */
export const SetHolidays = z
  .strictObject({ year: z.int().min(2000).max(2099), days: z.array(Holiday).max(120) })
  .refine(({ year, days }) => days.every(({ day }) => day.startsWith(`${year}-`)), 'expected days of that year alone')
  .refine(({ days }) => new Set(days.map(({ day }) => day)).size === days.length, 'the same day stands twice')
