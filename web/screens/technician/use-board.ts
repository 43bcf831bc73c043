import { useCallback, useEffect, useState } from 'react'
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

function remember(board: Board): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(board))
  } catch {
    // too large for this browser, or forbidden: the page still has it
  }
}

/** The board, read every ten seconds and kept for when there is no network; `mayReadGaps` is false for vendors. */
export function useBoard(mayReadGaps: boolean): { board: Board | null; offline: boolean; read: () => void } {
  const [board, setBoard] = useState<Board | null>(remembered)
  const [offline, setOffline] = useState(false)
  const read = useCallback(async () => {
    await flush()
    try {
      const [faults, gaps] = await Promise.all([readFaultBoard(), mayReadGaps ? readAlarmGaps() : { items: [] }])
      const next = { faults: faults.items, gaps: gaps.items, readAt: Date.now() }
      setBoard(next)
      setOffline(false)
      remember(next)
    } catch {
      setOffline(true)
    }
  }, [mayReadGaps])
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
  return { board, offline, read: () => void read() }
}
