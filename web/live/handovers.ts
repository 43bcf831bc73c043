import { useEffect } from 'react'
import { create } from 'zustand'
import type { Handover } from '#contracts/handover.ts'
import { readHandovers } from '../api/handover.ts'

interface Handovers {
  items: readonly Handover[]
  failed: boolean
}

/** The latest hand-overs of the shift as of the last reading, the newest first. */
export const useHandovers = create<Handovers>(() => ({ items: [], failed: false }))

const EVERY_MS = 5_000

/** Those that nobody has ended. */
export const openHandovers = (items: readonly Handover[]): Handover[] => items.filter(({ endedAt }) => endedAt === null)

/** Its alarms that nobody has taken and nobody has closed: they stay with who hands over. */
export const untaken = ({ alarms }: Handover): Handover['alarms'] => alarms.filter(({ takenBy, closed }) => takenBy === null && !closed)

let begun = 0
let taken = 0

/** Reads them. Answers may overtake one another: what was asked for earlier than what is shown is not taken. */
export async function refreshHandovers(): Promise<void> {
  begun += 1
  const mine = begun
  const answer = await readHandovers().then(
    ({ items }) => ({ items, failed: false }),
    () => ({ failed: true }),
  )
  if (mine < taken) return
  taken = mine
  useHandovers.setState(answer)
}

/** Reads them while the screen is open: whoever comes sees what waits for a name. */
export function useHandoverReading(): void {
  useEffect(() => {
    void refreshHandovers()
    const timer = setInterval(() => void refreshHandovers(), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}
