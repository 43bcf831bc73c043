import type {
  ClockName,
  Incident,
  IncidentCandidate,
  IncidentCount,
  IncidentFacts,
  IncidentKind,
  IncidentState,
  IncidentStep,
} from '#contracts/incident.ts'
import { type Clock, type ClockFacts, clockState } from '#domain/incident-clock.ts'
import type { Principal } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { incidentScope, schoolScope } from './scope.ts'

/** An incident as stored; names are elsewhere. */
export interface IncidentRow {
  id: string
  serial: number
  schoolId: string
  alarmId: string | null
  kind: IncidentKind
  state: IncidentState
  grave: boolean
  occurredAt: Date
  knownAt: Date
  place: string
  facts: IncidentFacts
  steps: Partial<Record<IncidentStep, string>>
  people: number
  peopleId: string | null
  summaryId: string | null
  createdBy: string
  createdAt: Date
  changedBy: string
  changedAt: Date
  closedAt: Date | null
  erasedAt: Date | null
  version: number
}

const COLUMNS = `incident.id, serial, incident.school_id as "schoolId", alarm_id as "alarmId", kind, state, grave, occurred_at as "occurredAt",
  known_at as "knownAt", place, facts, steps, people, people_id as "peopleId", summary_id as "summaryId", created_by as "createdBy",
  created_at as "createdAt", changed_by as "changedBy", changed_at as "changedAt", closed_at as "closedAt", erased_at as "erasedAt", version`

/** The number by which people call it, e.g. 2026-0012. */
export const numberOf = ({ serial, createdAt }: Pick<IncidentRow, 'serial' | 'createdAt'>): string =>
  `${new Date(createdAt.getTime() + 8 * 3_600_000).getUTCFullYear()}-${String(serial).padStart(4, '0')}`

/** What the clocks need of a row. */
export const clockFacts = ({ kind, grave, occurredAt, knownAt, steps, facts }: IncidentRow): ClockFacts => ({
  kind,
  grave,
  occurredAt,
  knownAt,
  facts,
  steps: Object.fromEntries(Object.entries(steps).map(([step, at]) => [step, new Date(at)])),
})

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export function toIncident(row: IncidentRow, clocks: readonly Clock[], now: Date): Incident {
  const { serial, peopleId, summaryId, ...rest } = row
  return {
    ...rest,
    number: numberOf(row),
    occurredAt: row.occurredAt.toISOString(),
    knownAt: row.knownAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    closedAt: iso(row.closedAt),
    erasedAt: iso(row.erasedAt),
    clocks: clocks.map((clock) => ({
      ...clock,
      startedAt: clock.startedAt.toISOString(),
      dueAt: clock.dueAt.toISOString(),
      metAt: iso(clock.metAt),
      state: clockState(clock, now),
    })),
  }
}

/** The clocks of incidents, by incident. */
export async function readClocks(db: Queryable, ids: readonly string[]): Promise<Map<string, Clock[]>> {
  const { rows } = await db.query<Clock & { incidentId: string }>(
    `select incident_id as "incidentId", clock, started_at as "startedAt", due_at as "dueAt", met_at as "metAt",
       warn_minutes as "warnMinutes", rule_version as "ruleVersion"
     from incident_clock where incident_id = any($1::uuid[]) order by due_at, clock`,
    [ids],
  )
  const byIncident = new Map<string, Clock[]>(ids.map((id) => [id, []]))
  for (const { incidentId, ...clock } of rows) byIncident.get(incidentId)?.push(clock)
  return byIncident
}

export interface IncidentFilter {
  kind?: IncidentKind | undefined
  state?: 'unfinished' | IncidentState | undefined
  clock?: 'soon' | 'overdue' | undefined
  school?: string | undefined
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Incidents in the reader's scope, the latest first. */
export async function listIncidents(db: Queryable, reader: Principal, filter: IncidentFilter): Promise<Paged<Incident>> {
  const { kind, state, clock, school, from, to, cursor, limit } = filter
  const [occurredAt, id] = decodeCursor(cursor, INSTANT, UUID) ?? [null, null]
  const scope = incidentScope(reader, 10)
  const now = new Date()
  // The state is spelt out: only then can the planner use the partial index.
  const inState = state === 'unfinished' ? `closed_at is null and $1::text is not null` : '($1::text is null or state = $1)'
  const { rows } = await db.query<IncidentRow & { key: string }>(
    `select ${COLUMNS}, ${instantKey('occurred_at')} as key from incident
     where ${inState} and ($2::text is null or kind = $2) and ($3::text is null or incident.school_id = $3)
       and ($4::timestamptz is null or occurred_at >= $4) and ($5::timestamptz is null or occurred_at < $5)
       and ($6::timestamptz is null or (occurred_at <= $6 and (occurred_at < $6 or incident.id > $7::uuid)))
       and ($8::text is null or exists (select from incident_clock c where c.incident_id = incident.id and c.met_at is null and c.is_duty
         and case $8 when 'overdue' then c.due_at < now()
           else c.due_at >= now() and c.due_at - make_interval(mins => c.warn_minutes) <= now() end))
       and ${scope.sql}
     order by occurred_at desc, incident.id limit $9`,
    [state ?? null, kind ?? null, school ?? null, from ?? null, to ?? null, occurredAt, id, clock ?? null, limit + 1, ...scope.values],
  )
  const clocks = await readClocks(
    db,
    rows.map((row) => row.id),
  )
  return pageOf(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toIncident(row, clocks.get(row.id) ?? [], now),
  )
}

/** One incident in scope. @param lock until the transaction ends */
export async function findIncident(
  db: Queryable,
  reader: Principal,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<IncidentRow | null> {
  const scope = incidentScope(reader, 2)
  const { rows } = await db.query<IncidentRow>(
    `select ${COLUMNS} from incident where incident.id = $1 and ${scope.sql} ${lock ? 'for update' : ''}`,
    [id, ...scope.values],
  )
  return rows[0] ?? null
}

export interface NewRow {
  id: string
  schoolId: string
  alarmId: string | null
  kind: IncidentKind
  grave: boolean
  occurredAt: Date
  knownAt: Date
  place: string
  facts: IncidentFacts
  by: string
}

/** @returns whether it was new: an alarm has one incident */
export async function insertIncident(db: Queryable, row: NewRow): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into incident (id, school_id, alarm_id, kind, state, grave, occurred_at, known_at, place, facts, created_by, changed_by, version)
     values ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $10, 1) on conflict (alarm_id) do nothing`,
    [row.id, row.schoolId, row.alarmId, row.kind, row.grave, row.occurredAt, row.knownAt, row.place, JSON.stringify(row.facts), row.by],
  )
  return rowCount === 1
}

/** Saves what can change of an incident; the caller holds its lock and has raised its version. */
export async function saveIncident(db: Queryable, row: IncidentRow): Promise<void> {
  await db.query(
    `update incident set state = $2, facts = $3, steps = $4, people = $5, people_id = $6, summary_id = $7, changed_by = $8, changed_at = $9,
       closed_at = $10, erased_at = $11, version = $12, grave = $13 where id = $1`,
    [
      row.id,
      row.state,
      JSON.stringify(row.facts),
      JSON.stringify(row.steps),
      row.people,
      row.peopleId,
      row.summaryId,
      row.changedBy,
      row.changedAt,
      row.closedAt,
      row.erasedAt,
      row.version,
      row.grave,
    ],
  )
}

/** Replaces an incident's clocks; a clock that goes on keeps what was noted of it. */
export async function saveClocks(db: Queryable, incidentId: string, clocks: readonly Clock[]): Promise<void> {
  await db.query(
    `with wanted as (select * from jsonb_to_recordset($2::jsonb)
         as r(clock text, "startedAt" timestamptz, "dueAt" timestamptz, "metAt" timestamptz, "warnMinutes" int, "ruleVersion" int)),
       gone as (delete from incident_clock where incident_id = $1 and clock not in (select clock from wanted))
     insert into incident_clock as c (incident_id, clock, started_at, due_at, met_at, warn_minutes, rule_version, is_duty)
     select $1, clock, "startedAt", "dueAt", "metAt", "warnMinutes", "ruleVersion", clock <> 'appeal' from wanted
     on conflict (incident_id, clock) do update set started_at = excluded.started_at, due_at = excluded.due_at, met_at = excluded.met_at,
       warn_minutes = excluded.warn_minutes, rule_version = excluded.rule_version,
       soon_noted_at = case when c.due_at = excluded.due_at then c.soon_noted_at end,
       overdue_noted_at = case when c.due_at = excluded.due_at then c.overdue_noted_at end`,
    [incidentId, JSON.stringify(clocks)],
  )
}

/** Unfinished incidents whose clocks count working days, locked in id order. */
export async function lockCountingWorkingDays(db: Queryable): Promise<IncidentRow[]> {
  const { rows } = await db.query<IncidentRow>(
    `select ${COLUMNS} from incident where closed_at is null and exists (select from incident_clock c
       where c.incident_id = incident.id and c.met_at is null and c.clock in ('appeal', 'appealDecision')) order by incident.id for update`,
  )
  return rows
}

export interface LogLine {
  incidentId: string
  doneAt?: Date | null
  by: string | null
  kind: string
  secretId?: string | null
  data?: Record<string, unknown>
}

export async function logIncident(db: Queryable, { incidentId, doneAt, by, kind, secretId, data }: LogLine): Promise<void> {
  await db.query('insert into incident_log (incident_id, done_at, by_account, kind, secret_id, data) values ($1, $2, $3, $4, $5, $6)', [
    incidentId,
    doneAt ?? null,
    by,
    kind,
    secretId ?? null,
    JSON.stringify(data ?? {}),
  ])
}

export interface StoredLogLine {
  at: Date
  doneAt: Date | null
  by: string | null
  byName: string | null
  kind: string
  secretId: string | null
  data: Record<string, unknown>
}

export async function readIncidentLog(db: Queryable, incidentId: string): Promise<StoredLogLine[]> {
  const { rows } = await db.query<StoredLogLine>(
    `select at, done_at as "doneAt", by_account as by, account.name as "byName", kind, secret_id as "secretId", data
     from incident_log left join account on account.username = by_account where incident_id = $1 order by incident_log.id`,
    [incidentId],
  )
  return rows
}

/** A clock that has come so far that somebody is to know. */
export interface DueClock {
  incidentId: string
  clock: ClockName
  dueAt: Date
  isOverdue: boolean
}

/** Marks the clocks that ran into their last part or out since the last look. A clock that both happened to says the worse alone. */
export async function takeDueClocks(db: Queryable, now: Date): Promise<DueClock[]> {
  const { rows } = await db.query<DueClock>(
    `with due as (
       select incident_id, clock, due_at < $1 as is_overdue from incident_clock
       where met_at is null and is_duty and due_at - make_interval(mins => warn_minutes) <= $1
         and case when due_at < $1 then overdue_noted_at is null else soon_noted_at is null end
       order by due_at, incident_id, clock limit 500 for update skip locked)
     update incident_clock c set soon_noted_at = coalesce(c.soon_noted_at, $1), overdue_noted_at = case when due.is_overdue then $1::timestamptz end
     from due where c.incident_id = due.incident_id and c.clock = due.clock
     returning c.incident_id as "incidentId", c.clock, c.due_at as "dueAt", due.is_overdue as "isOverdue"`,
    [now],
  )
  return rows
}

/** Closed, genuine alarms in scope, at most 90 days old, of which no incident exists. @returns with their receiving time, the newest first */
export async function listCandidates(
  db: Queryable,
  reader: Principal,
): Promise<(Omit<IncidentCandidate, 'receivedAt' | 'reportDueAt'> & { receivedAt: Date })[]> {
  const scope = schoolScope(reader, 1, 'alarm.school_id')
  const { rows } = await db.query<Omit<IncidentCandidate, 'receivedAt' | 'reportDueAt'> & { receivedAt: Date }>(
    `select alarm.id as "alarmId", alarm.school_id as "schoolId", alarm.kind as "alarmKind", alarm.received_at as "receivedAt" from alarm
     where alarm.received_at > now() - interval '90 days' and alarm.state = 'closed' and alarm.disposition = 'genuine' and alarm.exercise is null
       and alarm.school_id is not null and not exists (select from incident where incident.alarm_id = alarm.id) and ${scope.sql}
     order by alarm.received_at desc, alarm.id limit 100`,
    scope.values,
  )
  return rows
}

/** By month, school and kind. Of 教育惩戒 these numbers are all that the bureau gets. */
export async function countIncidents(
  db: Queryable,
  reader: Principal,
  { from, to, school }: { from?: string | undefined; to?: string | undefined; school?: string | undefined },
): Promise<IncidentCount[]> {
  const scope = schoolScope(reader, 4, 'incident.school_id')
  const { rows } = await db.query<IncidentCount>(
    `select to_char(occurred_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, incident.school_id as "schoolId", kind, count(*)::int as incidents,
       count(*) filter (where closed_at is null)::int as unfinished,
       count(*) filter (where exists (select from incident_clock c
         where c.incident_id = incident.id and c.met_at is null and c.is_duty and c.due_at < now()))::int as overdue
     from incident where occurred_at >= coalesce($1::timestamptz, now() - interval '1 year') and ($2::timestamptz is null or occurred_at < $2)
       and ($3::text is null or incident.school_id = $3) and ${scope.sql}
     group by 1, 2, 3 order by 1 desc, 2, 3`,
    [from ?? null, to ?? null, school ?? null, ...scope.values],
  )
  return rows
}
