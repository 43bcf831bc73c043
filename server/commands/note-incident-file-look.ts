import { audit } from '../store/audit.ts'
import { findIncident, logIncident } from '../store/incident.ts'
import { UUID } from '../store/page.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'

export interface IncidentFileLook {
  /** the incident */
  readonly ownerId: string
  /** null: the list of its files */
  readonly fileId: string | null
  readonly allowed: boolean
}

/** A look at an incident's papers, in its own log and in the audit log; one that was refused in the audit log alone. */
export const noteIncidentFileLook = (pool: Pool, actor: Actor, { ownerId, fileId, allowed }: IncidentFileLook): Promise<void> =>
  transaction(pool, async (db) => {
    const by = actor.principal
    if (!UUID.test(ownerId)) return
    const incident = await findIncident(db, by, ownerId)
    if (incident && allowed) await logIncident(db, { incidentId: ownerId, by: by.username, kind: 'fileLooked', data: { file: fileId } })
    await audit(db, {
      ...actedBy(actor),
      action: 'incident.lookAtFile',
      object: ownerId,
      result: allowed ? 'ok' : incident ? 'not-allowed' : 'not-found',
      data: { file: fileId },
    })
  })
