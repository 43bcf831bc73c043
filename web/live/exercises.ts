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

let begun = 0
let taken = 0

/** Reads them. Answers may overtake one another: what was asked for earlier than what is shown is not taken. */
export async function refreshExercises(): Promise<void> {
  begun += 1
  const mine = begun
  const answer = await readExercises().then(
    ({ items }) => ({ items, failed: false }),
    () => ({ failed: true }),
  )
  if (mine < taken) return
  taken = mine
  useExercises.setState(answer)
}

/** Reads them every 15 s while the screen is open: a drill that somebody else has opened is known before its first press is. */
export function useExerciseReading(): void {
  useEffect(() => {
    void refreshExercises()
    const timer = setInterval(() => void refreshExercises(), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}
