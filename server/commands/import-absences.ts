import type { AbsenceImport } from '#contracts/absence.ts'
import { type AbsenceRow, reaches, readAbsences, sheetOfCsv } from '#domain/absence-table.ts'
import { ruleAt } from '#domain/incident-clock.ts'
import { type Principal, seesSchool } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import type { Sheet } from '#domain/sheet.ts'
import { readSheetApart } from '../excel/read-apart.ts'
import { WorkbookError } from '../excel/zip.ts'
import { insertNotices, readSchoolsOf, saveAbsences } from '../store/absence.ts'
import { readRules } from '../store/incident-rule.ts'
import { type Pool, transaction } from '../store/pool.ts'

const MAX_ROWS = 50_000
/** At once, so that no transaction keeps others waiting. */
const BATCH = 500

/** Excel by its signature, else comma-separated text in UTF-8 or, as older systems write it, GB 18030. */
async function sheetOf(bytes: Buffer): Promise<Sheet | null> {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return readSheetApart(bytes)
  if (bytes.includes(0)) return null
  try {
    return sheetOfCsv(new TextDecoder('utf-8', { fatal: true }).decode(bytes), MAX_ROWS)
  } catch {
    return sheetOfCsv(new TextDecoder('gb18030').decode(bytes), MAX_ROWS)
  }
}

/**
 * Takes the health system's counts: all of the file or nothing. A count at or above a threshold makes a notice to the school, once.
 * @returns what was taken; or the cells that keep the file from being taken
 */
export async function importAbsences(pool: Pool, by: Principal, bytes: Buffer): Promise<{ ok: true; taken: AbsenceImport } | Refusal> {
  let sheet: Sheet | null
  try {
    sheet = await sheetOf(bytes)
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error
    return refuse('refused-input', error.message)
  }
  if (!sheet) return refuse('refused-input', `expected an .xlsx workbook or a .csv text of at most ${MAX_ROWS} rows`)
  const { rows, faults } = readAbsences(sheet, shanghaiDay(new Date()))
  const schools = (await readSchoolsOf(pool, [...new Set(rows.map(({ school }) => school))])).filter(({ id }) => seesSchool(by, id))
  const { counts, wrong } = countsOf(rows, schools)
  // A row that is there twice under the same words was told by its cells already.
  const told = new Set(faults.map(({ path, message }) => `${path} ${message}`))
  const errors = [...faults, ...wrong.filter(({ path, message }) => !told.has(`${path} ${message}`))].slice(0, 200)
  if (errors.length > 0)
    return refuse(
      'refused-input',
      `nothing was taken: ${errors
        .map(({ path, message }) => `${path} ${message}`)
        .slice(0, 3)
        .join('; ')}`,
      { errors },
    )
  const taken = await transaction(pool, async (db) => {
    const rules = await readRules(db)
    const taken = { rows: counts.length, added: 0, changed: 0, same: 0, notices: 0 }
    for (let i = 0; i < counts.length; i += BATCH) {
      const batch = counts.slice(i, i + BATCH)
      const { added, changed } = await saveAbsences(db, batch, by.username)
      taken.added += added
      taken.changed += changed
      taken.notices += await insertNotices(
        db,
        batch.flatMap((count) => noticeOf(count, rules)),
      )
    }
    return { ...taken, same: taken.rows - taken.added - taken.changed }
  })
  return { ok: true, taken }
}

/** Whose counts they are: a school stands by its code or, if it has it alone, by its name, and once a day whichever way it is written. */
function countsOf(rows: readonly AbsenceRow[], schools: Awaited<ReturnType<typeof readSchoolsOf>>) {
  const byCode = new Map(schools.map((school) => [school.id, school]))
  const seen = new Map<string, number>()
  const wrong: { path: string; message: string }[] = []
  const counts = rows.flatMap(({ row, school, day, absent }) => {
    const refuseCell = (message: string) => {
      wrong.push({ path: `A${row}`, message })
      return []
    }
    const coded = byCode.get(school)
    const named = coded ? [coded] : schools.filter(({ name }) => name === school)
    const [found] = named
    if (!found) return refuseCell('is no school of the register')
    if (named.length > 1) return refuseCell(`is the name of ${named.length} schools: write the code`)
    const first = seen.get(`${found.id} ${day}`)
    if (first !== undefined) return refuseCell(`row ${first} has the same school and day already`)
    if (found.pupils !== null && absent > found.pupils) return refuseCell(`${absent} absent of ${found.pupils} pupils in the register`)
    seen.set(`${found.id} ${day}`, row)
    return [{ schoolId: found.id, pupils: found.pupils, day, absent }]
  })
  return { counts, wrong }
}

function noticeOf(count: { day: string; absent: number; pupils: number | null }, rules: Awaited<ReturnType<typeof readRules>>): object[] {
  const at = new Date(`${count.day}T00:00:00+08:00`)
  const [pupils, percent] = [ruleAt(rules, 'absencePupils', at), ruleAt(rules, 'absencePercent', at)]
  if (!pupils || !percent) return []
  const rule = reaches(count, { pupils: pupils.amount, percent: percent.amount })
  if (rule === null) return []
  const { amount, version } = rule === 'absencePupils' ? pupils : percent
  return [{ ...count, rule, amount, ruleVersion: version }]
}
