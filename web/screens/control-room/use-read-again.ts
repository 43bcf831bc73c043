import { useEffect, useRef, useState } from 'react'

/** A condition that time alone fulfils, read whenever the screen is drawn, and drawn anew when it has changed. */
export function useReadAgain(condition: () => boolean): boolean {
  const [, redraw] = useState(0)
  const isSo = condition()
  const drawn = useRef({ condition, isSo })
  drawn.current = { condition, isSo }
  useEffect(() => {
    const timer = setInterval(() => drawn.current.condition() !== drawn.current.isSo && redraw((n) => n + 1), 100)
    return () => clearInterval(timer)
  }, [])
  return isSo
}
