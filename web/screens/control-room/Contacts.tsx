import type { Alarm } from '#contracts/alarm.ts'
import type { School } from '#contracts/school.ts'
import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import styles from './Contacts.module.css'
import { useRoomText } from './text.ts'

export type Contact = School['phones'][number]

/** Keys of a call's results; digits beside those of the contacts, so that one hand does both. */
export const RESULT_KEYS = { genuine: '7', misPress: '8', noAnswer: '9' } as const
export type CallResult = keyof typeof RESULT_KEYS
export const RESULTS = Object.keys(RESULT_KEYS) as CallResult[]

const NO_CONTACTS: readonly Contact[] = []

/** Whom to call about an alarm: the contacts of its school, at most six, each with its digit. */
const contactsOf = (alarm: Pick<Alarm, 'schoolId'> | null, schools: ReadonlyMap<string, School>): readonly Contact[] =>
  alarm === null || alarm.schoolId === null ? NO_CONTACTS : (schools.get(alarm.schoolId)?.phones.slice(0, 6) ?? NO_CONTACTS)

export function useContacts(alarm: Pick<Alarm, 'schoolId'> | null): readonly Contact[] {
  const schools = useRegister((register) => register.schools)
  return contactsOf(alarm, schools)
}

const dialled = (phone: string) => `tel:${phone.replace(/[^+\d]/g, '')}`

/**
 * Hands the number to the telephone of this machine. Only when asked twice: where no program dials, the browser puts up a question of its
 * own, and that takes the keyboard away.
 */
export function dial(phone: string): void {
  const link = document.createElement('a')
  link.href = dialled(phone)
  link.click()
}

interface ListProps {
  contacts: readonly Contact[]
  onCall: ((contact: Contact) => void) | null
}

/** The telephones of a school, one key each. */
export function ContactList({ contacts, onCall }: ListProps) {
  const t = useText()
  const room = useRoomText()
  const isRead = useRegister(({ schools }) => schools.size > 0)
  return (
    <section aria-label={t.detail.phones} className={styles.phones}>
      {contacts.map((contact, index) => (
        <a
          key={contact.role + contact.phone}
          href={dialled(contact.phone)}
          aria-label={`${room.contacts.call(t.phone[contact.role])} ${contact.phone}`}
          onClick={(event) => {
            if (!onCall) return
            event.preventDefault()
            onCall(contact)
          }}
        >
          {onCall && <KeyCap>{String(index + 1)}</KeyCap>}
          <span>
            {t.phone[contact.role]} <bdi>{contact.name}</bdi>
          </span>
          <b>{contact.phone}</b>
        </a>
      ))}
      {contacts.length === 0 && <p>{isRead ? room.contacts.missing : room.contacts.notRead}</p>}
    </section>
  )
}

interface CallProps {
  contact: Contact
  onResult: (result: CallResult) => void
  onCancel: () => void
}

/** A call under way: the number large, and its result by one key. 误按 is a note and lowers nothing; 无人接 counts as genuine. */
export function CallPanel({ contact, onResult, onCancel }: CallProps) {
  const t = useText()
  const room = useRoomText()
  return (
    <section className={styles.call} aria-label={room.contacts.calling}>
      <p className={styles.whom}>
        {room.contacts.calling} · {t.phone[contact.role]} <bdi>{contact.name}</bdi>
      </p>
      <a className={styles.number} href={dialled(contact.phone)}>
        {contact.phone}
      </a>
      <p className={styles.hint}>{room.contacts.hint}</p>
      <div className={styles.results}>
        {RESULTS.map((result) => (
          <button key={result} type="button" className={controls.button} onClick={() => onResult(result)}>
            {room.contacts[result]}
            <KeyCap>{RESULT_KEYS[result]}</KeyCap>
          </button>
        ))}
      </div>
      <button type="button" className={controls.quiet} onClick={onCancel}>
        {room.contacts.cancel} <KeyCap>Esc</KeyCap>
      </button>
    </section>
  )
}

interface DispatchProps {
  contacts: readonly Contact[]
  onDispatch: (to: string | null) => void
  onCancel: () => void
}

/** Whom to send, by one key: the same digits as the telephones. */
export function DispatchPanel({ contacts, onDispatch, onCancel }: DispatchProps) {
  const t = useText()
  const room = useRoomText()
  return (
    <section className={styles.dispatch} aria-label={room.dispatch.title}>
      <h3>{room.dispatch.title}</h3>
      <div className={styles.choices}>
        {contacts.map((contact, index) => (
          <button
            key={contact.role + contact.phone}
            type="button"
            className={controls.button}
            aria-label={t.phone[contact.role]}
            onClick={() => onDispatch(contact.role)}
          >
            <KeyCap>{String(index + 1)}</KeyCap>
            {t.phone[contact.role]}
            <bdi>{contact.name}</bdi>
          </button>
        ))}
        <button type="button" className={controls.button} onClick={() => onDispatch(null)}>
          <KeyCap>0</KeyCap>
          {room.dispatch.unnamed}
        </button>
      </div>
      <button type="button" className={controls.quiet} onClick={onCancel}>
        {room.dispatch.cancel} <KeyCap>Esc</KeyCap>
      </button>
    </section>
  )
}
