import { type Refusal, refuse } from '#domain/problem.ts'
import type { Pool } from '../store/pool.ts'

export interface NewExercise {
  kind: 'drill' | 'test'
  deviceId?: string | undefined
  schoolId?: string | undefined
  minutes: number
  policeNotifiedBy: string
  policeNotifiedAt: Date
  reason?: string | undefined
  openedBy: string
}

export interface ExerciseRow {
  id: string
  kind: 'drill' | 'test'
  deviceId: string | null
  schoolId: string | null
  openedBy: string
  openedAt: Date
  endsAt: Date
  endedAt: Date | null
}

const COLUMNS = `id, kind, device_id as "deviceId", school_id as "schoolId", opened_by as "openedBy", opened_at as "openedAt", ends_at as "endsAt", ended_at as "endedAt"`
const TEST_MINUTES = 10
const CLOCKS_DIFFER_MS = 60_000

/** Opens a drill of a school or the test of one button, once the notice to the police is recorded (R11, R17). A test lasts ten minutes at most. */
export async function openExercise(pool: Pool, exercise: NewExercise): Promise<{ ok: true; exercise: ExerciseRow } | Refusal> {
  const { kind, deviceId = null, schoolId = null, minutes, policeNotifiedBy, policeNotifiedAt, reason = null, openedBy } = exercise
  if ((deviceId === null) === (schoolId === null)) return refuse('refused-input', 'an exercise is of one device or of one school')
  if (kind === 'test' && (deviceId === null || minutes > TEST_MINUTES))
    return refuse('refused-input', `a test is of one device and lasts ${TEST_MINUTES} minutes at most`)
  if (policeNotifiedAt.getTime() > Date.now() + CLOCKS_DIFFER_MS) {
    const message = 'the police must have been told before, this time is still to come'
    return refuse('refused-input', message, { errors: [{ path: 'body.policeNotifiedAt', message }] })
  }
  const table = deviceId === null ? 'school' : 'device'
  const { rows: known } = await pool.query(`select from ${table} where id = $1`, [deviceId ?? schoolId])
  if (known.length === 0) return refuse('not-found', `no ${table} ${deviceId ?? schoolId}`)
  const { rows } = await pool.query<ExerciseRow>(
    `insert into exercise (kind, device_id, school_id, opened_by, ends_at, police_notified_by, police_notified_at, reason)
     values ($1, $2, $3, $4, now() + make_interval(mins => $5), $6, $7, $8) returning ${COLUMNS}`,
    [kind, deviceId, schoolId, openedBy, minutes, policeNotifiedBy, policeNotifiedAt, reason],
  )
  return { ok: true, exercise: rows[0] as ExerciseRow }
}

export async function endExercise(pool: Pool, id: string): Promise<{ ok: true; exercise: ExerciseRow } | Refusal> {
  const { rows } = await pool.query<ExerciseRow>(
    `update exercise set ended_at = now() where id = $1 and ended_at is null returning ${COLUMNS}`,
    [id],
  )
  return rows[0] ? { ok: true, exercise: rows[0] } : refuse('not-found', `no open exercise ${id}`)
}
