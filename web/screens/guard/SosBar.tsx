import { type ReactNode, useEffect, useRef, useState } from 'react'
import styles from './Dock.module.css'
import { watchDock } from './dock-height.ts'
import type { Hold } from './hold.ts'
import { watchHold } from './hold-input.ts'
import { EMERGENCY } from './telephones.ts'
import { useGuardText } from './text.ts'
import { Undelivered } from './Undelivered.tsx'
import { holdWords } from './words.ts'

/** SOS by a hold of two seconds, and the emergency numbers: always at the same place, whatever else is on the page. */
export function SosBar({ above, onStart, onSos }: { above: ReactNode; onStart: () => void; onSos: () => void }) {
  const g = useGuardText()
  const dock = useRef<HTMLElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [view, setView] = useState<{ state: Hold['is']; share: number }>({ state: 'idle', share: 0 })
  const latest = useRef({ onStart, onSos })
  useEffect(() => {
    latest.current = { onStart, onSos }
  })
  useEffect(() => {
    if (!button.current) return
    return watchHold(button.current, {
      onStart: () => latest.current.onStart(),
      onHold: () => {
        navigator.vibrate?.(500)
        latest.current.onSos()
      },
      onView: (state, share) => setView({ state, share }),
    })
  }, [])
  useEffect(() => (dock.current ? watchDock(dock.current) : undefined), [])
  return (
    <section ref={dock} className={styles.dock} aria-label={g.dock}>
      {above}
      <Undelivered />
      <div className={styles.bar}>
        <button ref={button} type="button" className={styles.sos} aria-label={g.sosLabel} data-hold={view.state}>
          <span className={styles.held} style={{ transform: `scaleX(${view.share})` }} aria-hidden="true" />
          <b>{g.sos}</b>
          <span>{holdWords(view.state, g)}</span>
        </button>
        {EMERGENCY.map((number) => (
          <a key={number} href={`tel:${number}`}>
            {number}
          </a>
        ))}
      </div>
    </section>
  )
}
