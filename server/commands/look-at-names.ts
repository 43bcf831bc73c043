import type { IncidentNames, IncidentPerson } from '#contracts/incident.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { findIncident, logIncident, readIncidentLog } from '../store/incident.ts'
import { findPermission } from '../store/incident-request.ts'
import { unsealSecrets } from '../store/incident-secret.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'

/** Shows names and statements to who has a permission in force. The look is in the incident's log and the audit log before it is answered. */
export const lookAtNames = (pool: Pool, actor: Actor, id: string): Promise<{ ok: true; names: IncidentNames } | Refusal> =>
  transaction(pool, async (db) => {
    const by = actor.principal
    const incident = await findIncident(db, by, id)
    const act = { ...actedBy(actor), action: 'incident.look', object: id }
    if (!incident) {
      await audit(db, { ...act, result: 'not-found' })
      return refuse('not-found', `there is no incident ${id}`)
    }
    const permission = await findPermission(db, id, by.username)
    if (!permission) {
      await audit(db, { ...act, result: 'not-allowed' })
      return refuse('not-allowed', 'names are shown after a reason and the approval of a second person, for a limited time')
    }
    const told = (await readIncidentLog(db, id)).filter(({ kind, secretId }) => kind === 'statement' && secretId !== null)
    const ids = [incident.peopleId, incident.summaryId, ...told.map(({ secretId }) => secretId)].filter((each) => each !== null)
    const texts = await unsealSecrets(db, ids)
    const text = (secretId: string | null): string | null => (secretId === null ? null : (texts.get(secretId) ?? null))
    const people = text(incident.peopleId)
    await logIncident(db, { incidentId: id, by: by.username, kind: 'looked', data: { request: permission.id } })
    await audit(db, { ...act, result: 'ok', data: { request: permission.id, reason: permission.reason, approvedBy: permission.decidedBy } })
    return {
      ok: true,
      names: {
        persons: people === null ? [] : (JSON.parse(people) as IncidentPerson[]),
        summary: text(incident.summaryId),
        statements: told.map((line) => ({ at: (line.doneAt ?? line.at).toISOString(), text: text(line.secretId) ?? '' })),
        endsAt: permission.endsAt.toISOString(),
      },
    }
  })
