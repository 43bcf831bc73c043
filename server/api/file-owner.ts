// Who may read and add files, asked of whatever they belong to.
import type { FileOwnerKind } from '#contracts/file.ts'
import { may, type Principal, seesSchool } from '#domain/policy.ts'
import { findHazard } from '../store/hazard.ts'
import { UUID } from '../store/page.ts'
import type { Queryable } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'
import { findSupervisionOrder } from '../store/supervision-order.ts'
import { findTask } from '../store/task.ts'

interface FileOwnerRule {
  /** Whether there is such an owner in this reader's scope, and its files are his to read. */
  mayRead(db: Queryable, reader: Principal, ownerId: string): Promise<boolean>
  mayAdd(db: Queryable, sender: Principal, ownerId: string): Promise<boolean>
}

/** Whoever reads it may add to it: the bureau, and the departments it was given to. */
const seesTask: FileOwnerRule['mayRead'] = async (db, reader, id) =>
  may(reader, 'task:read') && (await findTask(db, reader, id, { lock: false })) !== null
const seesOrder: FileOwnerRule['mayRead'] = async (db, reader, id) =>
  may(reader, 'task:read') && UUID.test(id) && (await findSupervisionOrder(db, reader, id, { lock: false })) !== null
const isUuid = (id: string): boolean => UUID.test(id)

/** One line a kind. A new kind is added here and to `FileOwnerKind`. */
export const FILE_OWNERS: Readonly<Record<FileOwnerKind, FileOwnerRule>> = {
  hazard: {
    mayRead: async (db, reader, id) => may(reader, 'hazard:read') && isUuid(id) && (await findHazard(db, reader, id)) !== null,
    mayAdd: async (db, sender, id) => may(sender, 'hazard:note') && isUuid(id) && (await findHazard(db, sender, id)) !== null,
  },
  school: {
    mayRead: async (db, reader, id) => may(reader, 'schoolFile:read') && seesSchool(reader, id) && hasSchool(db, id),
    mayAdd: async (db, sender, id) => may(sender, 'schoolFile:write') && seesSchool(sender, id) && hasSchool(db, id),
  },
  task: { mayRead: seesTask, mayAdd: seesTask },
  supervisionOrder: { mayRead: seesOrder, mayAdd: seesOrder },
}
