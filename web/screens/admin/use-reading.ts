import { useCallback, useEffect, useRef, useState } from 'react'

/** How soon what is read only once is asked for again while there was no answer, ms. */
const RETRY_MS = 5_000

/** What a page reads, again every so often; what was read stays on the page while the server cannot be reached. @param everyMs 0 = until it is there */
export function useReading<T>(read: () => Promise<T>, everyMs: number): { value: T | null; failed: boolean; again: () => Promise<void> } {
  const [value, setValue] = useState<T | null>(null)
  const [failed, setFailed] = useState(false)
  const newest = useRef(0)
  const isThere = useRef(false)
  const again = useCallback(async () => {
    const mine = ++newest.current
    try {
      const found = await read()
      if (mine !== newest.current) return
      isThere.current = true
      setValue(found)
      setFailed(false)
    } catch {
      if (mine === newest.current) setFailed(true)
    }
  }, [read])
  useEffect(() => {
    isThere.current = false
    void again()
    const timer = setInterval(
      () => {
        if (everyMs > 0 || !isThere.current) void again()
      },
      everyMs > 0 ? everyMs : RETRY_MS,
    )
    return () => {
      clearInterval(timer)
      newest.current++
    }
  }, [again, everyMs])
  return { value, failed, again }
}
