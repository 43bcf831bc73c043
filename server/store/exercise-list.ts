import type { OpenExercise } from '#contracts/exercise.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

type ExerciseRow = Omit<OpenExercise, 'openedAt' | 'endsAt' | 'endedAt' | 'policeNotifiedAt'> & {
  openedAt: Date
  endsAt: Date
  endedAt: Date | null
  policeNotifiedAt: Date
}

// An exercise of one device belongs to that device's school.
const SELECT = `select exercise.id, exercise.kind, exercise.device_id as "deviceId", exercise.school_id as "schoolId", opened_by as "openedBy",
    opened_at as "openedAt", ends_at as "endsAt", ended_at as "endedAt", police_notified_by as "policeNotifiedBy",
    police_notified_at as "policeNotifiedAt", reason
  from exercise left join device on device.id = exercise.device_id`
const SCHOOL = 'coalesce(exercise.school_id, device.school_id)'

/** Open drills and tests in the reader's scope. */
export async function listExercises(
  db: Queryable,
  reader: Principal,
  { school, cursor, limit }: { school?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Paged<OpenExercise>> {
  const [after] = decodeCursor(cursor, UUID) ?? [null]
  const scope = schoolScope(reader, 4, SCHOOL)
  const { rows } = await db.query<ExerciseRow>(
    `${SELECT} where ended_at is null and ends_at > now() and ($1::uuid is null or exercise.id > $1) and ($2::text is null or ${SCHOOL} = $2)
       and ${scope.sql} order by exercise.id limit $3`,
    [after, school ?? null, limit + 1, ...scope.values],
  )
  return pageOf(rows, limit, ({ id }) => [id], toExercise)
}

/** One exercise in the reader's scope, open or ended. */
export async function findExercise(db: Queryable, reader: Principal, id: string): Promise<OpenExercise | null> {
  const scope = schoolScope(reader, 2, SCHOOL)
  const { rows } = await db.query<ExerciseRow>(`${SELECT} where exercise.id = $1 and ${scope.sql}`, [id, ...scope.values])
  return rows[0] ? toExercise(rows[0]) : null
}

/**
 * Ends whatever drill or test covers an alarm's device: its own, or that of the school at which it is registered, which may be another than
 * the alarm's (位置不符).
 * @returns the ids of those
 */
export async function endExercisesOf(db: Queryable, deviceId: string | null, schoolId: string | null): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update exercise set ended_at = now() where ended_at is null and ends_at > now()
       and (device_id = $1 or school_id = coalesce((select school_id from device where id = $1), $2)) returning id`,
    [deviceId, schoolId],
  )
  return rows.map(({ id }) => id)
}

const toExercise = (row: ExerciseRow): OpenExercise => ({
  ...row,
  openedAt: row.openedAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  policeNotifiedAt: row.policeNotifiedAt.toISOString(),
})
