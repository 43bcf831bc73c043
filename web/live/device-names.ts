import { useCallback, useEffect, useRef } from 'react'
import { create } from 'zustand'
import { ProblemError } from '../api/http.ts'
import { readDevice } from '../api/register.ts'
import { useSession } from './session.ts'

/** Names of devices that are no buttons and have alarmed: a page reads 1,000 buttons, and not the names of 17,000 cameras. */
const useNames = create<{ byId: ReadonlyMap<string, string> }>(() => ({ byId: new Map() }))

const AGAIN_MS = 30_000
/** When each may be asked for; a flood of cameras asks for one after the other. */
const askableAt = new Map<string, number>()
const wanted = new Set<string>()
let isReading = false

// What one person may see is not shown to the next, who may see what the one before could not.
useSession.subscribe((now, before) => {
  if (!before.session || before.session.user.username === now.session?.user.username) return
  askableAt.clear()
  wanted.clear()
  useNames.setState({ byId: new Map() })
})

async function readWanted(): Promise<void> {
  if (isReading) return
  isReading = true
  for (const id of wanted) {
    wanted.delete(id)
    if (performance.now() < (askableAt.get(id) ?? 0)) continue
    askableAt.set(id, performance.now() + AGAIN_MS)
    try {
      const { name } = await readDevice(id)
      askableAt.set(id, Number.POSITIVE_INFINITY)
      if (name !== '') useNames.setState(({ byId }) => ({ byId: new Map(byId).set(id, name) }))
    } catch (error) {
      // Nobody's register knows it, or not this reader's: its code is all there is.
      if (error instanceof ProblemError && (error.problem.status === 403 || error.problem.status === 404))
        askableAt.set(id, Number.POSITIVE_INFINITY)
      else {
        console.info('a device’s code stands for its name until the next reading', error)
        setTimeout(() => useNames.setState(({ byId }) => ({ byId: new Map(byId) })), AGAIN_MS)
      }
    }
  }
  isReading = false
}

/** A device's name; undefined until it has been read, and of one that has none. */
export function useDeviceName(): (id: string) => string | undefined {
  const byId = useNames((state) => state.byId)
  const missed = useRef(new Set<string>())
  useEffect(() => {
    for (const id of missed.current) wanted.add(id)
    missed.current.clear()
    if (wanted.size > 0) void readWanted()
  })
  return useCallback(
    (id) => {
      const known = byId.get(id)
      if (known === undefined && performance.now() >= (askableAt.get(id) ?? 0)) missed.current.add(id)
      return known
    },
    [byId],
  )
}
