// Who may read and add files, asked of whatever they belong to.
import type { FileOwnerKind } from '#contracts/file.ts'
import { may, type Principal, seesSchool } from '#domain/policy.ts'
import type { Queryable } from '../store/pool.ts'
import { hasSchool } from '../store/school.ts'

interface FileOwnerRule {
  /** Whether there is such an owner in this reader's scope, and its files are his to read. */
  mayRead(db: Queryable, reader: Principal, ownerId: string): Promise<boolean>
  mayAdd(db: Queryable, sender: Principal, ownerId: string): Promise<boolean>
}

/** One line a kind. A new kind is added here and to `FileOwnerKind`. */
export const FILE_OWNERS: Readonly<Record<FileOwnerKind, FileOwnerRule>> = {
  school: {
    mayRead: async (db, reader, id) => may(reader, 'schoolFile:read') && seesSchool(reader, id) && hasSchool(db, id),
    mayAdd: async (db, sender, id) => may(sender, 'schoolFile:write') && seesSchool(sender, id) && hasSchool(db, id),
  },
}
