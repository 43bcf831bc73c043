import { useEffect } from 'react'
import { create } from 'zustand'

/** How many other control rooms are open in this browser: each of them sounds and each may act. */
export const useOtherTabs = create<{ others: number }>(() => ({ others: 0 }))

const EVERY_MS = 2000

/** Tells the other tabs of this browser that this one is there, and counts them. */
export function useTabCount(): void {
  useEffect(() => {
    if (!('BroadcastChannel' in window)) return
    const me = Math.random()
    const seen = new Map<number, number>()
    const channel = new BroadcastChannel('xiaowei.control-room')
    const count = () => {
      const now = performance.now()
      for (const [tab, at] of seen) if (now - at > EVERY_MS * 2.5) seen.delete(tab)
      if (useOtherTabs.getState().others !== seen.size) useOtherTabs.setState({ others: seen.size })
    }
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'number') return
      seen.set(data, performance.now())
      count()
    }
    const timer = setInterval(() => {
      channel.postMessage(me)
      count()
    }, EVERY_MS)
    channel.postMessage(me)
    return () => {
      clearInterval(timer)
      channel.close()
    }
  }, [])
}
