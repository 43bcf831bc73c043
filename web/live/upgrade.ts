import { useEffect } from 'react'
import { create } from 'zustand'
import { useLink } from './link.ts'

/** Whether the server now serves other pages than those this tab has loaded. */
export const useUpgrade = create<{ loaded: string | null; pending: boolean }>(() => ({ loaded: null, pending: false }))

const IDLE_MS = 60_000

/** Whether this is a quiet moment to load the page anew: nothing waits, nobody is at work, and the picture is live. */
export const isQuiet = (now: number, lastTouchMs: number, waiting: number, busy: boolean): boolean =>
  waiting === 0 && !busy && now - lastTouchMs >= IDLE_MS

/**
 * Notes an upgrade of the server by its pulse, and loads the page anew at a quiet moment.
 * @param moment how many alarms wait, and whether the person has begun something
 */
export function useReloadAfterUpgrade(moment: () => { waiting: number; busy: boolean }): void {
  useEffect(() => {
    let lastTouchMs = performance.now()
    const touched = () => {
      lastTouchMs = performance.now()
    }
    const look = () => {
      const { pulse, faults } = useLink.getState()
      if (!pulse) return
      const { loaded } = useUpgrade.getState()
      if (loaded === null) useUpgrade.setState({ loaded: pulse.version })
      else if (loaded !== pulse.version) {
        useUpgrade.setState({ pending: true })
        const { waiting, busy } = moment()
        if (faults.length === 0 && isQuiet(performance.now(), lastTouchMs, waiting, busy)) location.reload()
      }
    }
    const timer = setInterval(look, 1000)
    for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const) addEventListener(event, touched, { passive: true })
    return () => {
      clearInterval(timer)
      for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const) removeEventListener(event, touched)
    }
  }, [moment])
}
