import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { DeviceKind } from '#contracts/device.ts'
import type { Import, TableKind } from '#contracts/import.ts'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { distancesTo } from '#domain/distance-rule.ts'
import { isForeign, type PlainTable, REGISTERS, sheetValues } from '#domain/register.ts'
import { gatesOf, type TableRow } from '#domain/register-column.ts'
import { type CellError, MAX_ERRORS, type ReadTable, withHeld } from '#domain/register-table.ts'
import { belt, circleBelt } from '#domain/zone.ts'
import { readTableApart } from '../excel/read-apart.ts'
import { WorkbookError } from '../excel/zip.ts'
import { moveImport, noteChecked, noteProgress, type StagedRow, stageRows } from '../store/import.ts'
import type { Pool } from '../store/pool.ts'
import {
  type Body,
  entryOf,
  identityKey,
  likeness,
  type Named,
  readBodies,
  readHeld,
  readIdentities,
  readNamed,
} from '../store/register-table.ts'
import { campusesOf } from '../store/venue.ts'
import { type BeltKind, departmentIn, departmentsIn, hazardBody, isOfBelt, venueBody } from './read-belt-row.ts'
import { type DialectOfSource, identityRefusal } from './register-device.ts'
import { NEAR_M } from './save-venue.ts'

/** Rows of one statement: on the embedded database a transaction keeps everybody else waiting, so none shall last 200 ms. */
export const IMPORT_BATCH = 400

/** Others of the process wait no longer. */
const BREATH_MS = 10

/** Whether a place lies near one of these grounds. */
type IsNear = (row: Readonly<Record<string, unknown>>) => boolean

/** What lies between schools is in the scope of those near it; null where every place is. */
async function nearScope(pool: Pool, kind: TableKind, schoolIds: readonly string[] | null): Promise<IsNear | null> {
  if (schoolIds === null || !isOfBelt(kind)) return null
  const grounds = await campusesOf(pool, schoolIds)
  return ({ lng, lat }) =>
    typeof lng !== 'number' || typeof lat !== 'number' || grounds.some((ground) => distancesTo([lng, lat], ground).boundaryM <= NEAR_M)
}

type Line = ReadTable['rows'][number]
interface Checked {
  row: number
  key: string
  body: Body
}

/**
 * The dry run: reads a workbook, says what is wrong by row and column, and stages what would be done. Writes nothing into a register.
 * @param schoolIds rows of other schools are refused; null = every school's are taken
 * @param signal stops between batches
 */
export async function checkImport(
  pool: Pool,
  dialectOfSource: DialectOfSource,
  { id, kind, datum, schoolIds }: Pick<Import, 'id' | 'kind' | 'datum'> & { schoolIds: readonly string[] | null },
  bytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  let table: Awaited<ReturnType<typeof readTableApart>>
  try {
    table = await readTableApart(kind, bytes, datum)
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error
    await moveImport(pool, id, 'reading', 'refused', { message: error.message })
    return
  }
  const errors: CellError[] = [...table.errors]
  const checked = await check(pool, dialectOfSource, kind, schoolIds, table, errors)
  if (table.rows.length === 0 && errors.length === 0) errors.push({ row: 2, column: 'A', message: 'no rows below the header' })
  const summary = { rows: checked.length, add: 0, change: 0, same: 0 }
  const errorCount = errors.length + table.more
  if (errorCount === 0) {
    let staged = 0
    for (let i = 0; i < checked.length; i += IMPORT_BATCH) {
      signal.throwIfAborted()
      const batch = await withBelts(kind, checked.slice(i, i + IMPORT_BATCH))
      const current = await readBodies(
        pool,
        kind,
        batch.map(({ key }) => key),
      )
      const rows = batch.flatMap(({ key, body }): StagedRow[] => {
        const before = current.get(key) ?? null
        if (before && isSame(kind, before, body)) {
          summary.same++
          return []
        }
        summary[before ? 'change' : 'add']++
        const kept = before && kind === 'device' ? { ...body, repeats: before.repeats } : body
        return [{ n: staged++, op: before ? 'change' : 'add', key, body: kept, before }]
      })
      if (rows.length > 0) await stageRows(pool, id, rows)
      await noteProgress(pool, id, Math.min(i + IMPORT_BATCH, checked.length), checked.length)
    }
  }
  errors.sort((a, b) => a.row - b.row)
  await noteChecked(pool, id, summary, errors.slice(0, MAX_ERRORS), errorCount)
}

/** A belt follows from its boundary: it is no change of its own. */
function isSame(kind: TableKind, before: Body, now: Body): boolean {
  return isDeepStrictEqual(entryOf(kind, before), entryOf(kind, now))
}

async function withBelts(kind: TableKind, batch: readonly Checked[]): Promise<readonly Checked[]> {
  if (kind !== 'campus') return batch
  const belted: Checked[] = []
  for (const { body, ...row } of batch) {
    const { boundary, point } = body as { boundary: AreaGeometry | null; point: { coordinates: LngLat } | null }
    const { zone, method } = boundary ? belt(boundary) : circleBelt(point?.coordinates ?? [0, 0])
    belted.push({ ...row, body: { ...body, zone, method } })
    await breathe() // a belt takes 2–20 ms
  }
  return belted
}

async function check(
  pool: Pool,
  dialectOfSource: DialectOfSource,
  kind: TableKind,
  schoolIds: readonly string[] | null,
  { rows: lines, absent }: ReadTable,
  errors: CellError[],
): Promise<Checked[]> {
  const named = await readNamed(pool, kind)
  const known = kind === 'device' ? await identities(pool, lines) : new Map<string, string>()
  const isAsked = schoolIds !== null || absent.length > 0
  const held = isOfBelt(kind) || isAsked ? await heldRows(pool, kind, lines, known) : new Map<string, Body>()
  const isNear = await nearScope(pool, kind, schoolIds)
  const seen = new Map<string, number>()
  const checked: Checked[] = []
  let breathed = performance.now()
  for (const { row, values: written } of lines) {
    if (performance.now() - breathed > BREATH_MS) {
      await breathe()
      breathed = performance.now()
    }
    const wrong = (key: string, message: string) => errors.push({ row, column: columnOf(kind, key), message })
    const before = heldRow(kind, written, held, known)
    if (before && (isForeign(kind, before, schoolIds) || (kind === 'venue' && isNear && !isNear(before)))) {
      wrong(kind === 'device' && written.id === null ? 'externalId' : keyColumn(kind), "is another school's")
      continue
    }
    const values = withHeld(written, absent, before && sheetValues(kind, before))
    const wrongBefore = errors.length
    const body = isOfBelt(kind)
      ? beltBody(kind, values, held, named, wrong)
      : kind === 'device'
        ? deviceBody(values, known, dialectOfSource, named, schoolIds, wrong)
        : bodyOf(kind, values, named, schoolIds, wrong)
    refuseOutside(kind, values, schoolIds, wrong)
    if (isNear && !isNear(values)) wrong('lng', `lies farther than ${NEAR_M} m from every school in your scope`)
    const key = String(body.id)
    const names = [`id ${key}`, ...otherNames(kind, values, body)]
    for (const name of names) {
      const first = seen.get(name)
      if (first !== undefined) wrong(sameIn(kind, name), `is the same as in row ${first}`)
      seen.set(name, row)
    }
    if (errors.length === wrongBefore) checked.push({ row, key, body })
  }
  return checked
}

/** A row that would be of somebody else's school, or of none where the caller's rights end at schools; venues lie between them. */
function refuseOutside(kind: TableKind, values: TableRow, schoolIds: readonly string[] | null, wrong: Wrong): void {
  if (schoolIds === null || kind === 'venue') return
  const owner = kind === 'school' ? 'id' : 'schoolId'
  if (values[owner] === undefined) wrong(keyColumn(kind), "is the whole district's: you act for some of its schools")
  else if (isForeign(kind, values, schoolIds)) wrong(owner, `${String(values[owner])} is not your school`)
}

/** By what else than its key a row may stand twice in one file. */
function otherNames(kind: TableKind, values: TableRow, body: Body): string[] {
  if (isOfBelt(kind)) return [`like ${likeness(kind, body)}`]
  if (kind === 'device') return [identityKey(String(values.source), String(values.externalId), String(values.point ?? ''))]
  if (kind === 'task') return [`task ${JSON.stringify([body.leadDept, body.dueOn, values.text])}`]
  return kind === 'guard' && values.licence !== null ? [`licence ${String(values.licence)}`] : []
}

const beltBody = (kind: BeltKind, values: TableRow, held: ReadonlyMap<string, Body>, named: Named, wrong: Wrong): Body =>
  kind === 'venue' ? venueBody(values, held, wrong) : hazardBody(values, held, named, wrong)

/** Where a field stands in the template; in a file of another order the words name it. */
const columnOf = (kind: TableKind, key: string): string => REGISTERS[kind].columns.find((column) => column.key === key)?.zh ?? key

type Wrong = (key: string, message: string) => void

/** Lines of a file that one statement looks up. */
const LOOKED_UP = 2_000

/** What the register holds of the rows of a file, by key; of a belt also by what they say. */
async function heldRows(
  pool: Pool,
  kind: TableKind,
  lines: readonly Line[],
  known: ReadonlyMap<string, string>,
): Promise<Map<string, Body>> {
  const held = new Map<string, Body>()
  for (let i = 0; i < lines.length; i += LOOKED_UP) {
    const wanted = lines.slice(i, i + LOOKED_UP).map(({ values }) => values)
    const found = isOfBelt(kind)
      ? await readHeld(pool, kind, wanted)
      : await readBodies(
          pool,
          kind,
          wanted.flatMap((values) => keyOf(kind, values, known) ?? []),
        )
    for (const [name, body] of found) held.set(name, body)
  }
  return held
}

const heldRow = (kind: TableKind, values: TableRow, held: ReadonlyMap<string, Body>, known: ReadonlyMap<string, string>): Body | null =>
  held.get(keyOf(kind, values, known) ?? (isOfBelt(kind) ? likeness(kind, values) : '')) ?? null

/** By what a row is named in its register; null while it has no name yet. */
function keyOf(kind: TableKind, values: TableRow, known: ReadonlyMap<string, string>): string | null {
  const { plain } = REGISTERS[kind]
  if (plain) return plainKey(plain, values)
  if (values.id !== null) return String(values.id)
  return kind === 'device'
    ? (known.get(identityKey(String(values.source), String(values.externalId), String(values.point ?? ''))) ?? null)
    : null
}
/** What a row leaves open is no part of its name. */
const plainKey = ({ key }: PlainTable, row: Body): string =>
  key.flatMap((one) => (row[one] === null ? [] : [String(row[one] ?? '')])).join('/')
/** The column that names a row, the last of several. */
const keyColumn = (kind: TableKind): string => REGISTERS[kind].plain?.key.at(-1) ?? 'id'

async function identities(pool: Pool, lines: readonly Line[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let i = 0; i < lines.length; i += LOOKED_UP) {
    const wanted = lines
      .slice(i, i + LOOKED_UP)
      .map(({ values }) => ({ source: String(values.source), externalId: String(values.externalId) }))
    for (const [key, id] of await readIdentities(pool, wanted)) found.set(key, id)
  }
  return found
}

/** The column by which two rows are the same. */
function sameIn(kind: TableKind, name: string): string {
  if (name.startsWith('licence ')) return 'licence'
  if (name.startsWith('task ')) return 'text'
  if (name.startsWith('like ')) return kind === 'venue' ? 'name' : 'title'
  return name.startsWith('id ') ? keyColumn(kind) : 'externalId'
}

function bodyOf(kind: TableKind, values: TableRow, named: Named, schoolIds: readonly string[] | null, wrong: Wrong): Body {
  const { schools, townships } = named
  const { plain } = REGISTERS[kind]
  if (plain) return plainBody(plain, values, named, schoolIds, wrong)
  if (kind === 'task') return taskBody(values, named, wrong)
  if (kind === 'school') {
    const township = townships.get(String(values.township))
    if (township === undefined) wrong('township', `there is no township ${String(values.township)}`)
    return { ...values, township: township ?? null, boarding: values.boarding ?? false }
  }
  if (!schools.has(String(values.schoolId))) wrong('schoolId', `there is no school ${String(values.schoolId)}`)
  const { boundary, lng, lat, gates, ...rest } = values
  if (boundary === null && lng === null) wrong('boundary', 'expected a boundary, or longitude and latitude of a point')
  const point = boundary === null && lng !== null ? { type: 'Point', coordinates: [lng, lat] } : null
  return { ...rest, boundary, point, gates: typeof gates === 'string' ? gatesOf(gates) : null }
}

/** A task: its departments by id or name, its days in order. Nobody need be named. */
function taskBody(values: TableRow, { departments }: Named, wrong: Wrong): Body {
  const leadDept = departmentIn('leadDept', String(values.leadDept), departments, wrong)
  const others = departmentsIn('responsible', values.responsible, departments, wrong).filter((id) => id !== leadDept)
  const [startsOn, dueOn] = [String(values.startsOn), String(values.dueOn)]
  if (dueOn < startsOn) wrong('dueOn', `expected a day from ${startsOn} on, found ${dueOn}`)
  const beyond = String(values.milestones ?? '')
    .split('；')
    .find((one) => one !== '' && (one.slice(-10) < startsOn || one.slice(-10) > dueOn))
  if (beyond !== undefined) wrong('milestones', `expected days from ${startsOn} to ${dueOn}, found ${beyond}`)
  return { ...values, leadDept, responsible: others.join('、') || null }
}

/** A row of evidence: of a school that there is, of a device that is its own and of the kind meant, and without contradiction. */
function plainBody(
  plain: PlainTable,
  values: TableRow,
  { schools, campuses, devices, licences, guards }: Named,
  schoolIds: readonly string[] | null,
  wrong: Wrong,
): Body {
  const row: Record<string, unknown> = { ...values }
  for (const [key, value] of Object.entries(plain.defaults ?? {})) row[key] ??= value
  if ('schoolId' in row && !schools.has(String(row.schoolId))) wrong('schoolId', `there is no school ${String(row.schoolId)}`)
  const isOfCampus = plain.table === 'campus_life'
  // A campus is merged into another school's as often as into its own.
  if (typeof row.mergedInto === 'string' && !(isOfCampus ? campuses : schools).has(row.mergedInto))
    wrong('mergedInto', `there is no ${isOfCampus ? 'campus' : 'school'} ${row.mergedInto}`)
  if (typeof row.campusId === 'string' && campuses.get(row.campusId) !== row.schoolId)
    wrong('campusId', `school ${String(row.schoolId)} has no campus ${row.campusId}`)
  if (plain.device) {
    const device = devices.get(String(row.deviceId))
    if (device?.schoolId !== row.schoolId) wrong('deviceId', `school ${String(row.schoolId)} has no device ${String(row.deviceId)}`)
    else if (plain.device !== 'any' && device?.kind !== plain.device)
      wrong('deviceId', `expected a ${plain.device}, found a ${device?.kind}`)
  }
  const listed = plain.table === 'guard' && typeof row.licence === 'string' ? licences.get(row.licence) : undefined
  if (listed && listed.id !== row.id && row.employedUntil === null)
    wrong(
      'licence',
      isForeign('guard', listed, schoolIds)
        ? "is on another school's list already: it must be ended there first"
        : `is on the list of school ${listed.schoolId} already, as guard ${listed.id}: end it there first`,
    )
  if (plain.table === 'guard_check' && (guards.get(String(row.guardId)) ?? row.schoolId) !== row.schoolId)
    wrong('guardId', `is no guard of school ${String(row.schoolId)}`)
  const contradiction = plain.check?.(row as TableRow)
  if (contradiction) wrong(contradiction.key, contradiction.message)
  return { ...row, id: plainKey(plain, row) }
}

function deviceBody(
  values: TableRow,
  known: ReadonlyMap<string, string>,
  dialectOfSource: DialectOfSource,
  { schools, campuses }: Named,
  schoolIds: readonly string[] | null,
  wrong: Wrong,
): Body {
  const { schoolId, campusId } = values
  const [source, externalId, kind] = [String(values.source), String(values.externalId), values.kind as DeviceKind]
  const point = String(values.point ?? '')
  const id = values.id === null ? null : String(values.id)
  if (!schools.has(String(schoolId))) wrong('schoolId', `there is no school ${String(schoolId)}`)
  if (campusId !== null && campuses.get(String(campusId)) !== schoolId)
    wrong('campusId', `school ${String(schoolId)} has no campus ${String(campusId)}`)
  const dialect = dialectOfSource(source)
  if (dialect === null) wrong('source', `no configured source is named ${source}`)
  const misnamed = dialect && identityRefusal({ externalId, kind, ...(id === null ? {} : { id }) }, dialect)
  if (misnamed) wrong('externalId', misnamed.problem.errors?.[0]?.message ?? misnamed.problem.detail)
  const held = known.get(identityKey(source, externalId, point))
  if (held !== undefined && id !== null && held !== id)
    wrong('externalId', `is registered already, as ${schoolIds === null ? `device ${held}` : 'another device'}`)
  const own = id ?? held ?? (dialect === 'native' ? externalId : `d-${randomBytes(8).toString('hex')}`)
  const repeats = dialect === 'native' && kind === 'panicButton'
  const { lng, lat } = values
  return {
    id: own,
    schoolId,
    campusId,
    kind,
    dialect,
    source,
    externalId,
    point,
    name: values.name ?? externalId,
    lng,
    lat,
    silent: values.silent ?? false,
    repeats,
  }
}
