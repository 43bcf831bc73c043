import { useCallback, useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { Responder } from '#contracts/responder.ts'
import { readResponders } from '../api/alarm.ts'

/** Names behind the usernames in alarms. */
const useResponders = create<{ byUsername: ReadonlyMap<string, Responder> }>(() => ({ byUsername: new Map() }))

const AGAIN_MS = 30_000
let askedAt = Number.NEGATIVE_INFINITY

/** Reads the names, at most every 30 s: a name is a comfort, and no alarm waits for it. */
async function load(): Promise<void> {
  const now = performance.now()
  if (now - askedAt < AGAIN_MS) return
  askedAt = now
  try {
    const { items } = await readResponders()
    useResponders.setState({ byUsername: new Map(items.map((one) => [one.username, one])) })
  } catch (error) {
    console.info('usernames stand for names until the next reading', error)
  }
}

/** Reads the names for a page that shows alarms. */
export function useResponderReading(): void {
  useEffect(() => void load(), [])
}

/** A person's name by username; the username itself until names are here, or when nobody in scope has it. */
export function usePersonName(): (username: string) => string {
  const byUsername = useResponders((state) => state.byUsername)
  const missed = useRef(false)
  useEffect(() => {
    if (!missed.current) return
    missed.current = false
    void load() // an account made since
  })
  return useCallback(
    (username) => {
      const known = byUsername.get(username)
      if (!known && byUsername.size > 0) missed.current = true
      return known?.name ?? username
    },
    [byUsername],
  )
}
