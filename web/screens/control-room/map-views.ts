import { useCallback, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { useSession } from '../../live/session.ts'

/** A part of the map that somebody looks at often. */
export interface SavedView {
  name: string
  center: LngLat
  zoom: number
}

const keyOf = (username: string): string => `xiaowei.map-views.${username}`

const isView = (view: unknown): view is SavedView =>
  typeof view === 'object' &&
  view !== null &&
  'name' in view &&
  typeof view.name === 'string' &&
  'zoom' in view &&
  typeof view.zoom === 'number' &&
  'center' in view &&
  Array.isArray(view.center) &&
  view.center.length === 2 &&
  view.center.every((part) => typeof part === 'number')

/** What is kept on this machine for that account; what cannot be read there is nothing. */
export function readViews(username: string): SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(username)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return [] // storage may be forbidden by policy, or hold something else
  }
}

/** The saved views of the person at this screen. A name that is there already is replaced. */
export function useSavedViews() {
  const username = useSession((state) => state.session?.user.username ?? '')
  const [views, setViews] = useState(() => readViews(username))
  const keep = useCallback(
    (next: SavedView[]) => {
      setViews(next)
      try {
        localStorage.setItem(keyOf(username), JSON.stringify(next))
      } catch {
        // then they last as long as the page
      }
    },
    [username],
  )
  return {
    views,
    save: (view: SavedView) => keep([...views.filter(({ name }) => name !== view.name), view]),
    remove: (name: string) => keep(views.filter((view) => view.name !== name)),
  }
}
