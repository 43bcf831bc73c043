import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises'
import type { EvidenceRow, MeasureVersion, Period } from '#contracts/measure.ts'
import type { SchoolFacts } from '#domain/measures/facts.ts'
import { versionOn } from '#domain/measures/figure.ts'
import { decideMeasure } from '#domain/measures/life.ts'
import type { MeasureClock, MeasureDefinition, Verdict } from '#domain/measures/measure.ts'
import { clockOf } from '#domain/measures/period.ts'
import { MEASURES } from '#domain/measures/registry.ts'
import { withFiles } from '../store/evidence-file.ts'
import { readVersions } from '../store/measure.ts'
import { readFacts } from '../store/measure-facts.ts'
import { hasKept, type NewResult, removeResults, saveCorrections, saveEvidence, saveResults } from '../store/measure-result.ts'
import {
  claimSchools,
  exemptionsOn,
  freeze,
  holdOpen,
  holdPeriod,
  nextDue,
  noteComputed,
  periodsToFreeze,
  stillOurs,
  takeChanges,
  takeNewcomers,
} from '../store/measure-run.ts'
import { isOfTwoRules, notAddedUp, saveSums } from '../store/measure-sum.ts'
import { ensurePeriods, findPeriod } from '../store/period.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'

/** Schools whose evidence is read at once: the cameras of 25 kept the embedded database for 350 ms, those of 8 a press for 20. */
const BATCH = 4
// On the embedded database a transaction keeps everybody else waiting, so none shall last 200 ms.
const WRITTEN = 5
/** What depends on the clock alone (a licence that ends, a test grown old) is looked at again so often. ms */
const AGAIN_MS = 10 * 60_000

type Versions = Map<string, MeasureVersion[]>

/**
 * Computes whatever is due, in short transactions: schools whose evidence changed, those whose time has come, and periods that pass their
 * cut-off, which are frozen.
 * @param pace how long to rest for each ms of work: presses and screens share the process and the database
 * @param isFirst whether somebody before may have died between results and their sums
 * @returns how many schools × periods it computed
 */
export async function recomputeMeasures(
  pool: Pool,
  { now = () => new Date(), budgetMs = Number.POSITIVE_INFINITY, pace = 0, isFirst = false } = {},
): Promise<number> {
  const startedMs = Date.now()
  await ensurePeriods(pool, now())
  await takeNewcomers(pool)
  while (await takeChanges(pool)) await breathe()
  const touched = new Set(isFirst ? await notAddedUp(pool) : [])
  let computed = 0
  while (Date.now() - startedMs < budgetMs) {
    const batchMs = performance.now()
    const due = await nextDue(pool, now(), BATCH)
    if (!due) break
    const period = await findPeriod(pool, due.periodId)
    if (!period) break
    // Of before the rules are read: what is stamped later than an approval was computed by what was approved.
    const at = now()
    await computeBatch(pool, period, due.schoolIds, await readVersions(pool), at)
    touched.add(period.id)
    computed += due.schoolIds.length
    await delay((performance.now() - batchMs) * pace)
  }
  // The pass that computes the last school of a period by a new rule adds it up.
  for (const id of touched) if (!(await isOfTwoRules(pool, id, now()))) await transaction(pool, (db) => addUp(db, id, now()))
  for (const id of await periodsToFreeze(pool, now())) await transaction(pool, (db) => freeze(db, id, 'xiaowei', now()))
  return computed
}

/** In turn with whoever freezes the period: the sums of a frozen one are not written over from results of before. */
async function addUp(db: Queryable, periodId: string, at: Date): Promise<void> {
  await holdPeriod(db, periodId)
  await saveSums(db, periodId, at)
}

/**
 * Computes schools and writes what they come to: results while the period runs, corrections once it is frozen, be it that it was frozen by
 * somebody else meanwhile. @param keep also the rows behind the figures, which are being frozen
 */
async function computeBatch(
  pool: Pool,
  period: Period,
  schoolIds: readonly string[],
  versions: Versions,
  at: Date,
  keep = period.state === 'open' && Date.parse(period.cutoffAt) <= at.getTime(),
): Promise<void> {
  const claim = await claimSchools(pool, period.id, schoolIds)
  const judged = await judge(pool, period, schoolIds, versions, at)
  const gone = schoolIds.filter((id) => !judged.some(({ schoolId }) => schoolId === id))
  const nextAt = period.state === 'open' && !keep ? new Date(at.getTime() + AGAIN_MS) : null
  const noted = { claim, at, nextAt }
  // The rows of a term are many: where they are kept, a school at a time.
  const step = keep ? 1 : WRITTEN
  for (let i = 0; i < judged.length; i += step) {
    const part = judged.slice(i, i + step)
    const kept = keep ? await withFiles(pool, evidenceOf(part)) : null
    await transaction(pool, async (db) => {
      const ids = part.map(({ schoolId }) => schoolId)
      // The period before its schools, as everybody takes them.
      const isOpen = await holdOpen(db, period.id)
      const ours = await stillOurs(db, period.id, ids, claim)
      // Who took a school over has read it later. What is about to be frozen is written all the same: its rows are kept by nobody else.
      const own = keep ? part : part.filter(({ schoolId }) => ours.has(schoolId))
      await writeResults(db, period, own, kept, isOpen)
      await noteComputed(db, period.id, ids, noted)
    })
  }
  if (gone.length === 0) return
  await transaction(pool, async (db) => {
    const isOpen = await holdOpen(db, period.id)
    await stillOurs(db, period.id, gone, claim)
    if (isOpen) await removeResults(db, period.id, gone)
    await noteComputed(db, period.id, gone, noted)
  })
}

type Kept = readonly { readonly measureId: string; readonly schoolId: string; readonly evidence: readonly EvidenceRow[] }[]
const evidenceOf = (part: readonly Judged[]): Kept =>
  part.flatMap(({ schoolId, results }) => results.map(({ row, evidence }) => ({ measureId: row.measureId, schoolId, evidence })))

/** A figure and the rows behind it are written together, so that those that are frozen are of one moment. */
async function writeResults(db: Queryable, period: Period, part: readonly Judged[], kept: Kept | null, isOpen: boolean): Promise<void> {
  if (part.length === 0) return
  const rows = part.flatMap(({ results }) => results.map(({ row }) => row))
  if (!isOpen) return saveCorrections(db, period.id, rows)
  await saveResults(db, period, rows)
  const measures = MEASURES.map(({ id }) => id)
  const schools = part.map(({ schoolId }) => schoolId)
  const shown = kept ?? ((await hasKept(db, period.id, measures, schools)) ? await withFiles(db, evidenceOf(part)) : null)
  if (shown) await saveEvidence(db, period.id, shown)
}

interface Judged {
  schoolId: string
  results: { row: NewResult; evidence: readonly EvidenceRow[] }[]
}

async function judge(pool: Pool, period: Period, schoolIds: readonly string[], versions: Versions, at: Date): Promise<Judged[]> {
  const clock = clockOf(period, at.getTime())
  const facts = await readFacts(pool, schoolIds, clock)
  const exemptions = new Map(
    (await exemptionsOn(pool, schoolIds, clock.today)).map(({ id, measureId, schoolId }) => [`${measureId} ${schoolId}`, id]),
  )
  const judged: Judged[] = []
  for (const school of facts) {
    const results = MEASURES.map((measure) => {
      const exemptionId = exemptions.get(`${measure.id} ${school.school.id}`) ?? null
      return resultOf(measure, school, clock, versions.get(measure.id) ?? [], exemptionId)
    })
    judged.push({ schoolId: school.school.id, results })
    await breathe()
  }
  return judged
}

function resultOf(
  measure: MeasureDefinition,
  facts: SchoolFacts,
  clock: MeasureClock,
  versions: readonly MeasureVersion[],
  exemptionId: string | null,
) {
  const version = versionOn(versions, clock.today)
  if (!version) throw new Error(`measure ${measure.id} has no version of its rule`)
  const verdict = decideMeasure(measure, facts, clock, version.thresholds)
  return { row: rowOf(measure, facts, version.version, verdict, exemptionId), evidence: verdict.evidence }
}

function rowOf(
  { id }: MeasureDefinition,
  { school }: SchoolFacts,
  version: number,
  verdict: Verdict,
  exemptionId: string | null,
): NewResult {
  const exempt = exemptionId !== null
  const since = verdict.gaps.flatMap(({ sinceMs }) => sinceMs ?? []).sort((a, b) => a - b)[0]
  return {
    measureId: id,
    schoolId: school.id,
    schoolName: school.name,
    townshipId: school.townshipId,
    version,
    result: exempt ? 'notApplicable' : verdict.result,
    met: exempt ? 0 : verdict.met,
    // Where nothing proves anything, at least one unit is missing: a sum may not come to 100 % without it.
    required: exempt ? 0 : verdict.result === 'noEvidence' ? Math.max(1, verdict.required) : verdict.required,
    gaps: exempt
      ? []
      : verdict.gaps.map(({ code, params, sinceMs }) => ({
          code,
          params,
          since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
        })),
    since: since === undefined ? null : new Date(since).toISOString(),
    basis: verdict.basis,
    exemptionId,
  }
}

/** The rows behind one school's result as they are now. @returns null when the school is not in the period */
export async function evidenceNow(
  pool: Pool,
  period: Period,
  measure: MeasureDefinition,
  schoolId: string,
  at = new Date(),
): Promise<readonly EvidenceRow[] | null> {
  const clock = clockOf(period, at.getTime())
  const [facts] = await readFacts(pool, [schoolId], clock)
  if (!facts) return null
  const versions = (await readVersions(pool, measure.id)).get(measure.id) ?? []
  const [judged] = await withFiles(pool, [resultOf(measure, facts, clock, versions, null)])
  return judged?.evidence ?? null
}

export interface SchoolRows {
  readonly schoolId: string
  readonly measureId: string
  readonly evidence: readonly EvidenceRow[]
}

/** Evidence of many schools and measures: each school is read once, whatever is asked of it, and none is held. */
export async function* evidenceOfSchools(
  pool: Pool,
  period: Period,
  measures: readonly MeasureDefinition[],
  schoolIds: readonly string[],
  at = new Date(),
): AsyncGenerator<SchoolRows> {
  const clock = clockOf(period, at.getTime())
  const versions = await readVersions(pool)
  for (let i = 0; i < schoolIds.length; i += BATCH) {
    for (const facts of await readFacts(pool, schoolIds.slice(i, i + BATCH), clock)) {
      const rows = measures.map((measure) => ({
        schoolId: facts.school.id,
        measureId: measure.id,
        evidence: resultOf(measure, facts, clock, versions.get(measure.id) ?? [], null).evidence,
      }))
      yield* await withFiles(pool, rows)
    }
    await breathe()
  }
}

/** Computes a period for the last time, keeps the rows behind its figures, and freezes it. @returns false when it was frozen already */
export async function freezePeriod(pool: Pool, id: string, by: string, now = () => new Date()): Promise<boolean> {
  const period = await findPeriod(pool, id)
  if (period?.state !== 'open') return false
  const versions = await readVersions(pool)
  const { rows } = await pool.query<{ id: string }>('select school_id as id from measure_school where period_id = $1 order by 1', [id])
  const schools = rows.map((row) => row.id)
  for (let i = 0; i < schools.length; i += BATCH) {
    await computeBatch(pool, period, schools.slice(i, i + BATCH), versions, now(), true)
    await breathe()
  }
  return transaction(pool, (db) => freeze(db, id, by, now()))
}
