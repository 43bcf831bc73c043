import { useText } from '../../i18n/text.ts'
import styles from './Guard.module.css'
import { useSite, useSiteSchool } from './site.ts'
import { useGuardText } from './text.ts'

export const EMERGENCY = ['110', '120', '119'] as const

const hrefOf = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, '')}`

interface Telephone {
  name: string
  phone: string
}

/** Whom a guard can call: the control room, then the school's people; the phone keeps them for when there is no network. */
function useTelephones(schoolId: string | null): Telephone[] {
  const t = useText()
  const g = useGuardText()
  const controlRoom = useSite(({ site }) => site?.controlRoomPhone ?? null)
  const first = useSite(({ site }) => site?.schools[0])
  const school = useSiteSchool(schoolId) ?? first
  const people = (school?.phones ?? []).filter(({ role }) => role !== 'gateRoom')
  return [
    ...(controlRoom === null ? [] : [{ name: g.controlRoom, phone: controlRoom }]),
    ...people.map(({ role, phone }) => ({ name: t.phone[role], phone })),
  ]
}

/** The first of them, and 110. */
export function Telephones({ schoolId, most = 3 }: { schoolId: string | null; most?: number }) {
  const g = useGuardText()
  const telephones = useTelephones(schoolId)
  return (
    <ul className={styles.phones}>
      {telephones.slice(0, most).map(({ name, phone }) => (
        <li key={name + phone}>
          <a href={hrefOf(phone)}>
            <span>{g.call(name)}</span>
            <b>{phone}</b>
          </a>
        </li>
      ))}
      <li>
        <a href="tel:110">
          <b>110</b>
        </a>
      </li>
    </ul>
  )
}
