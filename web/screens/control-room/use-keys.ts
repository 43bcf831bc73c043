import { useEffect, useRef } from 'react'

const inField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

// A control that a person has reached with Tab does on Space what it says; after a click focus is given back (below).
const onControl = (target: EventTarget | null) => target instanceof HTMLElement && ['BUTTON', 'A', 'SUMMARY'].includes(target.tagName)

/** Hears the screen's keys outside input fields and dialogs, never on key-repeat and never with a modifier. */
export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (inField(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
      if (event.key === ' ' && onControl(event.target)) return
      const act = latest.current[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault() // a held key must not scroll the page either
      if (!event.repeat) act()
    }
    const onClick = (event: MouseEvent) => {
      if (event.detail > 0 && onControl(document.activeElement)) (document.activeElement as HTMLElement).blur()
    }
    addEventListener('keydown', onKey)
    addEventListener('click', onClick)
    return () => {
      removeEventListener('keydown', onKey)
      removeEventListener('click', onClick)
    }
  }, [])
}
