import type { IncidentDetail, IncidentPerson } from '#contracts/incident.ts'
import { maskName, maskNames } from '#domain/mask-name.ts'
import { may, type Principal } from '#domain/policy.ts'
import { listFiles } from './file.ts'
import { findIncident, type IncidentRow, readClocks, readIncidentLog, toIncident } from './incident.ts'
import { readReports } from './incident-report.ts'
import { listRequests } from './incident-request.ts'
import { readPeopleLists, unsealSecrets } from './incident-secret.ts'
import type { Queryable } from './pool.ts'

/** Every name that stands in an incident's lists of people, the replaced ones too. */
export async function readNames(db: Queryable, incidentId: string): Promise<string[]> {
  const lists = (await readPeopleLists(db, incidentId)).map((list) => JSON.parse(list) as IncidentPerson[])
  return lists.flat().map(({ name }) => name)
}

/** Those concerned, masked. */
export async function readMaskedPersons(db: Queryable, { peopleId }: Pick<IncidentRow, 'peopleId'>): Promise<IncidentDetail['persons']> {
  if (peopleId === null) return []
  const list = (await unsealSecrets(db, [peopleId])).get(peopleId)
  return list ? (JSON.parse(list) as IncidentPerson[]).map(({ name, part }) => ({ name: maskName(name), part })) : []
}

/** One incident with all that belongs to it; names masked wherever they stand, statements hidden. */
export async function readIncidentDetail(db: Queryable, reader: Principal, id: string): Promise<IncidentDetail | null> {
  const row = await findIncident(db, reader, id)
  if (!row) return null
  const [log, reports] = [await readIncidentLog(db, id), await readReports(db, id)]
  const shown = log.filter(({ kind }) => kind !== 'statement').map(({ secretId }) => secretId)
  const texts = await unsealSecrets(
    db,
    [row.summaryId, ...shown, ...reports.map(({ secretId }) => secretId)].filter((each) => each !== null),
  )
  const names = await readNames(db, id)
  const masked = (secretId: string | null): string | null => {
    const text = secretId === null ? null : (texts.get(secretId) ?? null)
    return text === null ? null : maskNames(text, names)
  }
  return {
    ...toIncident(row, (await readClocks(db, [id])).get(id) ?? [], new Date()),
    summary: masked(row.summaryId),
    persons: await readMaskedPersons(db, row),
    log: log.map(({ secretId, ...line }) => ({
      ...line,
      at: line.at.toISOString(),
      doneAt: line.doneAt?.toISOString() ?? null,
      note: masked(secretId),
      hidden: secretId !== null && line.kind === 'statement' && row.erasedAt === null,
    })),
    reports: reports.map(({ secretId, ...report }) => ({ ...report, at: report.at.toISOString(), body: masked(secretId) })),
    requests: await listRequests(db, reader, { incidentId: id }),
    files: (await listFiles(db, { kind: 'incident', id })).map(({ id, mediaType, bytes, uploadedBy, uploadedAt }) => ({
      id,
      mediaType,
      bytes,
      uploadedBy,
      uploadedAt,
    })),
    mayWrite: may(reader, 'incident:write'),
  }
}
