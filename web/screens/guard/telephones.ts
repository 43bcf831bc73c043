import type { Site } from '#contracts/site.ts'
import type { Text } from '../../i18n/text.ts'
import type { GuardText } from './text.ts'

export const EMERGENCY = ['110', '120', '119'] as const

export const hrefOf = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, '')}`

export interface Telephone {
  name: string
  phone: string
}

/** Whom a guard can call: the control room, then the school's people; the phone keeps them for when there is no network. */
export function telephonesOf(site: Site | null, schoolId: string | null, t: Text, g: GuardText): Telephone[] {
  const school = site?.schools.find(({ id }) => id === schoolId) ?? site?.schools[0]
  const people = (school?.phones ?? []).filter(({ role }) => role !== 'gateRoom')
  const controlRoom = site?.controlRoomPhone ?? null
  return [
    ...(controlRoom === null ? [] : [{ name: g.controlRoom, phone: controlRoom }]),
    ...people.map(({ role, phone }) => ({ name: t.phone[role], phone })),
  ]
}
