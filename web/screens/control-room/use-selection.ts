import { useCallback, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { useActs } from '../../live/acts.ts'
import { keepSelection } from '../../live/selection.ts'

interface Shown {
  id: string | null
  /** when the screen put it there by its own choice; 0 = a hand chose it */
  openedAt: number
  /** ids of what waited when a hand chose it; null = the screen opened it by itself */
  passed: ReadonlySet<string> | null
}

const NOBODY: ReadonlySet<string> = new Set()

/** Which of the open alarms have been in this person's hand, whoever has acted on them since. */
function useActed(open: readonly Alarm[], me: string): ReadonlySet<string> {
  const before = useRef(NOBODY)
  before.current = new Set(open.filter(({ id, handledBy }) => handledBy === me || before.current.has(id)).map(({ id }) => id))
  return before.current
}

/**
 * Which alarm the right side shows, and since when by the screen's own choice: then a key needs half a second, too.
 * @param begun the alarm on which a task is begun (a call, a form): it is being handled, and keeps its place
 * @param pointed a hand points at something inside the detail: it is not taken from under it
 * @param me who sits here, by user name
 */
export function useSelection(open: readonly Alarm[], begun: string | null, pointed: boolean, me: string) {
  const shown = useRef<Shown>({ id: null, openedAt: 0, passed: null })
  const [, redraw] = useState(0)
  const [deselected, setDeselected] = useState(NOBODY)
  const acted = useActed(open, me)
  const { id, passed } = shown.current
  // An act that has no good answer yet: what becomes of it is read where it was begun.
  const isUnsettled = useActs(({ acts }) => id !== null && acts.has(id) && acts.get(id)?.status !== 'done')
  const held = pointed || isUnsettled || (id !== null && id === begun)
  const selected = keepSelection(id, open, { deselected, held, acted, passed, me })
  if (shown.current.id !== selected) shown.current = { id: selected, openedAt: performance.now(), passed: null }
  const waiting = useRef(open)
  waiting.current = open
  const select = useCallback((id: string | null) => {
    shown.current = { id, openedAt: 0, passed: new Set(waiting.current.filter((alarm) => alarm.unacknowledged).map((alarm) => alarm.id)) }
    setDeselected(NOBODY)
    redraw((n) => n + 1)
  }, [])
  const deselect = useCallback(() => {
    const { id } = shown.current
    shown.current = { id: null, openedAt: 0, passed: null }
    if (id !== null) setDeselected((ids) => new Set(ids).add(id))
    redraw((n) => n + 1)
  }, [])
  return { selected, select, deselect, seenLongEnough: () => performance.now() - shown.current.openedAt >= 500 }
}
