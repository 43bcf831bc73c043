import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import styles from './Guard.module.css'
import { type Hold, type HoldEvent, heldShare, hold, idle } from './hold.ts'
import { EMERGENCY } from './Telephones.tsx'
import { useGuardText } from './text.ts'
import { Undelivered } from './Undelivered.tsx'

const TICK_MS = 50

/** Feeds the recogniser with fingers and keys. @param onHold called once for each hold */
function useHold(onStart: () => void, onHold: () => void) {
  const current = useRef<Hold>(idle)
  const [view, setView] = useState<{ state: Hold; at: number }>({ state: idle, at: 0 })
  const fingers = useRef(new Set<number>())
  const feed = (event: HoldEvent) => {
    const before = current.current
    current.current = hold(before, event)
    setView({ state: current.current, at: event.at })
    if (before.is === 'idle' && current.current.is === 'held') onStart()
    if (before.is !== 'fired' && current.current.is === 'fired') onHold()
  }
  const latest = useRef(feed)
  useEffect(() => {
    latest.current = feed
  })
  const moving = view.state.is !== 'idle'
  useEffect(() => {
    if (!moving) return
    const timer = setInterval(() => latest.current({ name: 'tick', at: performance.now() }), TICK_MS)
    return () => clearInterval(timer)
  }, [moving])

  const lift = (event: PointerEvent) => {
    // A palm beside the finger is a pointer too: the hand is off when all of it is.
    fingers.current.delete(event.pointerId)
    if (fingers.current.size === 0) feed({ name: 'up', at: performance.now() })
  }
  return {
    view,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        const isFirst = fingers.current.size === 0
        fingers.current.add(event.pointerId)
        if (isFirst) feed({ name: 'down', at: performance.now(), point: [event.clientX, event.clientY] })
      },
      onPointerMove: (event: PointerEvent) => {
        if (fingers.current.size === 1 && fingers.current.has(event.pointerId))
          feed({ name: 'move', at: performance.now(), point: [event.clientX, event.clientY] })
      },
      onPointerUp: lift,
      onPointerCancel: lift,
      onKeyDown: (event: KeyboardEvent) => {
        if ((event.key !== ' ' && event.key !== 'Enter') || event.repeat) return
        event.preventDefault()
        feed({ name: 'down', at: performance.now(), point: [0, 0] })
      },
      onKeyUp: (event: KeyboardEvent) => {
        if (event.key === ' ' || event.key === 'Enter') feed({ name: 'up', at: performance.now() })
      },
      onBlur: () => feed({ name: 'up', at: performance.now() }),
    },
  }
}

/** SOS by a hold of two seconds, and the emergency numbers: always at the same place, whatever else is on the page. */
export function SosBar({ above, onStart, onSos }: { above: ReactNode; onStart: () => void; onSos: () => void }) {
  const g = useGuardText()
  const { view, handlers } = useHold(onStart, () => {
    navigator.vibrate?.(500)
    onSos()
  })
  const { state, at } = view
  const words = { idle: g.sosHold, held: g.sosHolding, lost: g.sosLost, fired: g.sosSent }[state.is]
  return (
    <section className={styles.dock} aria-label={g.dock}>
      {above}
      <Undelivered />
      <div className={styles.bar}>
        <button
          type="button"
          className={styles.sos}
          aria-label={g.sosLabel}
          data-hold={state.is}
          onContextMenu={(event) => event.preventDefault()}
          {...handlers}
        >
          <span className={styles.held} style={{ transform: `scaleX(${heldShare(state, at)})` }} aria-hidden="true" />
          <b>{g.sos}</b>
          <span>{words}</span>
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
