import { useEffect } from 'react'
import { create } from 'zustand'
import type { OpenExercise } from '#contracts/exercise.ts'
import { readExercises } from '../api/exercise.ts'
import { serverNow, useLink } from './link.ts'

interface Exercises {
  items: readonly OpenExercise[]
  failed: boolean
}

/** Drills and tests that the server has open, as of the last reading; whoever shows them asks {@link stillOpen}. */
export const useExercises = create<Exercises>(() => ({ items: [], failed: false }))

const EVERY_MS = 15_000

/** Those that have not run out since they were read. @param nowMs by the server's clock */
export const stillOpen = (items: readonly OpenExercise[], nowMs: number): OpenExercise[] =>
  items.filter(({ endsAt, endedAt }) => endedAt === null && Date.parse(endsAt) > nowMs)

/** How many are open now. */
export const useExerciseCount = (): number => {
  const items = useExercises((state) => state.items)
  return useLink((link) => stillOpen(items, serverNow(link)).length)
}

export async function refreshExercises(): Promise<void> {
  try {
    const { items } = await readExercises()
    useExercises.setState({ items, failed: false })
  } catch {
    useExercises.setState({ failed: true })
  }
}

/** Reads them every 15 s while the screen is open: a drill that somebody else has opened is known before its first press is. */
export function useExerciseReading(): void {
  useEffect(() => {
    void refreshExercises()
    const timer = setInterval(() => void refreshExercises(), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}
