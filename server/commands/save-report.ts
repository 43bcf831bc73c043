import type { Incident, ReportKind, SaveReport } from '#contracts/incident.ts'
import { stateOf } from '#domain/incident.ts'
import { draftReport } from '#domain/incident-report.ts'
import { maskNames } from '#domain/mask-name.ts'
import type { Principal } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { findAlarm, readAlarmLog } from '../store/alarm-list.ts'
import { clockFacts, findIncident, numberOf, readClocks } from '../store/incident.ts'
import { readMaskedPersons, readNames } from '../store/incident-detail.ts'
import { insertReport, readReports } from '../store/incident-report.ts'
import { sealSecret, unsealSecrets } from '../store/incident-secret.ts'
import type { Pool } from '../store/pool.ts'
import { answerOnce } from './answer-once.ts'
import { changeIncident, type IncidentAnswer } from './change-incident.ts'

/** A draft from the alarm's log and the recorded steps; nothing is stored. Null when there is no such incident in scope. */
export async function draftOf(pool: Pool, reader: Principal, id: string, kind: ReportKind): Promise<string | null> {
  const row = await findIncident(pool, reader, id)
  if (!row) return null
  const { rows } = await pool.query<{ name: string }>('select name from school where id = $1', [row.schoolId])
  const names = await readNames(pool, id)
  const summary = row.summaryId === null ? null : ((await unsealSecrets(pool, [row.summaryId])).get(row.summaryId) ?? null)
  const alarm = row.alarmId === null ? null : await findAlarm(pool, reader, row.alarmId)
  const submitted = (await readReports(pool, id)).filter((report) => report.submitted).map(({ at }) => at.getTime())
  return draftReport(
    kind,
    {
      number: numberOf(row),
      schoolName: rows[0]?.name ?? row.schoolId,
      incident: clockFacts(row),
      place: row.place,
      summary: summary === null ? null : maskNames(summary, names),
      persons: await readMaskedPersons(pool, row),
      clocks: (await readClocks(pool, [id])).get(id) ?? [],
      alarmLog: alarm === null ? [] : await readAlarmLog(pool, alarm.id),
      since: submitted.length > 0 ? new Date(Math.max(...submitted)) : null,
    },
    new Date(),
  )
}

/**
 * Saves the next version of a report. Of two clerks the first wins. The first report that is handed in is the reporting to the education
 * authority: nobody records it a second time.
 */
export const saveReport = (
  pool: Pool,
  by: Principal,
  key: string,
  { id, kind, body }: { id: string; kind: ReportKind; body: SaveReport },
): Promise<IncidentAnswer> =>
  answerOnce<{ ok: true; incident: Incident }>(pool, by, key, { saveReport: id, kind, body }, async (db) => {
    const incident = await findIncident(db, by, id, { lock: true })
    if (!incident) return refuse('not-found', `there is no incident ${id}`)
    return changeIncident(db, by, { id, version: incident.version }, async (row, now) => {
      if (row.erasedAt) return refuse('conflict', 'names and statements of this incident were erased: nothing is written to it')
      const newest = (await readReports(db, id)).find((report) => report.kind === kind)
      const version = newest?.version ?? 0
      if (version !== body.version)
        return refuse('version-conflict', `version ${body.version} was seen, ${newest?.byName ?? 'somebody'} has saved version ${version}`)
      const secretId = await sealSecret(db, id, 'report', body.body)
      const report = { kind, version: version + 1, submitted: body.submit }
      await insertReport(db, { ...report, incidentId: id, secretId, by: by.username })
      const isReporting = body.submit && row.kind !== 'discipline' && row.steps.reported === undefined
      const next = isReporting ? { ...row, steps: { ...row.steps, reported: now.toISOString() } } : row
      return {
        ok: true,
        row: { ...next, state: row.closedAt ? row.state : stateOf(clockFacts(next)) },
        line: { kind: 'reportSaved', data: { report: kind, version: version + 1, submitted: body.submit } },
      }
    })
  })
