import { randomUUID } from 'node:crypto'
import type { Incident, IncidentKind, IncidentPerson, NewIncident } from '#contracts/incident.ts'
import { instantFault } from '#domain/incident.ts'
import { isOfSchool, type Principal, seesSchool } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { findAlarm } from '../store/alarm-list.ts'
import {
  findIncident,
  type IncidentRow,
  insertIncident,
  logIncident,
  type NewRow,
  readClocks,
  saveIncident,
  toIncident,
} from '../store/incident.ts'
import { sealSecret } from '../store/incident-secret.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { answerOnce } from './answer-once.ts'
import { type IncidentAnswer, refuseField, setClocks } from './change-incident.ts'

/** Files an incident by hand. What names anybody is sealed at once. */
export const openIncident = (pool: Pool, by: Principal, key: string, wanted: NewIncident): Promise<IncidentAnswer> =>
  answerOnce<{ ok: true; incident: Incident }>(pool, by, key, { openIncident: wanted }, async (db) => {
    const { schoolId, kind } = wanted
    const { rows } = await db.query('select from school where id = $1', [schoolId])
    if (rows.length === 0 || !seesSchool(by, schoolId)) return refuseField('body.schoolId', `there is no school ${schoolId} in your scope`)
    if (kind === 'discipline' && !isOfSchool(by)) return refuseField('body.kind', 'is filed by the school itself')
    const now = new Date()
    const [occurredAt, knownAt] = [new Date(wanted.occurredAt), new Date(wanted.knownAt ?? wanted.occurredAt)]
    const [occurredFault, knownFault] = [instantFault(occurredAt, now), instantFault(knownAt, now)]
    if (occurredFault) return refuseField('body.occurredAt', occurredFault)
    if (knownFault) return refuseField('body.knownAt', knownFault)
    if (knownAt < occurredAt) return refuseField('body.knownAt', 'lies before the incident itself')
    if (kind === 'disturbance' && !wanted.facts.conducts)
      return refuseField('body.facts.conducts', 'of the eight kinds of 校闹 at least one is required')
    const row = { id: randomUUID(), alarmId: null, schoolId, kind, occurredAt, knownAt, by: by.username }
    await insertIncident(db, { ...row, grave: wanted.grave, place: wanted.place, facts: wanted.facts })
    return { ok: true, incident: await fill(db, by, row, wanted) }
  })

/** Makes an incident of a closed, genuine alarm in one act: school, place and time are the alarm's. An alarm has one incident. */
export const beginIncident = (
  pool: Pool,
  by: Principal,
  key: string,
  { alarmId, kind }: { alarmId: string; kind: IncidentKind },
): Promise<IncidentAnswer> =>
  answerOnce<{ ok: true; incident: Incident }>(pool, by, key, { beginIncident: alarmId, kind }, async (db) => {
    const alarm = await findAlarm(db, by, alarmId)
    if (!alarm) return refuse('not-found', `there is no alarm ${alarmId}`)
    const { schoolId, state, disposition, exercise } = alarm
    if (schoolId === null) return refuse('refused-input', 'the alarm belongs to no school')
    if (state !== 'closed' || disposition !== 'genuine' || exercise !== null)
      return refuse(
        'conflict',
        `an incident is made of a closed, genuine alarm; this one is ${state}, ${disposition ?? 'without disposition'}`,
      )
    const at = new Date(alarm.receivedAt)
    const place = await readPlace(db, alarm.deviceId, alarm.point)
    const row: NewRow = {
      ...{ id: randomUUID(), alarmId, schoolId, kind, grave: false, occurredAt: at, knownAt: at, place },
      ...{ facts: {}, by: by.username },
    }
    if (!(await insertIncident(db, row))) return refuse('conflict', 'there is an incident of this alarm already')
    return { ok: true, incident: await fill(db, by, row, { summary: '', people: [] }) }
  })

async function readPlace(db: Queryable, deviceId: string | null, point: string): Promise<string> {
  const { rows } = await db.query<{ name: string }>('select name from device where id = $1', [deviceId])
  return (rows[0]?.name || point).slice(0, 100)
}

async function fill(
  db: Queryable,
  by: Principal,
  { id, alarmId }: { id: string; alarmId: string | null },
  { summary, people }: { summary: string; people: readonly IncidentPerson[] },
): Promise<Incident> {
  const summaryId = summary === '' ? null : await sealSecret(db, id, 'summary', summary)
  const peopleId = people.length === 0 ? null : await sealSecret(db, id, 'people', JSON.stringify(people))
  const row = { ...((await findIncident(db, by, id)) as IncidentRow), summaryId, peopleId, people: people.length }
  await saveIncident(db, row)
  await setClocks(db, row)
  await logIncident(db, { incidentId: id, by: by.username, kind: 'opened', doneAt: row.knownAt, data: alarmId === null ? {} : { alarmId } })
  return toIncident(row, (await readClocks(db, [id])).get(id) ?? [], new Date())
}
