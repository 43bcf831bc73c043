// A plan of one alarm at most, written in one statement that is a transaction of its own.
import type { Alarm } from '#contracts/alarm.ts'
import type { Plan } from '#domain/intake.ts'
import { alarmRows, alarmValues, alarmWrites, NOTIFY, numbered, type Only } from './alarm.ts'
import { LOCK } from './lock.ts'
import { ctesOf, type Part, prepare, type RawOf, textOf } from './plan.ts'
import type { Queryable } from './pool.ts'
import { type Asked, MARK_OF, type RegisterEntry } from './register.ts'

/** What a plan that was made from memory took for granted: its sender's entry, that none of these keys is known, and that no exercise is open. */
export interface Assumed {
  readonly entry: RegisterEntry
  readonly keys: Asked['keys']
}

const stillHolds = (n: number): string => `${MARK_OF(`$${n}`)} = $${n + 1}
          and not exists (select from unnest($${n + 2}::text[], $${n + 3}::text[], $${n + 4}::text[]) as a(source, identity, key)
            cross join lateral (select from press_key p where p.source = a.source and p.identity = a.identity and p.key = a.key offset 0) k)
          and not exists (select from exercise where ended_at is null and ends_at > now())`

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
    return numbered(plan.alarms, rows[0]?.base ?? 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === DIVISION_BY_ZERO || error.code === UNIQUE_VIOLATION)) return null
    throw error
  }
}

function commitText(parts: readonly Part[], only: Only, isAssumed: boolean): string {
  const n = parts.length + 1
  // The order of locks is that of every other transaction: the alarm, device states and the rest, and the cursor last.
  const locks = parts.flatMap((part) => part.locks)
  const written = `written as materialized (select ${['0', ...locks.map((lock) => `(select count(*) from ${lock})`)].join(' + ')} as n)`
  const holds = ['(select n from written) >= 0', ...parts.flatMap((part) => part.holds ?? []), ...(isAssumed ? [stillHolds(n + 2)] : [])]
  const ctes = [
    alarmRows(n, { gate: GATE, only }),
    ctesOf(parts, 'where (select count(*) from locked) >= 0'),
    written,
    alarmWrites(n, { only, after: `and ${holds.join(' and ')}` }),
  ]
  // Division by zero is how a single statement rolls itself back.
  return `with ${ctes.filter((part) => part !== '').join(',\n')}
          select base, ${NOTIFY} from (select 1 / (select count(*) from head)::int as held, (select base from head) as base) h where held = 1`
}

const assumedValues = ({ entry: { externalId, mark }, keys }: Assumed): unknown[] => [
  externalId,
  mark,
  keys.map(({ source }) => source),
  keys.map(({ identity }) => identity),
  keys.map(({ key }) => key),
]

// Shared with its like, and waiting for whoever holds the intake lock: what that one has read stays true until it has written.
const GATE = `pg_advisory_xact_lock_shared(${LOCK.intake})`
const DIVISION_BY_ZERO = '22012'
const UNIQUE_VIOLATION = '23505'
