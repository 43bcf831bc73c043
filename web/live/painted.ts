import { type RefObject, useEffect } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { callName } from './call.ts'
import { isPersonsScreen } from './shown.ts'
import { shown } from './socket.ts'

// When the row of an alarm's call was first painted here, ms of the monotonic clock; anew when it is pressed again, or a drill turns out to be real.
const drawnAt = new Map<string, number>()

const REACTION_MS = 500

/** Whether a person can have seen the alarm before pressing a key: drawn at least 500 ms ago (design §9). */
export const drawnLongEnough = (alarm: Alarm, now = performance.now()): boolean =>
  now - (drawnAt.get(callName(alarm)) ?? now) >= REACTION_MS

/** Whether it lies within the window of what it scrolls in. Of a card higher than the window its head counts: it says what and where, and stands first. */
function isWithin(frame: DOMRect, { top, bottom, height }: DOMRect): boolean {
  const middle = top + Math.min(height, innerHeight / 2) / 2
  return height > 0 && middle >= Math.max(frame.top, 0) && middle <= Math.min(frame.bottom, innerHeight) && bottom > frame.top
}

/** Ids of rows that lie within the list's own window; what is scrolled away is not before anybody's eyes. */
function visibleRows(list: HTMLElement): Set<string> {
  const frame = list.getBoundingClientRect()
  const visible = new Set<string>()
  for (const row of list.querySelectorAll<HTMLElement>('[data-row]')) {
    if (isWithin(frame, row.getBoundingClientRect())) for (const id of (row.dataset.row ?? '').split(' ')) visible.add(id) // a row of a school stands for each of its alarms
  }
  return visible
}

/** The alarm whose detail is open, while its head lies within the detail's window: it says what and where no less than a row does. */
function shownInDetail(): string | null {
  const head = document.querySelector<HTMLElement>('[data-detail]')
  const detail = head?.closest('section')
  if (!head || !detail) return null
  return isWithin(detail.getBoundingClientRect(), head.getBoundingClientRect()) ? (head.dataset.detail ?? null) : null
}

/** Ids of the alarms that the map has a marker of: read at once, for in a flood each question would search the whole page. */
const markedAlarms = (): Set<string | undefined> =>
  new Set([...document.querySelectorAll<HTMLElement>('[data-alarm]')].map(({ dataset }) => dataset.alarm))

/**
 * Notes since when rows or their detail are before a person, which is what his keys wait for, and sends 已显示 for every version whose row, and marker where
 * the map draws one, are painted.
 * @param isOnMap whether the map will draw the alarm, the same function as long as it says the same; null = there is no map
 */
export function usePainted(open: readonly Alarm[], list: RefObject<HTMLElement | null>, isOnMap: ((alarm: Alarm) => boolean) | null): void {
  useEffect(() => {
    let frame = 0
    const look = () => {
      cancelAnimationFrame(frame)
      // The first frame paints what React has put there; in the second it has been painted.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          if (!list.current) return
          const visible = visibleRows(list.current)
          const inDetail = shownInDetail()
          const rows = open.filter(({ id }) => visible.has(id) || id === inDetail)
          const now = performance.now()
          const waiting = new Set(open.filter((alarm) => alarm.unacknowledged).map(callName))
          for (const call of drawnAt.keys()) if (!waiting.has(call)) drawnAt.delete(call)
          for (const call of rows.filter((alarm) => alarm.unacknowledged).map(callName)) if (!drawnAt.has(call)) drawnAt.set(call, now)
          if (!isPersonsScreen()) return
          const marked = markedAlarms()
          shown.paint(rows.filter((alarm) => !isOnMap?.(alarm) || marked.has(alarm.id)))
        })
      })
    }
    look()
    // Rows scroll, the map comes later, a tab comes to the front: what was not before a person may be now.
    const timer = setInterval(look, 1000)
    // List, detail and page each scroll by themselves, and the event of a part does not come up: it is heard on its way down.
    document.addEventListener('scroll', look, { passive: true, capture: true })
    document.addEventListener('visibilitychange', look)
    return () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
      document.removeEventListener('scroll', look, { capture: true })
      document.removeEventListener('visibilitychange', look)
    }
  }, [open, list, isOnMap])
}
