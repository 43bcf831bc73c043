import type { Incident, IncidentPerson, RecordStep } from '#contracts/incident.ts'
import { stateOf, stepFault, stepsFor } from '#domain/incident.ts'
import { clocksOf, unmet } from '#domain/incident-clock.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { clockFacts, type IncidentRow } from '../store/incident.ts'
import { hasFinalReport } from '../store/incident-report.ts'
import { readCalendar, readRules } from '../store/incident-rule.ts'
import { sealSecret } from '../store/incident-secret.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { answerOnce } from './answer-once.ts'
import { type Changed, changeIncident, type IncidentAnswer, refuseField } from './change-incident.ts'

/** Records that a step was done. A step recorded again corrects the former; both stay in the log. */
export const recordStep = (pool: Pool, by: Principal, key: string, id: string, body: RecordStep): Promise<IncidentAnswer> =>
  answerOnce<{ ok: true; incident: Incident }>(pool, by, key, { recordStep: id, body }, (db) =>
    changeIncident(db, by, { id, version: body.version }, (row, now) => take(db, by, row, body, now)),
  )

async function take(db: Queryable, by: Principal, row: IncidentRow, body: RecordStep, now: Date): Promise<Changed | Refusal> {
  const { step, facts, note = null } = body
  if (!stepsFor(row.kind, by.role).includes(step)) return refuseField('body.step', `${step} of ${row.kind} is not recorded by ${by.role}`)
  const at = body.at === undefined ? now : new Date(body.at)
  const fault = stepFault({ ...clockFacts(row), state: row.state }, { step, at, note, facts }, now)
  if (fault) return refuseField(fault.path, fault.message)
  if (row.erasedAt && note !== null)
    return refuse('conflict', 'names and statements of this incident were erased: nothing is written to it')
  const steps = step === 'note' || step === 'statement' ? row.steps : { ...row.steps, [step]: at.toISOString() }
  const next = {
    ...row,
    steps,
    facts: { ...row.facts, ...facts },
    grave: row.grave || facts.finding === 'seriousBullying',
  }
  const state = stateOf(clockFacts(next))
  if (step === 'closed') {
    const open = unmet(clocksOf(clockFacts(row), await readRules(db), await readCalendar(db)), now)
    if (open.length > 0) return refuse('conflict', `not closed: still to be done: ${open.join(', ')}`)
    if ((row.alarmId !== null || row.grave) && !(await hasFinalReport(db, row.id)))
      return refuse('conflict', 'not closed: the final report 终报 is missing')
  }
  const secretId = note === null ? null : await sealSecret(db, row.id, step === 'statement' ? 'statement' : 'note', note)
  const corrects = step in row.steps ? { corrects: row.steps[step] } : {}
  return {
    ok: true,
    row: { ...next, state, closedAt: state === 'closed' ? (row.closedAt ?? now) : null },
    line: { doneAt: at, kind: step, secretId, data: { ...facts, ...corrects } },
  }
}

/** Replaces the list of those concerned; the former stays sealed with the record until it is erased. */
export const setPeople = (
  pool: Pool,
  by: Principal,
  key: string,
  id: string,
  { version, people }: { version: number; people: readonly IncidentPerson[] },
): Promise<IncidentAnswer> =>
  answerOnce<{ ok: true; incident: Incident }>(pool, by, key, { setPeople: id, version, people }, (db) =>
    changeIncident(db, by, { id, version }, async (row) => {
      if (row.closedAt) return refuse('conflict', 'the incident is closed: reopen it first')
      const peopleId = people.length === 0 ? null : await sealSecret(db, id, 'people', JSON.stringify(people))
      return { ok: true, row: { ...row, people: people.length, peopleId }, line: { kind: 'peopleSet', data: { people: people.length } } }
    }),
  )
