// 佐证包: what proves the measures of a period, numbered, with the hash of every part; written while it is read.
import { createHash } from 'node:crypto'
import type { DepartmentStanding, Duty, LaterDuty } from '#contracts/department-standing.ts'
import type { EvidenceRow, Period, SchoolResult } from '#contracts/measure.ts'
import { withOpenFiles } from '#domain/evidence-file.ts'
import { factWords, gapWords, kindWords, valueWords } from '#domain/gap-words.ts'
import { laterEvidence } from '#domain/later-evidence.ts'
import { DEPARTMENT_MEASURES } from '#domain/measures/department.ts'
import type { MeasureDefinition } from '#domain/measures/measure.ts'
import { findRuled, MEASURES } from '#domain/measures/registry.ts'
import { may, type Principal } from '#domain/policy.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { DUTY_CHANGE_WORDS, MEASURE_RESULT_WORDS } from '#domain/words.ts'
import { evidenceOfSchools, type SchoolRows } from '../commands/recompute-measures.ts'
import { type CellValue, onePage, type SheetColumn, streamWorkbook } from '../excel/write-workbook.ts'
import type { ZipPart } from '../excel/zip-stream.ts'
import { readDepartmentStanding, readDuties } from '../store/department-standing.ts'
import { findFile, listFiles, listFilesOf } from '../store/file.ts'
import { readBytes } from '../store/file-bytes.ts'
import { keptEvidence, listResults } from '../store/measure-result.ts'
import { periodBefore } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { csvLine } from './open-data.ts'
import { type Masthead, mastheadLines } from './paper.ts'

type DepartmentMeasure = (typeof DEPARTMENT_MEASURES)[number]

export interface BundleRequest {
  readonly pool: Pool
  readonly reader: Principal
  readonly period: Period
  readonly measures: readonly MeasureDefinition[]
  readonly departmentMeasures: readonly DepartmentMeasure[]
  readonly filesRoot: string
  readonly masthead: Masthead
}

interface Entry {
  readonly number: number
  readonly part: string
  readonly what: string
  readonly rows: number
  bytes: number
  sha256: string
}

const CATALOGUE: readonly SheetColumn[] = [
  { title: '序号', width: 7, choices: null, is: 'number' },
  { title: '部分', width: 10, choices: null },
  { title: '文件', width: 48, choices: null },
  { title: '内容', width: 50, choices: null },
  { title: '行数', width: 9, choices: null, is: 'number' },
  { title: '字节', width: 11, choices: null, is: 'number' },
  { title: 'SHA-256', width: 68, choices: null },
]
const RESULT_HEAD = [
  '学校代码',
  '学校',
  '乡镇街道',
  '结果',
  '达标',
  '应达标',
  '差距',
  '规则版本',
  '计算时间',
  '更正后结果',
  '更正后达标',
  '更正后应达标',
]
const EVIDENCE_HEAD = ['学校代码', '学校', '佐证类别', '佐证编号', '佐证', '时间', '计入', '不计入的原因', '事实', '文件']

/** What a file may be called in any system, without folders. */
const plainName = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-80)
/** The catalogue's sections are the folders: 指标, 佐证, 更正依据, 部门履职, 文件, 一校一档. */
const sectionOf = (part: string): string => part.split('/')[0] ?? ''
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The parts of the bundle in order: results and evidence of each measure, what corrections rest on, departments, files, the schools' papers 一校一档, catalogue, manifest. */
export async function* bundleParts(request: BundleRequest): AsyncGenerator<ZipPart> {
  const entries: Entry[] = []
  const files = new Map<string, string>()
  const hashed: Hashed = (part, what, rows, data) => {
    const bytes = Buffer.from(data as string)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    entries.push({ number: entries.length + 1, part, what, rows, bytes: bytes.length, sha256 })
    return { name: part, data: bytes }
  }
  const schools = new Map<string, string>()
  const corrected = new Map<string, Map<string, string>>()
  let now: Promise<EvidenceLines> | null = null
  for (const [n, measure] of request.measures.entries()) {
    const results = await resultsOf(request, measure)
    yield hashed(`指标/${numbered(n)}-${measure.id}.csv`, `${measure.name.zh}：各校结果`, results.length, csvOfResults(results))
    for (const { schoolId, schoolName } of results) schools.set(schoolId, schoolName)
    const moved = results.filter((row) => row.corrected !== null)
    if (moved.length > 0) corrected.set(measure.id, new Map(moved.map(({ schoolId, schoolName }) => [schoolId, schoolName])))
    const evidence = await evidenceLines(request, measure, results, files, () => (now ??= linesOfNow(request, results)))
    yield hashed(`佐证/${numbered(n)}-${measure.id}.csv`, `${measure.name.zh}：佐证与设备记录`, evidence.rows, evidence.text)
  }
  const later = await laterLines(request, corrected, files)
  for (const [n, { id, name }] of request.measures.entries()) {
    const lines = later.get(id)
    if (lines) yield hashed(`更正依据/${numbered(n)}-${id}.csv`, `${name.zh}：冻结之后的佐证`, lines.rows, lines.text)
  }
  yield* departmentParts(request, files, hashed)
  for (const [id, school] of files) yield filePart('文件', id, school, await openFile(request, id), hashed)
  if (may(request.reader, 'schoolFile:read'))
    for (const [schoolId, school] of schools)
      for (const { id } of await listFiles(request.pool, { kind: 'school', id: schoolId }))
        yield filePart('一校一档', id, school, await openFile(request, id), hashed)
  yield* catalogueParts(request, entries)
}

const numbered = (n: number): string => String(n + 1).padStart(2, '0')
type Hashed = (part: string, what: string, rows: number, data: string | Buffer) => ZipPart

/** Tasks and hazards on time: each department's figure, the tasks and hazards behind it, what its correction rests on, and their files. */
async function* departmentParts(request: BundleRequest, files: Map<string, string>, hashed: Hashed): AsyncGenerator<ZipPart> {
  const { pool, reader, period, departmentMeasures } = request
  if (departmentMeasures.length === 0) return
  const at = Date.now()
  const standing = await readDepartmentStanding(pool, reader, period, at)
  for (const { id, name } of departmentMeasures) {
    const figures = standing.items.map((item) => ({
      department: item.department,
      figure: id === 'tasksOnTime' ? item.tasks : item.hazards,
    }))
    const asked = figures.filter(({ figure }) => figure.applicable > 0 || figure.corrected !== null)
    yield hashed(`部门履职/${id}.csv`, `${name.zh}：各部门`, asked.length, csvOf(DEPARTMENT_HEAD, asked.map(departmentLine)))
    const { items, later } = await readDuties(pool, reader, period, at, { measure: id })
    yield hashed(`部门履职/${id}-明细.csv`, `${name.zh}：计入的每一项`, items.length, csvOf(DUTY_HEAD, items.map(dutyLine)))
    if (later.length > 0)
      yield hashed(`更正依据/${id}.csv`, `${name.zh}：冻结之后判定的变化`, later.length, csvOf(LATER_DUTY_HEAD, later.map(laterDutyLine)))
    // Named as it was kept, where it was.
    const titles = new Map([...later, ...items].map((duty) => [duty.id, duty.title]))
    for (const file of await listFilesOf(pool, id === 'tasksOnTime' ? 'task' : 'hazard', [...titles.keys()]))
      files.set(file.id, titles.get(file.ownerId) ?? '')
  }
}

const DEPARTMENT_HEAD = ['部门', '按时', '应办', '比例（%）', '逾期未完成', '更正后按时', '更正后应办']
const DUTY_HEAD = ['编号', '事项', '部门', '期限', '完成', '计入']
const LATER_DUTY_HEAD = [...DUTY_HEAD, '变化']
const csvOf = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string =>
  `\ufeff${csvLine(head)}${rows.map(csvLine).join('')}`
const departmentLine = ({ department, figure }: { department: { name: string }; figure: DepartmentStanding['tasks'] }) => [
  department.name,
  figure.met,
  figure.applicable,
  figure.rate,
  figure.late,
  figure.corrected?.met ?? null,
  figure.corrected?.applicable ?? null,
]
const dutyLine = ({ id, title, departmentName, dueOn, doneOn, counts }: Duty) => [
  id,
  title,
  departmentName,
  dueOn,
  doneOn,
  counts ? '按时' : doneOn === null ? '未完成' : '逾期完成',
]
const laterDutyLine = (duty: LaterDuty) => [...dutyLine(duty), DUTY_CHANGE_WORDS[duty.change]]

/** What the corrections of a frozen period rest on, by measure: each school is read once for all of them. */
async function laterLines(
  { pool, reader, period, measures }: BundleRequest,
  corrected: ReadonlyMap<string, ReadonlyMap<string, string>>,
  files: Map<string, string>,
): Promise<Map<string, { text: string; rows: number }>> {
  const found = new Map<string, { text: string; rows: number }>()
  if (period.state !== 'frozen' || corrected.size === 0) return found
  const schools = [...new Set([...corrected.values()].flatMap((own) => [...own.keys()]))]
  for await (const { measureId, schoolId, evidence } of evidenceOfSchools(
    pool,
    period,
    measures.filter(({ id }) => corrected.has(id)),
    schools,
  )) {
    const schoolName = corrected.get(measureId)?.get(schoolId)
    const kept = schoolName === undefined ? null : await keptEvidence(pool, period.id, measureId, schoolId)
    if (schoolName === undefined || kept === null) continue
    const lines = linesOf(laterEvidence(kept, evidence), reader, schoolId, schoolName)
    for (const id of lines.fileIds) files.set(id, schoolName)
    const before = found.get(measureId) ?? { text: `\ufeff${csvLine(EVIDENCE_HEAD)}`, rows: 0 }
    found.set(measureId, { text: before.text + lines.text, rows: before.rows + lines.rows })
  }
  return found
}

type Opened = { name: string; bytes: Buffer | null }
async function openFile({ pool, filesRoot }: BundleRequest, id: string): Promise<Opened> {
  const file = await findFile(pool, id)
  return { name: file?.name ?? '', bytes: file && (await readBytes(filesRoot, file.sha256)) }
}

/** A file under its own id, by which the rows of evidence name it. One that the disk has lost is said to be lost: the catalogue must not look complete. */
function filePart(section: string, id: string, school: string, { name, bytes }: Opened, hashed: Hashed): ZipPart {
  if (bytes) return hashed(`${section}/${id}-${plainName(name)}`, `${school}：${name}`, 0, bytes)
  return hashed(`${section}/${id}.缺失.txt`, `${school}：文件 ${id} 已缺失或被改动`, 0, `文件 ${id} 已缺失，或内容与登记的摘要不符。\n`)
}

async function* catalogueParts({ masthead, period }: BundleRequest, entries: Entry[]): AsyncGenerator<ZipPart> {
  const title = `${period.name}佐证目录`
  const lines = mastheadLines(masthead)
  const rows = entries.map(({ number, part, what, rows, bytes, sha256 }): CellValue[] => [
    number,
    sectionOf(part),
    part,
    what,
    rows,
    bytes,
    sha256,
  ])
  const paper = { name: '目录', title, lines, columns: CATALOGUE, rows: onePage(rows) }
  yield { name: '目录.xlsx', data: streamWorkbook(paper) }
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:14px sans-serif;margin:24px}table{border-collapse:collapse}th,td{border:1px solid #999;padding:4px 8px;text-align:left}td:last-child{font-family:monospace}</style>
<h1>${escapeHtml(title)}</h1>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}
<table><thead><tr>${CATALOGUE.map(({ title: head }) => `<th>${head}</th>`).join('')}</tr></thead><tbody>
${entries.map((entry) => `<tr><td>${entry.number}</td><td>${sectionOf(entry.part)}</td><td><a href="${entry.part.split('/').map(encodeURIComponent).join('/')}">${escapeHtml(entry.part)}</a></td><td>${escapeHtml(entry.what)}</td><td>${entry.rows}</td><td>${entry.bytes}</td><td>${entry.sha256}</td></tr>`).join('\n')}
</tbody></table></html>`
  yield { name: '目录.html', data: html }
  // As `sha256sum -c` reads it.
  yield { name: 'SHA256SUMS', data: entries.map(({ sha256, part }) => `${sha256}  ${part}\n`).join('') }
}

async function resultsOf({ pool, reader, period }: BundleRequest, { id }: MeasureDefinition): Promise<SchoolResult[]> {
  const of = { periodId: period.id, beforeId: (await periodBefore(pool, period))?.id ?? null, measureId: id }
  const results: SchoolResult[] = []
  let cursor: string | undefined
  do {
    const page = await listResults(pool, reader, of, { cursor, limit: 1000 })
    results.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return results
}

const csvOfResults = (results: readonly SchoolResult[]): string =>
  `\ufeff${csvLine(RESULT_HEAD)}${results
    .map(({ schoolId, schoolName, townshipName, result, met, required, gaps, version, computedAt, corrected }) =>
      csvLine([
        schoolId,
        schoolName,
        townshipName,
        MEASURE_RESULT_WORDS[result],
        met,
        required,
        gaps.map((gap) => gapWords(gap, 'zh')).join('；'),
        version,
        shanghaiMoment(computedAt),
        ...(corrected ? [MEASURE_RESULT_WORDS[corrected.result], corrected.met, corrected.required] : [null, null, null]),
      ]),
    )
    .join('')}`

const factsText = (facts: EvidenceRow['facts']): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${factWords(name, 'zh')}：${valueWords(value as string | number | boolean, 'zh')}`)
    .join('；')

/** The lines of one school under one measure, and the files that they name. */
interface Lines {
  readonly text: string
  readonly rows: number
  readonly fileIds: readonly string[]
}
/** By measure and school. As text: the rows of a term, as objects, would be many times as large. */
type EvidenceLines = ReadonlyMap<string, Lines>
const keyOf = ({ measureId, schoolId }: Pick<SchoolRows, 'measureId' | 'schoolId'>): string => `${measureId} ${schoolId}`

function linesOf(evidence: readonly EvidenceRow[], reader: Principal, schoolId: string, schoolName: string): Lines {
  const rows = withOpenFiles(evidence, reader)
  const text = rows.map((row) => {
    const why = row.why === null ? null : gapWords({ code: row.why, params: {} }, 'zh')
    const counts = row.counts ? '是' : '否'
    const about = [kindWords(row.kind, 'zh'), row.id, row.label, row.at && shanghaiMoment(row.at), counts, why, factsText(row.facts)]
    return csvLine([schoolId, schoolName, ...about, row.fileIds.join(' ')])
  })
  return { text: text.join(''), rows: rows.length, fileIds: rows.flatMap(({ fileIds }) => fileIds) }
}

async function linesOfNow({ pool, reader, period, measures }: BundleRequest, results: readonly SchoolResult[]): Promise<EvidenceLines> {
  const names = new Map(results.map(({ schoolId, schoolName }) => [schoolId, schoolName]))
  const lines = new Map<string, Lines>()
  for await (const rows of evidenceOfSchools(pool, period, measures, [...names.keys()]))
    lines.set(keyOf(rows), linesOf(rows.evidence, reader, rows.schoolId, names.get(rows.schoolId) ?? ''))
  return lines
}

/** Every row of evidence of a measure; the files that they name are added to `files`. */
async function evidenceLines(
  { pool, reader, period }: BundleRequest,
  measure: MeasureDefinition,
  results: readonly SchoolResult[],
  files: Map<string, string>,
  now: () => Promise<EvidenceLines>,
): Promise<{ text: string; rows: number }> {
  const found: Lines[] = []
  for (const { schoolId, schoolName } of results) {
    const kept = period.state === 'frozen' ? await keptEvidence(pool, period.id, measure.id, schoolId) : null
    const lines = kept ? linesOf(kept, reader, schoolId, schoolName) : (await now()).get(keyOf({ measureId: measure.id, schoolId }))
    for (const id of lines?.fileIds ?? []) files.set(id, schoolName)
    if (lines) found.push(lines)
  }
  const rows = found.reduce((sum, lines) => sum + lines.rows, 0)
  return { text: `\ufeff${csvLine(EVIDENCE_HEAD)}${found.map(({ text }) => text).join('')}`, rows }
}

/** The measures that were asked for, of schools and of departments, all when none was named; an unknown one is named. */
export function measuresOf(ids: readonly string[]): Pick<BundleRequest, 'measures' | 'departmentMeasures'> | { unknown: string } {
  const unknown = ids.find((id) => !findRuled(id))
  if (unknown !== undefined) return { unknown }
  const asked = <M extends { id: string }>(all: readonly M[]): readonly M[] =>
    ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id))
  return { measures: asked(MEASURES), departmentMeasures: asked<DepartmentMeasure>(DEPARTMENT_MEASURES) }
}
