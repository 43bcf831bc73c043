import { useCallback, useEffect, useRef, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import type { MapMover } from '../map/MapView.tsx'

/** A part of the map. */
export interface MapPart {
  center: LngLat
  zoom: number
}

type Word =
  | { is: 'there'; window: 'room' | 'map'; selected: string | null }
  | { is: 'hello' }
  | { is: 'moved'; part: MapPart; answersHello?: true }
  | { is: 'chosen'; id: string }

const EVERY_MS = 2000

interface Options {
  /** which of the two this window is; the room says what is selected, the map's window asks for it */
  window: 'room' | 'map'
  selected: string | null
  onSelect: (id: string) => void
  onMoved: (part: MapPart) => void
  /** what this window shows now; null before its map is made */
  part: () => MapPart | null
  /** its map is made, and can follow */
  ready: boolean
}

/**
 * Keeps the map's own window in step with the control room of the same browser: the same part of the map, the same alarm.
 * @returns `other`: whether the other window is open; `selected`: what the room has selected; `moved`: to be called after this window's map moved
 */
export function useMapStep({ window: me, selected, onSelect, onMoved, part, ready }: Options) {
  const [other, setOther] = useState(false)
  const [theirs, setTheirs] = useState<string | null>(null)
  const channel = useRef<BroadcastChannel | null>(null)
  const following = useRef(false)
  const movedSinceHello = useRef(false)
  const now = useRef({ selected, onSelect, onMoved, part })
  now.current = { selected, onSelect, onMoved, part }
  const say = useCallback((word: Word) => channel.current?.postMessage(word), [])

  useEffect(() => {
    if (!('BroadcastChannel' in globalThis)) return
    const opened = new BroadcastChannel('xiaowei.map')
    channel.current = opened
    let heardAt = Number.NEGATIVE_INFINITY
    const there = () => say({ is: 'there', window: me, selected: now.current.selected })
    opened.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data.is === 'there' && data.window !== me) {
        heardAt = performance.now()
        setOther(true)
        setTheirs(data.selected)
      } else if (data.is === 'hello' && me === 'room') {
        there()
        const shown = now.current.part()
        if (shown) say({ is: 'moved', part: shown, answersHello: true })
      } else if (data.is === 'moved') {
        // A hand that moved this map while the room was busy is newer than what the room showed when it was asked.
        if (data.answersHello && (me === 'room' || movedSinceHello.current)) return
        following.current = true
        now.current.onMoved(data.part)
        following.current = false
      } else if (data.is === 'chosen' && me === 'room') now.current.onSelect(data.id)
    }
    const timer = setInterval(() => {
      there()
      if (performance.now() - heardAt > EVERY_MS * 2.5) setOther(false)
    }, EVERY_MS)
    there()
    return () => {
      clearInterval(timer)
      opened.close()
      channel.current = null
    }
  }, [me, say])
  useEffect(() => say({ is: 'there', window: me, selected }), [me, say, selected])
  useEffect(() => {
    if (!ready || me !== 'map') return
    movedSinceHello.current = false
    say({ is: 'hello' })
  }, [me, say, ready])

  const moved = useCallback(
    (by: MapMover) => {
      const shown = now.current.part()
      // What the other window asked for is no news to it, not even where it lies half a pixel beside: the two would drift for ever.
      if (!shown || following.current || by === 'size') return
      movedSinceHello.current = true
      say({ is: 'moved', part: shown })
    },
    [say],
  )
  const choose = useCallback((id: string) => say({ is: 'chosen', id }), [say])
  return { other, selected: theirs, moved, choose }
}
