import type { IncidentRule } from '#domain/incident-clock.ts'
import type { Calendar } from '#domain/work-day.ts'
import type { Queryable } from './pool.ts'

/** Every approved version of every limit. */
export async function readRules(db: Queryable): Promise<IncidentRule[]> {
  const { rows } = await db.query<IncidentRule>(
    `select rule, version, amount, unit, warn_minutes as "warnMinutes", valid_from as "validFrom"
     from incident_rule where approved_at is not null`,
  )
  return rows
}

/** Days that are not what their weekday says. */
export async function readCalendar(db: Queryable): Promise<Calendar> {
  const { rows } = await db.query<{ day: string; kind: 'off' | 'work' }>('select day::text as day, kind from holiday')
  return new Map(rows.map(({ day, kind }) => [day, kind]))
}
