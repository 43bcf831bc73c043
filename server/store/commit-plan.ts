// A plan of one alarm at most, written in one statement that is a transaction of its own.
import type { Alarm } from '#contracts/alarm.ts'
import type { Plan } from '#domain/intake.ts'
import { alarmRows, alarmValues, alarmWrites, NOTIFY, numbered, type Only } from './alarm.ts'
import { LOCK } from './lock.ts'
import { ctesOf, type Part, prepare, type RawOf, textOf } from './plan.ts'
import type { Queryable } from './pool.ts'
import { type Asked, markOf, type RegisterEntry } from './register.ts'

/** What a plan that was made from memory took for granted: its sender's entry, that none of these keys is known, and that none of its devices is in an exercise. */
export interface Assumed {
  readonly entry: RegisterEntry
  readonly keys: Asked['keys']
}

// As it was when the statement began: a change that is committed while it waits at the gate comes after the press.
const stillHolds = (n: number): string => `${markOf(`$${n}`)} = $${n + 1}
          and not exists (select from unnest($${n + 2}::text[], $${n + 3}::text[], $${n + 4}::text[]) as a(source, identity, key)
            cross join lateral (select from press_key p where p.source = a.source and p.identity = a.identity and p.key = a.key offset 0) k)
          and not exists (select from exercise where ended_at is null and ends_at > now()
            and (device_id = any($${n + 5}::text[]) or school_id = any($${n + 6}::text[])))`

/**
 * Writes all of a plan in one statement that is a transaction of its own, where the register was read without a lock: a plan of one alarm at
 * most, whose version tells whether the register still holds.
 * @param assumed for a plan of one new alarm, made without reading the register
 * @returns the alarms as pushed; null when somebody else was first, and nothing is written: read and plan again, under the lock
 */
export async function commitPlan(db: Queryable, plan: Plan, raw: RawOf, assumed?: Assumed): Promise<Alarm[] | null> {
  const { parts, values, ...prepared } = prepare(plan, raw)
  const only = plan.alarms[0]?.isNew ? 'opened' : 'changed'
  const name = `commit-${only}-${prepared.name}${assumed ? '-assumed' : ''}`
  try {
    const { rows } = await db.query<{ base: number }>({
      name,
      text: textOf(name, () => commitText(parts, only, assumed !== undefined)),
      values: [...values, ...alarmValues(plan.alarms, plan.log), ...(assumed ? assumedValues(assumed) : [])],
    })
    const [written] = rows
    return written ? numbered(plan.alarms, written.base) : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === DIVISION_BY_ZERO || error.code === UNIQUE_VIOLATION)) return null
    throw error
  }
}

function commitText(parts: readonly Part[], only: Only, isAssumed: boolean): string {
  const n = parts.length + 1
  // Where what was assumed does not hold no part of the statement finds anything to write.
  const source = (parameter: number) => (isAssumed ? `(case when (select held from assumed) then $${parameter} end)` : `$${parameter}`)
  const assumed = isAssumed ? `assumed as materialized (select (${stillHolds(n + 2)}) is true as held from gate)` : ''
  // The order of locks is that of every other transaction: the alarm, device states and the rest, and the cursor last.
  const locks = parts.flatMap((part) => part.locks)
  const written = `written as materialized (select ${['0', ...locks.map((lock) => `(select count(*) from ${lock})`)].join(' + ')} as n)`
  const holds = ['(select n from written) >= 0', ...parts.flatMap((part) => part.holds ?? [])]
  const ctes = [
    // Shared with its like, and waiting for whoever holds the intake lock: what that one has read stays true until it has written.
    `gate as materialized (select pg_advisory_xact_lock_shared(${LOCK.intake}))`,
    assumed,
    alarmRows(source(n), { only }),
    ctesOf(parts, 'where (select count(*) from locked) >= 0', source),
    written,
    alarmWrites(source(n + 1), { only, after: `and ${holds.join(' and ')}` }),
  ]
  // Division by zero is how a single statement rolls itself back.
  const held = `1 / (select count(*) from head)::int`
  return `with ${ctes.filter((part) => part !== '').join(',\n')}
          select base, ${NOTIFY} from (select ${isAssumed ? `case when (select held from assumed) then ${held} end` : held} as held,
            (select base from head) as base) h where held = 1`
}

const assumedValues = ({ entry: { externalId, mark, devices }, keys }: Assumed): unknown[] => [
  externalId,
  mark,
  keys.map(({ source }) => source),
  keys.map(({ identity }) => identity),
  keys.map(({ key }) => key),
  devices.map(({ id }) => id),
  devices.map(({ schoolId }) => schoolId),
]

const DIVISION_BY_ZERO = '22012'
const UNIQUE_VIOLATION = '23505'
