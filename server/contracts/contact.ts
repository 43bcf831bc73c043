import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { Instant } from './time.ts'

/** Whom the control room calls about a school (联系人), in the order in which they are tried. */
export const ContactRole = z.enum(['gateRoom', 'schoolOfficer', 'schoolHead', 'policeOfficer', 'policeStation'])
export type ContactRole = z.infer<typeof ContactRole>

const Phone = z.string().regex(/^[0-9+ -]{3,32}$/, 'expected 3–32 of digits, spaces, + and -')

export const Contact = z
  .object({
    id: z.uuid(),
    schoolId: SchoolId,
    role: ContactRole,
    name: z.string().meta({ description: 'of the person, or empty: a desk' }),
    phone: z.string(),
    since: Instant.meta({ description: 'since when this row is in force' }),
    synthetic: z.boolean(),
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof Contact>
export const ContactList = z.object({ items: z.array(Contact) }).meta({ id: 'ContactList' })

/** All contacts of one school, as they are to be from now on; what they were stays in the history. */
export const SetContacts = z.strictObject({
  contacts: z
    .array(z.strictObject({ role: ContactRole, name: z.string().trim().max(100).default(''), phone: Phone }))
    .max(30)
    .refine((contacts) => new Set(contacts.map(({ role, phone }) => `${role} ${phone}`)).size === contacts.length, {
      message: 'expected each role with each telephone once',
    }),
})
export type SetContacts = z.infer<typeof SetContacts>
