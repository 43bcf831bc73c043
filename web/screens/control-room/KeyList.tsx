import { useEffect, useRef } from 'react'
import { useText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import styles from './KeyList.module.css'

/** The keys of the control room, on `?`. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const keys: [string, string][] = [
    [t.command.space, t.keys.acknowledge],
    ['D', t.keys.dispatch],
    ['A', t.keys.arrive],
    ['R', t.keys.resolve],
    ['C', t.keys.close],
    ['N', t.keys.next],
    ['F', t.keys.flyTo],
    ['/', t.keys.search],
    ['?', t.keys.help],
    ['Esc', t.keys.escape],
  ]
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={t.keys.title} onClose={onClose}>
      <h2>{t.keys.title}</h2>
      <dl>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <KeyCap>{key}</KeyCap>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className={controls.button} onClick={() => dialog.current?.close()}>
        {t.command.dismiss}
      </button>
    </dialog>
  )
}
