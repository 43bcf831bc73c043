import { useSearchParams } from 'react-router'

/** Filters live in the address bar, so that a view can be sent; an empty one is absent. */
export function useFilters(): {
  value: (name: string) => string
  set: (name: string, value: string) => void
  clear: () => void
  query: string
} {
  const [params, setParams] = useSearchParams()
  return {
    value: (name) => params.get(name) ?? '',
    set: (name, value) => {
      const next = new URLSearchParams(params)
      if (value) next.set(name, value)
      else next.delete(name)
      setParams(next, { replace: true })
    },
    clear: () => setParams({}, { replace: true }),
    query: params.toString(),
  }
}
