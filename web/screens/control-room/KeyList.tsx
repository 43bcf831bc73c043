import { useEffect, useRef } from 'react'
import { useText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { ThemeSwitch } from '../../ui/ThemeSwitch.tsx'
import styles from './KeyList.module.css'
import { useRoomText } from './text.ts'

/** The keys of the control room, on `?`. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const t = useText()
  const room = useRoomText()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const groups: [string, [string[], string][]][] = [
    [
      room.keys.groups.alarm,
      [
        [[t.command.space], t.keys.acknowledge],
        [['N'], t.keys.next],
        [['M'], room.keys.mute],
        [['H'], room.keys.talk],
        [['D'], room.keys.dispatch],
        [['A'], t.keys.arrive],
        [['R'], t.keys.resolve],
        [['C'], t.keys.close],
        [['O'], room.keys.reopen],
        [['S'], room.keys.release],
        [['J'], room.keys.takeAsReal],
        [['Z'], room.keys.shelve],
        [['B'], room.keys.closed],
        [['Ctrl', 'Enter'], room.keys.submit],
      ],
    ],
    [
      room.keys.groups.call,
      [
        [['1', '…', '6'], room.keys.call],
        [['7', '8', '9'], room.keys.result],
        [['T'], room.keys.phones],
      ],
    ],
    [
      room.keys.groups.view,
      [
        [['F'], t.keys.flyTo],
        [['/'], t.keys.search],
        [['L', 'W', 'G', 'K'], room.keys.mapTools],
        [['E', 'P'], room.keys.mapWindows],
        [['V'], room.keys.sound],
        [['Y'], room.keys.drills],
        [['X'], room.keys.handover],
        [['?'], t.keys.help],
        [['Esc'], t.keys.escape],
      ],
    ],
  ]
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={t.keys.title} onClose={onClose}>
      <h2>{t.keys.title}</h2>
      <div className={styles.groups}>
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([caps, what]) => (
                <div key={what}>
                  <dt>
                    {caps.map((cap) => (
                      <KeyCap key={cap}>{cap}</KeyCap>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <button type="button" className={controls.button} onClick={() => dialog.current?.close()}>
        {t.command.dismiss}
      </button>
      <a className={styles.legend} href="/legend" target="_blank" rel="noreferrer">
        {t.map.legend}
      </a>
      <span className={styles.looks}>
        <ThemeSwitch />
        <LanguageSwitch />
      </span>
    </dialog>
  )
}
