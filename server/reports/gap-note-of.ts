// The gap note of one figure as a report takes it: the same words as on the screen, from the same rows.
import type { Measure, Period, SchoolResult } from '#contracts/measure.ts'
import { gapNote } from '#domain/gap-note.ts'
import type { Principal } from '#domain/policy.ts'
import { listGapActions } from '../store/gap.ts'
import { listResults } from '../store/measure-result.ts'
import { periodBefore } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { readMeasureRows } from './measure-figures.ts'

/** Every school's result of one measure in the reader's scope. */
export async function allResults(
  pool: Pool,
  reader: Principal,
  period: Period,
  measureId: string,
  filter: Pick<Parameters<typeof listResults>[3], 'result' | 'township'> = {},
): Promise<SchoolResult[]> {
  const of = { periodId: period.id, beforeId: (await periodBefore(pool, period))?.id ?? null, measureId }
  const rows: SchoolResult[] = []
  let cursor: string | undefined
  do {
    const page = await listResults(pool, reader, of, { ...filter, cursor, limit: 1000 })
    rows.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return rows
}

/** Lines of the note, in Chinese. @returns null when there is no such measure */
export async function gapNoteOf(
  pool: Pool,
  reader: Principal,
  period: Period,
  measureId: string,
): Promise<{ measure: Measure; lines: string[] } | null> {
  const figure = (await readMeasureRows(pool, reader, period.id)).find(({ measure }) => measure.id === measureId)
  if (!figure) return null
  const { measure, met, applicable, rate, computedAt } = figure
  if (computedAt === null) return { measure, lines: [`${measure.name.zh}（${period.name}）：计算中，尚无数字。`] }
  const rows = await allResults(pool, reader, period, measureId)
  const until = period.frozenAt ?? undefined
  const actions = await listGapActions(pool, reader, { measure: measureId, until })
  const note = gapNote({ measure, period, figure: { met, applicable, rate }, rows, actions }, 'zh')
  return {
    measure,
    lines: [note.summary, ...(note.changes ? [note.changes] : []), ...note.lines.map(({ text }, n) => `${n + 1}. ${text}`)],
  }
}
