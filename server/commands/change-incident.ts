import type { Incident } from '#contracts/incident.ts'
import { clocksOf } from '#domain/incident-clock.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import {
  clockFacts,
  findIncident,
  type IncidentRow,
  type LogLine,
  logIncident,
  readClocks,
  saveClocks,
  saveIncident,
  toIncident,
} from '../store/incident.ts'
import { readCalendar, readRules } from '../store/incident-rule.ts'
import { readPersonName } from '../store/person-name.ts'
import type { Queryable } from '../store/pool.ts'

export type IncidentAnswer = { ok: true; incident: Incident } | Refusal

/** What an act makes of an incident, and its line in the log. */
export type Changed = { ok: true; row: IncidentRow; line: Omit<LogLine, 'incidentId' | 'by'> }

/** A refusal that names a field of the body. */
export const refuseField = (path: string, message: string): Refusal =>
  refuse('refused-input', `${path.replace(/^body\./, '')}: ${message}`, { errors: [{ path, message }] })

/** Works out an incident's clocks anew from what is recorded. */
export async function setClocks(db: Queryable, row: IncidentRow): Promise<void> {
  await saveClocks(db, row.id, clocksOf(clockFacts(row), await readRules(db), await readCalendar(db)))
}

/**
 * One change of an incident under its lock: of two clerks the first wins, the second hears who was first and sees what is there now.
 * @param change what the act makes of it
 */
export async function changeIncident(
  db: Queryable,
  by: Principal,
  { id, version }: { id: string; version: number },
  change: (row: IncidentRow, now: Date) => Promise<Changed | Refusal>,
): Promise<IncidentAnswer> {
  const row = await findIncident(db, by, id, { lock: true })
  if (!row) return refuse('not-found', `there is no incident ${id}`)
  const now = new Date()
  if (row.version !== version) {
    const current = toIncident(row, (await readClocks(db, [id])).get(id) ?? [], now)
    return refuse(
      'version-conflict',
      `version ${version} was seen, ${await readPersonName(db, row.changedBy)} has changed it to version ${row.version}`,
      { current },
    )
  }
  const changed = await change(row, now)
  if (!changed.ok) return changed
  return { ok: true, incident: await keepChange(db, by, changed, now) }
}

/** Saves a change with its clocks and its line in the log. */
async function keepChange(db: Queryable, by: Principal, { row, line }: Changed, now: Date): Promise<Incident> {
  const next = { ...row, version: row.version + 1, changedBy: by.username, changedAt: now }
  await saveIncident(db, next)
  await setClocks(db, next)
  await logIncident(db, { ...line, incidentId: row.id, by: by.username })
  return toIncident(next, (await readClocks(db, [row.id])).get(row.id) ?? [], now)
}
