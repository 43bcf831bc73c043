// 佐证包: what proves the measures of a period, numbered, with the hash of every part; written while it is read.
import { createHash } from 'node:crypto'
import type { EvidenceRow, Period, SchoolResult } from '#contracts/measure.ts'
import { factWords, gapWords, kindWords, valueWords } from '#domain/gap-words.ts'
import type { MeasureDefinition } from '#domain/measures/measure.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import type { Principal } from '#domain/policy.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { MEASURE_RESULT_WORDS } from '#domain/words.ts'
import { evidenceOfSchools } from '../commands/recompute-measures.ts'
import { type CellValue, type SheetColumn, streamWorkbook } from '../excel/write-workbook.ts'
import type { ZipPart } from '../excel/zip-stream.ts'
import { findFile } from '../store/file.ts'
import { readBytes } from '../store/file-bytes.ts'
import { keptEvidence, listResults } from '../store/measure-result.ts'
import { periodBefore } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { csvLine } from './open-data.ts'
import { type Masthead, mastheadLines } from './paper.ts'

export interface BundleRequest {
  readonly pool: Pool
  readonly reader: Principal
  readonly period: Period
  readonly measures: readonly MeasureDefinition[]
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
  { title: '文件', width: 48, choices: null },
  { title: '内容', width: 50, choices: null },
  { title: '行数', width: 9, choices: null, is: 'number' },
  { title: '字节', width: 11, choices: null, is: 'number' },
  { title: 'SHA-256', width: 68, choices: null },
]
const RESULT_HEAD = ['学校代码', '学校', '乡镇街道', '结果', '达标', '应达标', '差距', '规则版本', '计算时间']
const EVIDENCE_HEAD = ['学校代码', '学校', '佐证类别', '佐证编号', '佐证', '时间', '计入', '不计入的原因', '事实', '文件']

/** What a file may be called in any system, without folders. */
const plainName = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-80)
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The parts of the bundle in order: results and evidence of each measure, the files, the catalogue, the manifest. */
export async function* bundleParts(request: BundleRequest): AsyncGenerator<ZipPart> {
  const entries: Entry[] = []
  const files = new Map<string, string>()
  const hashed = (part: string, what: string, rows: number, data: string | Buffer): ZipPart => {
    const bytes = Buffer.from(data as string)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    entries.push({ number: entries.length + 1, part, what, rows, bytes: bytes.length, sha256 })
    return { name: part, data: bytes }
  }
  let now: Awaited<ReturnType<typeof evidenceOfSchools>> | null = null
  for (const [n, measure] of request.measures.entries()) {
    const number = String(n + 1).padStart(2, '0')
    const results = await resultsOf(request, measure)
    yield hashed(`指标/${number}-${measure.id}.csv`, `${measure.name.zh}：各校结果`, results.length, csvOfResults(results))
    now ??= await evidenceOfSchools(
      request.pool,
      request.period,
      request.measures,
      results.map(({ schoolId }) => schoolId),
    )
    const evidence = await evidenceLines(request, measure, results, files, now)
    yield hashed(`佐证/${number}-${measure.id}.csv`, `${measure.name.zh}：佐证与设备记录`, evidence.rows, evidence.text)
  }
  for (const [id, school] of files) {
    const file = await findFile(request.pool, id)
    const bytes = file && (await readBytes(request.filesRoot, file.sha256))
    const name = `文件/${String(entries.length + 1).padStart(5, '0')}-${plainName(file?.name ?? id)}`
    // A file that the disk has lost is said to be lost: the catalogue must not look complete.
    if (file && bytes) yield hashed(name, `${school}：${file.name}`, 0, bytes)
    else yield hashed(`${name}.缺失.txt`, `${school}：文件 ${id} 已缺失或被改动`, 0, `文件 ${id} 已缺失，或内容与登记的摘要不符。\n`)
  }
  yield* catalogueParts(request, entries)
}

async function* catalogueParts({ masthead, period }: BundleRequest, entries: Entry[]): AsyncGenerator<ZipPart> {
  const title = `${period.name}佐证目录`
  const lines = mastheadLines(masthead)
  const rows = entries.map(({ number, part, what, rows, bytes, sha256 }): CellValue[] => [number, part, what, rows, bytes, sha256])
  const paper = { name: '目录', title, lines, columns: CATALOGUE, rows: onePage(rows) }
  yield { name: '目录.xlsx', data: streamWorkbook(paper) }
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:14px sans-serif;margin:24px}table{border-collapse:collapse}th,td{border:1px solid #999;padding:4px 8px;text-align:left}td:last-child{font-family:monospace}</style>
<h1>${escapeHtml(title)}</h1>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}
<table><thead><tr>${CATALOGUE.map(({ title: head }) => `<th>${head}</th>`).join('')}</tr></thead><tbody>
${entries.map((entry) => `<tr><td>${entry.number}</td><td><a href="${entry.part.split('/').map(encodeURIComponent).join('/')}">${escapeHtml(entry.part)}</a></td><td>${escapeHtml(entry.what)}</td><td>${entry.rows}</td><td>${entry.bytes}</td><td>${entry.sha256}</td></tr>`).join('\n')}
</tbody></table></html>`
  yield { name: '目录.html', data: html }
  // As `sha256sum -c` reads it.
  yield { name: 'SHA256SUMS', data: entries.map(({ sha256, part }) => `${sha256}  ${part}\n`).join('') }
}

async function* onePage(rows: CellValue[][]): AsyncGenerator<CellValue[][]> {
  yield rows
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
    .map(({ schoolId, schoolName, townshipName, result, met, required, gaps, version, computedAt }) =>
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
      ]),
    )
    .join('')}`

const factsText = (facts: EvidenceRow['facts']): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${factWords(name, 'zh')}：${valueWords(value as string | number | boolean, 'zh')}`)
    .join('；')

/** Every row of evidence of a measure; the files that they name are added to `files`. */
async function evidenceLines(
  { pool, period }: BundleRequest,
  measure: MeasureDefinition,
  results: readonly SchoolResult[],
  files: Map<string, string>,
  now: Awaited<ReturnType<typeof evidenceOfSchools>>,
): Promise<{ text: string; rows: number }> {
  const lines: string[] = []
  for (const { schoolId, schoolName } of results) {
    const kept = period.state === 'frozen' ? await keptEvidence(pool, period.id, measure.id, schoolId) : null
    for (const row of kept ?? now.get(measure.id)?.get(schoolId) ?? []) {
      for (const id of row.fileIds) files.set(id, schoolName)
      const why = row.why === null ? null : gapWords({ code: row.why, params: {} }, 'zh')
      const at = row.at && shanghaiMoment(row.at)
      const counts = row.counts ? '是' : '否'
      const text = [kindWords(row.kind, 'zh'), row.id, row.label, at, counts, why, factsText(row.facts), row.fileIds.join(' ')]
      lines.push(csvLine([schoolId, schoolName, ...text]))
    }
  }
  return { text: `\ufeff${csvLine(EVIDENCE_HEAD)}${lines.join('')}`, rows: lines.length }
}

/** The measures that were asked for, all when none was named; an unknown one is named. */
export function measuresOf(ids: readonly string[], all: readonly MeasureDefinition[]): readonly MeasureDefinition[] | { unknown: string } {
  const unknown = ids.find((id) => !findMeasure(id))
  if (unknown !== undefined) return { unknown }
  return ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id))
}
