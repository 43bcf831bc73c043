import { useEffect, useRef } from 'react'
import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import styles from './KeyList.module.css'
import { useRoomText } from './text.ts'
import { useAbility } from './use-ability.ts'

/** The schools whose last button is not able to alarm, with the telephone to ring instead. */
export function UnableList({ onClose }: { onClose: () => void }) {
  const t = useText()
  const room = useRoomText()
  const { schools, buttons } = useRegister()
  const ability = useAbility()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const unable = ability?.unable ?? []
  const counts = new Map<string, number>()
  for (const { schoolId } of buttons.values()) counts.set(schoolId, (counts.get(schoolId) ?? 0) + 1)
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={room.unable.title} onClose={onClose}>
      <h2>{t.strip.unable(unable.length)}</h2>
      <p className={styles.lead}>{unable.length > 0 ? room.unable.lead : room.unable.none}</p>
      <ul className={styles.schools}>
        {unable.map((id) => {
          const school = schools.get(id)
          const gate = school?.phones.find(({ role }) => role === 'gateRoom')
          return (
            <li key={id}>
              <bdi>{school?.name ?? id}</bdi>
              <span>{room.unable.buttons(counts.get(id) ?? 0)}</span>
              {gate ? (
                <a href={`tel:${gate.phone.replace(/[^+\d]/g, '')}`}>
                  {room.unable.gateRoom} {gate.phone}
                </a>
              ) : (
                <span>{room.unable.noPhone}</span>
              )}
            </li>
          )
        })}
      </ul>
      {ability && ability.unknown.length > 0 && <p className={styles.lead}>{room.unable.unknown(ability.unknown.length)}</p>}
      <button type="button" className={controls.button} onClick={() => dialog.current?.close()}>
        {room.unable.close}
      </button>
    </dialog>
  )
}
