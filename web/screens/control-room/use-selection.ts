import { useCallback, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { keepSelection } from '../../live/selection.ts'

/** Which alarm the right side shows, and since when by the screen's own choice: then a key needs half a second, too. */
export function useSelection(open: readonly Alarm[]) {
  const [asked, setAsked] = useState<string | null>(null)
  const [deselected, setDeselected] = useState<ReadonlySet<string>>(new Set())
  const previous = useRef<string | null>(null)
  const offered = open.filter((alarm) => !deselected.has(alarm.id))
  const selected = keepSelection(asked !== null ? asked : previous.current, asked !== null ? open : offered)
  const openedAt = useRef(0)
  if (previous.current !== selected) {
    openedAt.current = selected === asked ? 0 : performance.now()
    previous.current = selected
  }
  const select = useCallback((id: string | null) => {
    setAsked(id)
    if (id !== null) setDeselected((ids) => new Set([...ids].filter((known) => known !== id)))
  }, [])
  const deselect = useCallback(() => {
    const gone = previous.current
    setAsked(null)
    if (gone !== null) setDeselected((ids) => new Set(ids).add(gone))
    previous.current = null
  }, [])
  return { selected, select, deselect, seenLongEnough: () => performance.now() - openedAt.current >= 500 }
}
