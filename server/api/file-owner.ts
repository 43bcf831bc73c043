// Who may read and add files, asked of whatever they belong to.
import type { FileOwnerKind } from '#contracts/file.ts'
import { may, type Principal, seesSchool } from '#domain/policy.ts'
import type { Actor } from '../commands/actor.ts'
import { type IncidentFileLook, noteIncidentFileLook } from '../commands/note-incident-file-look.ts'
import { findAlarm } from '../store/alarm-list.ts'
import { findSurvey, hasSurveyed } from '../store/belt-survey.ts'
import { findHazard } from '../store/hazard.ts'
import { findIncident } from '../store/incident.ts'
import { findPermission } from '../store/incident-request.ts'
import { UUID } from '../store/page.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { findReport } from '../store/report.ts'
import { wasDelivered } from '../store/report-schedule.ts'
import { hasSchool } from '../store/school.ts'
import { findSupervisionOrder } from '../store/supervision-order.ts'
import { findTask } from '../store/task.ts'
import { findVenue } from '../store/venue.ts'

interface FileOwnerRule {
  /** Whether there is such an owner in this reader's scope, and its files are his to read. */
  mayRead(db: Queryable, reader: Principal, ownerId: string): Promise<boolean>
  mayAdd(db: Queryable, sender: Principal, ownerId: string): Promise<boolean>
  /** Writes down who looked, or tried to, before anything is shown. */
  noteLook?(pool: Pool, by: Actor, look: IncidentFileLook): Promise<void>
}

/** Whoever reads it may add to it: the bureau, and the departments it was given to. */
const seesTask: FileOwnerRule['mayRead'] = async (db, reader, id) =>
  may(reader, 'task:read') && (await findTask(db, reader, id, { lock: false })) !== null
const seesOrder: FileOwnerRule['mayRead'] = async (db, reader, id) =>
  may(reader, 'task:read') && UUID.test(id) && (await findSupervisionOrder(db, reader, id, { lock: false })) !== null
const isUuid = (id: string): boolean => UUID.test(id)

/** One line a kind. A new kind is added here and to `FileOwnerKind`. */
export const FILE_OWNERS: Readonly<Record<FileOwnerKind, FileOwnerRule>> = {
  /** What the scene looks like, sent by whoever may answer. */
  alarm: {
    mayRead: async (db, reader, id) => may(reader, 'alarm:read') && isUuid(id) && (await findAlarm(db, reader, id)) !== null,
    mayAdd: async (db, sender, id) => may(sender, 'alarm:answer') && isUuid(id) && (await findAlarm(db, sender, id)) !== null,
  },
  hazard: {
    mayRead: async (db, reader, id) => may(reader, 'hazard:read') && isUuid(id) && (await findHazard(db, reader, id)) !== null,
    mayAdd: async (db, sender, id) => may(sender, 'hazard:note') && isUuid(id) && (await findHazard(db, sender, id)) !== null,
  },
  school: {
    mayRead: async (db, reader, id) => may(reader, 'schoolFile:read') && seesSchool(reader, id) && hasSchool(db, id),
    mayAdd: async (db, sender, id) => may(sender, 'schoolFile:write') && seesSchool(sender, id) && hasSchool(db, id),
  },
  venue: {
    mayRead: async (db, reader, id) => may(reader, 'venue:read') && isUuid(id) && (await findVenue(db, id, reader)) !== null,
    mayAdd: async (db, sender, id) => may(sender, 'venue:write') && isUuid(id) && (await findVenue(db, id, sender)) !== null,
  },
  beltSurvey: {
    mayRead: async (db, reader, id) => may(reader, 'venue:read') && isUuid(id) && (await findSurvey(db, reader, id)) !== null,
    mayAdd: async (db, sender, id) => isUuid(id) && (await hasSurveyed(db, sender, id)),
  },
  /** Papers of an incident hold names: they open by the same permission of a second person, and every look is written down. */
  incident: {
    mayRead: async (db, reader, id) =>
      may(reader, 'incident:look') &&
      isUuid(id) &&
      (await findIncident(db, reader, id)) !== null &&
      (await findPermission(db, id, reader.username)) !== null,
    mayAdd: async (db, sender, id) =>
      may(sender, 'incident:write') && isUuid(id) && (await findIncident(db, sender, id))?.erasedAt === null,
    noteLook: noteIncidentFileLook,
  },
  template: {
    mayRead: async (_db, reader, id) => may(reader, 'report:read') && id === 'district',
    mayAdd: async (_db, sender, id) => may(sender, 'report:write') && sender.schoolIds === null && id === 'district',
  },
  report: {
    mayRead: async (db, reader, id) =>
      isUuid(id) &&
      ((may(reader, 'report:read') && (await findReport(db, reader, id, { lock: false })) !== null) ||
        (may(reader, 'report:receive') && (await wasDelivered(db, id, reader.username)))),
    mayAdd: async () => false,
  },
  task: { mayRead: seesTask, mayAdd: seesTask },
  supervisionOrder: { mayRead: seesOrder, mayAdd: seesOrder },
}
