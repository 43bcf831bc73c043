import type { AppraisalProposal } from '#contracts/campaign.ts'
import type { Period } from '#contracts/measure.ts'
import { appraisalOf } from '#domain/measures/department.ts'
import { versionOn } from '#domain/measures/figure.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { addDays, shanghaiDay } from '#domain/shanghai.ts'
import { appraisedDepartments, appraisedOverlap, holdAppraisals, insertPeriodAppraisals } from '../store/appraisal.ts'
import { readDepartmentStanding } from '../store/department-standing.ts'
import { readVersions } from '../store/measure.ts'
import { findPeriod } from '../store/period.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'

/** What a period takes off each department, by its figures as they were frozen and the rules of its last day. */
export async function proposeAppraisals(db: Queryable, period: Period): Promise<AppraisalProposal[]> {
  const { items } = await readDepartmentStanding(db, null, period, Date.now())
  const versions = await readVersions(db)
  const ruleOf = (id: string) => versionOn(versions.get(id) ?? [], addDays(period.to, -1))?.thresholds
  const rules = { tasksOnTime: ruleOf('tasksOnTime'), hazardsOnTime: ruleOf('hazardsOnTime') }
  const counted = await appraisedDepartments(db, period.id)
  return items.flatMap(({ department, ...results }) => {
    const appraisal = appraisalOf(results, period.name, rules)
    if (!appraisal) return []
    return [{ departmentId: department.id, departmentName: department.name, ...appraisal, counted: counted.has(department.id) }]
  })
}

/** 督导结果计入考核: of a frozen period, each department once, and no day of it twice; nobody types a point. */
export const appraisePeriod = (pool: Pool, by: Principal, id: string): Promise<{ ok: true; items: AppraisalProposal[] } | Refusal> =>
  transaction(pool, async (db) => {
    const period = await findPeriod(db, id)
    if (!period) return refuse('not-found', `there is no period ${id}`)
    if (period.state !== 'frozen') return refuse('conflict', `period ${id} is open until ${period.cutoffAt}: its figures may still change`)
    await holdAppraisals(db)
    const entries = (await proposeAppraisals(db, period)).filter(({ counted }) => !counted)
    // A task late in November is late in the term too: it takes points off once.
    const twice = await appraisedOverlap(
      db,
      period,
      entries.map(({ departmentId }) => departmentId),
    )
    if (twice)
      return refuse('conflict', `period ${period.name} overlaps ${twice.period}, whose results are in the appraisal of ${twice.department}`)
    await insertPeriodAppraisals(db, entries, { periodId: id, day: shanghaiDay(new Date()), by: by.username })
    return { ok: true, items: await proposeAppraisals(db, period) }
  })
