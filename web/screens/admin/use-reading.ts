import { useCallback, useEffect, useRef, useState } from 'react'

/** What a page reads, again every so often; what was read stays on the page while the server cannot be reached. @param everyMs 0 = once */
export function useReading<T>(read: () => Promise<T>, everyMs: number): { value: T | null; failed: boolean; again: () => Promise<void> } {
  const [value, setValue] = useState<T | null>(null)
  const [failed, setFailed] = useState(false)
  const newest = useRef(0)
  const again = useCallback(async () => {
    const mine = ++newest.current
    try {
      const found = await read()
      if (mine !== newest.current) return
      setValue(found)
      setFailed(false)
    } catch {
      if (mine === newest.current) setFailed(true)
    }
  }, [read])
  useEffect(() => {
    void again()
    const timer = everyMs > 0 ? setInterval(() => void again(), everyMs) : undefined
    return () => {
      clearInterval(timer)
      newest.current++
    }
  }, [again, everyMs])
  return { value, failed, again }
}
