import type { Contact, SetContacts } from '#contracts/contact.ts'
import type { Principal } from '#domain/policy.ts'
import { listContacts, saveContacts } from '../store/contact.ts'
import { type Pool, transaction } from '../store/pool.ts'

/** Makes the contacts of a school these. @returns them as kept, or null when the school is not in the actor's scope */
export function setContacts(pool: Pool, by: Principal, schoolId: string, { contacts }: SetContacts): Promise<Contact[] | null> {
  return transaction(pool, async (db) => {
    if (!(await listContacts(db, by, schoolId))) return null
    await saveContacts(db, schoolId, contacts)
    return listContacts(db, by, schoolId)
  })
}
