import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '#contracts/problem.ts'
import { useSession } from '../live/session.ts'
import { ProblemError } from './http.ts'

// What was read last, so that going back shows the page at once and in its place; then it is read anew. Nobody else may see it.
const known = new Map<string, unknown>()
const KEPT = 60
useSession.subscribe(({ session }) => {
  if (!session) known.clear()
})

export interface Served<T> {
  value: T | null
  /** the last reading failed; `problem` is the server's own word, null when it did not answer */
  failed: boolean
  problem: Problem | null
  /** when the value came, by this machine's clock, ms; null: it did not come since the page was opened */
  readAtMs: number | null
  again: () => Promise<void>
}

type State<T> = Omit<Served<T>, 'again'> & { key: string | null }

const begin = <T>(key: string | null): State<T> => ({
  key,
  value: key === null ? null : ((known.get(key) as T | undefined) ?? null),
  failed: false,
  problem: null,
  readAtMs: null,
})

/**
 * What a page reads of the server.
 * @param key what is read, in a word; another key is another reading, null reads nothing
 * @param every ms, 0 = once; or by what was read last
 */
export function useServer<T>(key: string | null, read: () => Promise<T>, every: number | ((value: T | null) => number) = 0): Served<T> {
  const [state, setState] = useState<State<T>>(() => begin(key))
  const reading = useRef(read)
  reading.current = read
  const newest = useRef(0)
  const { value, failed, problem, readAtMs } = state.key === key ? state : begin<T>(key)
  const everyMs = typeof every === 'function' ? every(value) : every
  const again = useCallback(async () => {
    if (key === null) return
    const mine = ++newest.current
    try {
      const value = await reading.current()
      if (mine !== newest.current) return
      known.delete(key)
      known.set(key, value)
      for (const old of known.keys()) if (known.size > KEPT) known.delete(old)
      setState({ key, value, failed: false, problem: null, readAtMs: Date.now() })
    } catch (error) {
      if (mine !== newest.current) return
      const problem = error instanceof ProblemError ? error.problem : null
      setState((before) => ({ ...(before.key === key ? before : begin<T>(key)), failed: true, problem }))
    }
  }, [key])
  useEffect(() => {
    void again()
    const timer = everyMs > 0 ? setInterval(() => void again(), everyMs) : undefined
    return () => {
      clearInterval(timer)
      newest.current++
    }
  }, [again, everyMs])
  return { value, failed, problem, readAtMs, again }
}
