import { useEffect, useState } from 'react'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { AlarmGap } from '#contracts/school-health.ts'
import { readAlarmGaps, readFaultBoard } from '../../api/technician.ts'
import { flush, useOrderQueue } from '../../live/order-queue.ts'

export interface Board {
  readonly faults: readonly BoardFault[]
  readonly gaps: readonly AlarmGap[]
  /** When it was read, ms; what is shown without network is as old as this says. */
  readonly readAt: number
}

const KEY = 'xiaowei.fault-board'
const EVERY_MS = 10_000

function remembered(): Board | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Board | null
  } catch {
    return null // storage may be forbidden
  }
}

/** The board, read every ten seconds and kept for when there is no network; `mayReadGaps` is false for vendors. */
export function useBoard(mayReadGaps: boolean): { board: Board | null; offline: boolean; read: () => void } {
  const [board, setBoard] = useState<Board | null>(remembered)
  const [offline, setOffline] = useState(false)
  const [turn, setTurn] = useState(0)
  const waiting = useOrderQueue((queue) => queue.waiting.length)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent is to be seen at once
  useEffect(() => {
    let alive = true
    const read = async () => {
      await flush()
      try {
        const [faults, gaps] = await Promise.all([readFaultBoard(), mayReadGaps ? readAlarmGaps() : { items: [] }])
        if (!alive) return
        const next = { faults: faults.items, gaps: gaps.items, readAt: Date.now() }
        setBoard(next)
        setOffline(false)
        try {
          localStorage.setItem(KEY, JSON.stringify(next))
        } catch {
          // too large for this browser, or forbidden: the page still has it
        }
      } catch {
        if (alive) setOffline(true)
      }
    }
    const timer = setInterval(() => void read(), EVERY_MS)
    const back = () => void read()
    window.addEventListener('online', back)
    void read()
    return () => {
      alive = false
      clearInterval(timer)
      window.removeEventListener('online', back)
    }
  }, [mayReadGaps, turn, waiting])
  return { board, offline, read: () => setTurn((n) => n + 1) }
}
