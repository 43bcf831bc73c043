import { type RefObject, useEffect } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { isPersonsScreen } from './shown.ts'
import { shown } from './socket.ts'

// When an alarm's unacknowledged row was first painted here, ms of the monotonic clock; anew when it is pressed again after acceptance.
const drawnAt = new Map<string, number>()

const REACTION_MS = 500

/** Whether a person can have seen the alarm before pressing a key: drawn at least 500 ms ago (design §9). */
export const drawnLongEnough = (id: string, now = performance.now()): boolean => now - (drawnAt.get(id) ?? now) >= REACTION_MS

/** Ids of rows that lie within the list's own window; what is scrolled away is not before anybody's eyes. */
function visibleRows(list: HTMLElement): Set<string> {
  const frame = list.getBoundingClientRect()
  const visible = new Set<string>()
  for (const row of list.querySelectorAll<HTMLElement>('[data-row]')) {
    const { top, bottom, height } = row.getBoundingClientRect()
    // Of a card higher than the window its head counts: it says what and where, and stands first.
    const middle = top + Math.min(height, innerHeight / 2) / 2
    if (height > 0 && middle >= Math.max(frame.top, 0) && middle <= Math.min(frame.bottom, innerHeight) && bottom > frame.top)
      for (const id of (row.dataset.row ?? '').split(' ')) visible.add(id) // a row of a school stands for each of its alarms
  }
  return visible
}

/** The alarm whose detail is open, while its head lies within the window: it says what and where no less than a row does. */
function shownInDetail(): string | null {
  const detail = document.querySelector<HTMLElement>('[data-detail]')
  if (!detail) return null
  const { top, height } = detail.getBoundingClientRect()
  const middle = top + Math.min(height, innerHeight / 2) / 2
  return height > 0 && middle >= 0 && middle <= innerHeight ? (detail.dataset.detail ?? null) : null
}

const hasMarker = (alarm: Alarm) => document.querySelector(`[data-alarm="${CSS.escape(alarm.id)}"]`) !== null

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
          const waiting = new Set(open.filter((alarm) => alarm.unacknowledged).map(({ id }) => id))
          for (const id of drawnAt.keys()) if (!waiting.has(id)) drawnAt.delete(id)
          for (const alarm of rows) if (alarm.unacknowledged && !drawnAt.has(alarm.id)) drawnAt.set(alarm.id, now)
          if (isPersonsScreen()) shown.paint(rows.filter((alarm) => !isOnMap?.(alarm) || hasMarker(alarm)))
        })
      })
    }
    look()
    // Rows scroll, the map comes later, a tab comes to the front: what was not before a person may be now.
    const timer = setInterval(look, 1000)
    const scrolled = list.current
    scrolled?.addEventListener('scroll', look, { passive: true })
    document.addEventListener('visibilitychange', look)
    return () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
      scrolled?.removeEventListener('scroll', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [open, list, isOnMap])
}
