import type { DepartmentStandingList } from '#contracts/department-standing.ts'
import type { Period } from '#contracts/measure.ts'
import { DEPARTMENT_MEASURES } from '#domain/measures/department.ts'
import type { Principal } from '#domain/policy.ts'
import { addDays } from '#domain/shanghai.ts'
import { readDepartmentMeasures, readDepartmentStanding } from '../store/department-standing.ts'
import { readVersions, toMeasure } from '../store/measure.ts'
import type { Pool } from '../store/pool.ts'
import { readMeasureRows } from './measure-figures.ts'

/** What each department answers for in a period: its tasks, hazards and measures, and the rules they are judged by. */
export async function readStanding(
  pool: Pool,
  reader: Principal,
  period: Period,
): Promise<Omit<DepartmentStandingList, 'period' | 'nextCursor'>> {
  const { items, total } = await readDepartmentStanding(pool, reader, period, Date.now())
  const figures = new Map((await readMeasureRows(pool, reader, period.id)).map((row) => [row.measure.id, row]))
  const measures = await readDepartmentMeasures(pool)
  const versions = await readVersions(pool)
  return {
    rules: DEPARTMENT_MEASURES.map(({ id, ...definition }) => {
      const { name, unit, target, rule } = toMeasure({ id, ...definition }, versions.get(id) ?? [], addDays(period.to, -1))
      const { text, source, clause, version, validFrom } = rule
      return { id, name, unit, target, text, source: `${source} · ${clause}`, version, validFrom }
    }),
    items: items
      .map((item) => ({
        ...item,
        measures: (measures.get(item.department.id) ?? []).flatMap((id) => {
          const figure = figures.get(id)
          return figure && figure.computedAt !== null
            ? [{ measureId: id, met: figure.met, applicable: figure.applicable, rate: figure.rate }]
            : []
        }),
      }))
      .filter((item) => item.tasks.applicable + item.hazards.applicable + item.measures.length > 0),
    total,
    computedAt: (reader.schoolIds === null ? period.frozenAt : null) ?? new Date().toISOString(),
  }
}
