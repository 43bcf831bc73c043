import { useCallback, useLayoutEffect } from 'react'
import { useLocation, useNavigationType, useSearchParams } from 'react-router'
import type { Period } from '#contracts/measure.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { readPeriods } from '../../api/measure.ts'
import { type Served, useServer } from '../../api/use-server.ts'

/** The filter of a page: it lives in the address bar, so that the view can be sent; a change of it is no step to go back from. */
export function useFilter(): { get: (name: string) => string; set: (changes: Record<string, string>) => void } {
  const [params, setParams] = useSearchParams()
  const set = useCallback(
    (changes: Record<string, string>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(changes)) value === '' ? next.delete(name) : next.set(name, value)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return { get: (name) => params.get(name) ?? '', set }
}

/** The filter of a list as its query; what is not set is left out. */
export const queryOf = (filter: Readonly<Record<string, string>>): string =>
  new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()

/** An address of another page in the same period. */
export function usePeriodLink(): (path: string, more?: Record<string, string>) => string {
  const [params] = useSearchParams()
  const period = params.get('period')
  return (path, more = {}) => {
    const query = new URLSearchParams({ ...(period ? { period } : {}), ...more }).toString()
    return `/bureau/${path}${query ? `?${query}` : ''}`
  }
}

/** The period that runs today, the shortest of them; when none does, the one that ended last. */
export function currentPeriod(periods: readonly Period[], today: string): Period | null {
  const begun = periods.filter(({ from }) => from <= today)
  const running = begun.filter(({ to }) => to > today).sort((a, b) => length(a) - length(b))
  return running[0] ?? [...begun].sort((a, b) => b.to.localeCompare(a.to))[0] ?? periods[0] ?? null
}
const length = ({ from, to }: Period): number => Date.parse(to) - Date.parse(from)

/** The period in the address bar, or the current one. */
export function usePeriod(): { period: Period | null; periods: readonly Period[]; served: Served<{ items: Period[] }> } {
  const { get } = useFilter()
  const served = useServer('periods', readPeriods)
  const periods = served.value?.items ?? []
  const wanted = get('period')
  const period =
    periods.find(({ id }) => id === wanted) ?? (wanted === '' ? currentPeriod(periods, shanghaiDay(new Date().toISOString())) : null)
  return { period, periods, served }
}

const places = new Map<string, number>()

/** Going back to a page shows it where it was left; a page that is opened begins at its top. @param ready when its rows are there */
export function useKeptPlace(ready: boolean): void {
  const { key, pathname } = useLocation()
  const how = useNavigationType()
  useLayoutEffect(() => {
    if (!ready || how === 'REPLACE') return
    scrollTo(0, how === 'POP' ? (places.get(key) ?? 0) : 0)
  }, [key, how, ready])
  useLayoutEffect(() => {
    const note = () => {
      if (location.pathname === pathname) places.set(key, scrollY)
    }
    addEventListener('scroll', note, { passive: true })
    return () => removeEventListener('scroll', note)
  }, [key, pathname])
}
