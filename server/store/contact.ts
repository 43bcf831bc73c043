import type { Contact, SetContacts } from '#contracts/contact.ts'
import type { Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

/** The order in which contacts are tried, for `order by`. */
export const CALL_ORDER = `array_position(array['gateRoom', 'schoolOfficer', 'schoolHead', 'policeOfficer', 'policeStation'], contact.role), contact.phone`

/** Contacts of a school in the reader's scope; null when there is no such school there. */
export async function listContacts(db: Queryable, reader: Principal, schoolId: string): Promise<Contact[] | null> {
  const scope = schoolScope(reader, 2, 'school.id')
  const { rows } = await db.query<Omit<Contact, 'since'> & { since: Date | null }>(
    `select contact.id, school.id as "schoolId", role, contact.name, phone, lower(contact.valid) as since, contact.synthetic
     from school left join contact on contact.school_id = school.id
     where school.id = $1 and ${scope.sql} order by ${CALL_ORDER}`,
    [schoolId, ...scope.values],
  )
  if (rows.length === 0) return null
  return rows.flatMap(({ since, ...row }) => (since === null ? [] : [{ ...row, since: since.toISOString() }]))
}

/** Makes a school's contacts these: others leave, names change in place, new ones come; each change leaves its past in the history. */
export async function saveContacts(db: Queryable, schoolId: string, contacts: SetContacts['contacts']): Promise<void> {
  const wanted = [schoolId, JSON.stringify(contacts)]
  await db.query(
    `delete from contact where school_id = $1 and not exists (
       select from jsonb_to_recordset($2::jsonb) as w(role text, phone text) where w.role = contact.role and w.phone = contact.phone)`,
    wanted,
  )
  await db.query(
    `insert into contact (school_id, role, name, phone)
     select $1, role, name, phone from jsonb_to_recordset($2::jsonb) as w(role text, name text, phone text)
     on conflict (school_id, role, phone) do update set name = excluded.name where contact.name <> excluded.name`,
    wanted,
  )
}
