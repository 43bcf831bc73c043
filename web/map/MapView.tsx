import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import './map.css'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { useText } from '../i18n/text.ts'
import { toMap } from './datum.ts'
import styles from './MapView.module.css'
import { Overlay } from './overlay.ts'
import { PAINTER_AGAIN_MS } from './workers.ts'

/** What a screen may do with the map, and only because a person asked for it. */
export interface MapHandle {
  flyTo: (position: LngLat) => void
  contains: (position: LngLat) => boolean
  /** what it shows: the middle, to a centimetre, and the zoom */
  part: () => { center: LngLat; zoom: number }
  show: (part: { center: LngLat; zoom: number }) => void
}

/** What moved the map: a person, or a script in a person's place; or its window, which became larger or smaller. */
export type MapMover = 'hand' | 'size'

interface Props {
  center: LngLat
  zoom: number
  stale: boolean
  onReady: (handle: MapHandle | null) => void
  onMoved: (by: MapMover) => void
  children: (map: L.Map, overlay: Overlay) => ReactNode
  /** what stands in the lower corners: attribution, legend */
  corner?: ReactNode
}

const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The map (WGS-84). It moves by the operator's hand alone: later changes of `center` and `zoom` do not move it. */
export function MapView({ center, zoom, stale, onReady, onMoved, children, corner }: Props) {
  const t = useText()
  const box = useRef<HTMLDivElement>(null)
  const start = useRef({ center, zoom })
  const [made, setMade] = useState<{ map: L.Map; overlay: Overlay } | null>(null)
  const [isLost, setLost] = useState(false)

  useEffect(() => {
    if (!box.current) return
    const map = L.map(box.current, {
      center: toMap(start.current.center),
      zoom: start.current.zoom,
      minZoom: 8,
      maxZoom: 19,
      zoomControl: false,
      attributionControl: false,
      fadeAnimation: false,
      zoomAnimation: !reducedMotion(),
      inertia: !reducedMotion(),
    })
    L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(map)
    let again: ReturnType<typeof setTimeout> | undefined
    /** Lays the overlay, and another in its place until one has its painter: all that there is to draw is told to the new one. */
    const lay = () => {
      const overlay = new Overlay().addTo(map)
      overlay.on('drawn', () => setLost(false))
      overlay.on('lost', () => {
        setLost(true)
        again = setTimeout(() => {
          overlay.remove()
          lay()
        }, PAINTER_AGAIN_MS)
      })
      setMade({ map, overlay })
    }
    lay()
    let mover: MapMover = 'hand'
    const resize = new ResizeObserver(() => {
      mover = 'size'
      map.invalidateSize({ animate: false, pan: false })
      mover = 'hand'
    })
    resize.observe(box.current)
    onReady({
      flyTo: (position) => map.setView(toMap(position), Math.max(map.getZoom(), 16), { animate: !reducedMotion() }),
      contains: (position) => map.getBounds().contains(toMap(position)),
      part: () => {
        const { lng, lat } = map.getCenter()
        return { center: [Number(lng.toFixed(7)), Number(lat.toFixed(7))], zoom: map.getZoom() }
      },
      show: (part) => map.setView(toMap(part.center), part.zoom, { animate: false }),
    })
    map.on('moveend', () => onMoved(mover))
    return () => {
      onReady(null)
      resize.disconnect()
      clearTimeout(again)
      map.remove()
      setMade(null)
    }
  }, [onReady, onMoved])

  return (
    <section className={styles.frame} aria-label={t.map.label} data-stale={stale}>
      <div ref={box} className={styles.map} />
      {made && children(made.map, made.overlay)}
      {isLost && (
        <p className={styles.lost} role="status">
          {t.map.layersFailed}
        </p>
      )}
      <div className={styles.zoom} data-above-map>
        <button type="button" title={t.map.zoomIn} aria-label={t.map.zoomIn} onClick={() => made?.map.zoomIn(1)}>
          ＋
        </button>
        <button type="button" title={t.map.zoomOut} aria-label={t.map.zoomOut} onClick={() => made?.map.zoomOut(1)}>
          −
        </button>
        <button
          type="button"
          title={t.map.whole}
          aria-label={t.map.whole}
          onClick={() => made?.map.setView(toMap(center), zoom, { animate: !reducedMotion() })}
        >
          ⤢
        </button>
      </div>
      {corner}
    </section>
  )
}
