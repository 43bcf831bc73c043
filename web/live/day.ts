import { useEffect } from 'react'
import { create } from 'zustand'
import type { Day } from '#contracts/day.ts'
import { readDay } from '../api/alarm.ts'

/** The day in figures, as of the last reading. */
export const useDay = create<{ day: Day | null; failed: boolean }>(() => ({ day: null, failed: false }))

const EVERY_MS = 30_000

/** Reads the day's figures every 30 s while the screen is open. */
export function useDayReading(): void {
  useEffect(() => {
    let stopped = false
    const refresh = async () => {
      try {
        const day = await readDay()
        if (!stopped) useDay.setState({ day, failed: false })
      } catch {
        if (!stopped) useDay.setState({ failed: true })
      }
    }
    void refresh()
    const timer = setInterval(() => void refresh(), EVERY_MS)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [])
}
