import { findMeasure } from '#domain/measures/registry.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import type { Queryable } from './pool.ts'

/** Why a figure cannot be meant, naming the field, or null: there is no such measure, or no such period. */
export async function unknownFigure(
  db: Queryable,
  { measureId, periodId }: { measureId: string; periodId?: string },
): Promise<Refusal | null> {
  const wrong = (path: string, message: string) => refuse('refused-input', `${path}: ${message}`, { errors: [{ path, message }] })
  if (!findMeasure(measureId)) return wrong('measureId', `there is no measure ${measureId}`)
  if (periodId === undefined) return null
  const { rows } = await db.query('select from period where id = $1', [periodId])
  return rows.length > 0 ? null : wrong('body.periodId', `there is no period ${periodId}`)
}
