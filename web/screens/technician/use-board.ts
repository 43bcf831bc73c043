import { useCallback, useEffect, useState } from 'react'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { Problem } from '#contracts/problem.ts'
import type { AlarmGap } from '#contracts/school-health.ts'
import { ProblemError } from '../../api/http.ts'
import { readAlarmGaps, readFaultBoard } from '../../api/technician.ts'
import { keepPart, noteHeard, recallPart } from '../../live/kept-session.ts'
import { flush, useOrderQueue } from '../../live/order-queue.ts'
import { loadSession, useSession } from '../../live/session.ts'

export interface Board {
  readonly faults: readonly BoardFault[]
  readonly gaps: readonly AlarmGap[]
  /** When it was read, ms; what is shown without network is as old as this says. */
  readonly readAt: number
}

const EVERY_MS = 10_000

/** The board, read every ten seconds and kept for when there is no network; `mayReadGaps` is false for vendors. @param by whose it is, by user name */
export function useBoard(
  by: string,
  mayReadGaps: boolean,
): { board: Board | null; offline: boolean; refusal: Problem | null; read: () => void } {
  const [board, setBoard] = useState<Board | null>(() => recallPart('board'))
  const [offline, setOffline] = useState(false)
  const [refusal, setRefusal] = useState<Problem | null>(null)
  const read = useCallback(async () => {
    if (useSession.getState().isRemembered) await loadSession() // an ended session sends nothing
    await flush()
    try {
      const [faults, gaps] = await Promise.all([readFaultBoard(), mayReadGaps ? readAlarmGaps() : { items: [] }])
      const next = { faults: faults.items, gaps: gaps.items, readAt: Date.now() }
      setBoard(next)
      setOffline(false)
      setRefusal(null)
      keepPart('board', next, by)
      noteHeard()
    } catch (error) {
      const refused = error instanceof ProblemError ? error.problem : null
      // Nobody's session any more, or somebody else's.
      if (refused?.status === 401 || refused?.status === 403) void loadSession()
      setOffline(refused === null)
      setRefusal(refused)
    }
  }, [by, mayReadGaps])
  useEffect(() => {
    const again = () => void read()
    const timer = setInterval(again, EVERY_MS)
    window.addEventListener('online', again)
    // What was sent is to be seen at once.
    const unsubscribe = useOrderQueue.subscribe((now, before) => {
      if (now.waiting.length !== before.waiting.length) again()
    })
    again()
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', again)
      unsubscribe()
    }
  }, [read])
  return { board, offline, refusal, read: () => void read() }
}
