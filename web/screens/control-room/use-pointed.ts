import { useEffect, useMemo, useRef, useState } from 'react'

/** A mouse that has not moved, pressed or turned its wheel for so long merely lies there. */
const RESTS_AFTER_MS = 10_000

/**
 * Whether a hand is on what it points at: the mouse is inside and has done something within ten seconds, or a key has been pressed there.
 * A mouse that merely rests inside holds nothing. That something has come under a resting mouse is no movement of a hand.
 * @returns whether, and what the element listens with
 */
export function usePointed() {
  const [isPointed, setPointed] = useState(false)
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(resting.current), [])
  const hears = useMemo(() => {
    const off = () => {
      clearTimeout(resting.current)
      setPointed(false)
    }
    const on = () => {
      clearTimeout(resting.current)
      resting.current = setTimeout(off, RESTS_AFTER_MS)
      setPointed(true)
    }
    const byMouse = ({ pointerType }: { pointerType: string }) => {
      if (pointerType === 'mouse') on()
    }
    return { onPointerMove: byMouse, onPointerDown: byMouse, onWheel: on, onKeyDown: on, onPointerLeave: off }
  }, [])
  return { isPointed, hears }
}
