import { useEffect, useRef, useState } from 'react'
import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import styles from './KeyList.module.css'
import { useRoomText } from './text.ts'

const SHOWN = 60

/** Everybody's telephones, from what this tab already knows: it works without the server. */
export function PhoneBook({ onClose }: { onClose: () => void }) {
  const t = useText()
  const room = useRoomText()
  const schools = useRegister((register) => register.schools)
  const [query, setQuery] = useState('')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const wanted = query.trim().toLowerCase()
  const found = [...schools.values()].filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(wanted))
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={room.phoneBook.title} onClose={onClose}>
      <h2>{room.phoneBook.title}</h2>
      <label className={controls.field}>
        {room.phoneBook.find}
        <input type="search" value={query} onChange={(event) => setQuery(event.target.value)} />
      </label>
      <p className={styles.lead}>{room.phoneBook.count(Math.min(SHOWN, found.length), found.length)}</p>
      <ul className={styles.book}>
        {found.slice(0, SHOWN).map(({ id, name, phones }) => (
          <li key={id}>
            <b>
              <bdi>{name}</bdi>
            </b>
            {phones.map(({ role, phone, name: person }) => (
              <span key={role + phone}>
                {t.phone[role]} <bdi>{person}</bdi> <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>
              </span>
            ))}
            {phones.length === 0 && <span>{room.unable.noPhone}</span>}
          </li>
        ))}
      </ul>
      <button type="button" className={controls.button} onClick={() => dialog.current?.close()}>
        {room.unable.close}
      </button>
    </dialog>
  )
}
