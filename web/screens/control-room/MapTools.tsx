import type L from 'leaflet'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { toGcj02, wgs84 } from '#domain/position.ts'
import { useRegister } from '../../live/register.ts'
import { middleOf } from '../../map/alarm-place.ts'
import { toMap } from '../../map/datum.ts'
import { LAYERS, type LayerName } from '../../map/layer-name.ts'
import { type PlaceFault, placeFault } from '../../map/place-fault.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import styles from './MapTools.module.css'
import { useMapText } from './map-text.ts'
import { useSavedViews } from './map-views.ts'
import { printAddress } from './print-address.ts'
import { useKeys } from './use-keys.ts'

const MeasureLayer = lazy(() => import('../../map/MeasureLayer.tsx').then((m) => ({ default: m.MeasureLayer })))

export type MapTool = 'layers' | 'views' | 'measure' | 'place'
const TOOLS: readonly [MapTool, key: string][] = [
  ['layers', 'l'],
  ['views', 'w'],
  ['measure', 'g'],
  ['place', 'k'],
]

interface Props {
  map: L.Map
  middle: LngLat
  hidden: readonly LayerName[]
  onHidden: (hidden: readonly LayerName[]) => void
  tool: MapTool | null
  onTool: (tool: MapTool | null) => void
}

/** What has no place on the map, and why. */
function Undrawn({ middle }: { middle: LngLat }) {
  const t = useMapText()
  const { campuses, buttons, cameras, schools } = useRegister()
  const faults: [string, string, PlaceFault][] = []
  const placed = new Set<string>()
  for (const campus of campuses) {
    const { id, properties } = campus
    placed.add(properties.schoolId)
    const fault = placeFault(middleOf(campus), middle)
    if (fault) faults.push([id, properties.name, fault])
  }
  for (const { id, name } of schools.values()) if (!placed.has(id)) faults.push([id, name, 'missing'])
  for (const { id, name, schoolId, position } of buttons.values()) {
    const fault = placeFault(position, middle)
    if (fault) faults.push([id, `${schools.get(schoolId)?.name ?? schoolId} ${name}`, fault])
  }
  const lost = cameras
    ? cameras.ids.filter((_, i) => placeFault(cameras.positions.subarray(2 * i, 2 * i + 2) as unknown as LngLat, middle)).length
    : 0
  if (faults.length + lost === 0) return null
  return (
    <details className={styles.undrawn}>
      <summary>{t.undrawn(faults.length + lost)}</summary>
      <p>{t.undrawnHint}</p>
      <ul>
        {faults.map(([id, name, fault]) => (
          <li key={id}>
            <span>{name}</span> <small>{t.reason[fault]}</small>
          </li>
        ))}
        {lost > 0 && <li>{t.camerasUndrawn(lost)}</li>}
      </ul>
    </details>
  )
}

function Layers({ middle, hidden, onHidden }: Pick<Props, 'middle' | 'hidden' | 'onHidden'>) {
  const t = useMapText()
  return (
    <>
      {LAYERS.map((name) => (
        <label key={name} className={styles.layer}>
          <input
            type="checkbox"
            checked={!hidden.includes(name)}
            onChange={({ target }) => onHidden(target.checked ? hidden.filter((one) => one !== name) : [...hidden, name])}
          />
          {t.layer[name]}
        </label>
      ))}
      <Undrawn middle={middle} />
    </>
  )
}

function Views({ map }: { map: L.Map }) {
  const t = useMapText()
  const { views, save, remove } = useSavedViews()
  const [name, setName] = useState('')
  return (
    <>
      {views.length === 0 && <p className={styles.hint}>{t.noViews}</p>}
      <ul>
        {views.map((view) => (
          <li key={view.name} className={styles.view}>
            <button type="button" className={styles.open} onClick={() => map.setView(toMap(view.center), view.zoom, { animate: false })}>
              {view.name}
            </button>
            <button
              type="button"
              className={styles.plain}
              aria-label={t.removeView(view.name)}
              title={t.removeView(view.name)}
              onClick={() => remove(view.name)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <form
        className={styles.save}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() === '') return
          save({ name: name.trim(), center: centreOf(map), zoom: map.getZoom() })
          setName('')
        }}
      >
        <input
          aria-label={t.viewName}
          placeholder={t.viewName}
          maxLength={30}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <button type="submit" className={controls.button}>
          {t.saveView}
        </button>
      </form>
    </>
  )
}

const centreOf = (map: L.Map): LngLat => {
  const { lng, lat } = map.getCenter()
  return [lng, lat]
}

const written = ([lng, lat]: LngLat): string => `${lng.toFixed(6)}, ${lat.toFixed(6)}`

function PlaceCard({ place }: { place: LngLat }) {
  const t = useMapText()
  const [said, setSaid] = useState('')
  const copy = (text: string) => {
    // Outside https and localhost a page has no clipboard.
    const copying = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'))
    copying.then(
      () => setSaid(`${t.copied} ${text}`),
      () => setSaid(t.copyFailed),
    )
  }
  const lines = [
    ['WGS-84', place],
    ['GCJ-02', toGcj02(wgs84(place))],
  ] as const
  return (
    <>
      {lines.map(([datum, at]) => (
        <p key={datum} className={styles.place}>
          <span>{datum}</span>
          <code>{written(at)}</code>
          <button type="button" className={controls.button} onClick={() => copy(`${written(at)} (${datum})`)}>
            {t.copy}
          </button>
        </p>
      ))}
      <p className={styles.hint} role="status">
        {said || t.placeHint}
      </p>
    </>
  )
}

function Measured({ map, onEnd }: { map: L.Map; onEnd: () => void }) {
  const t = useMapText()
  const [[length, area], setMeasured] = useState<[string, string | null]>(['0.0 m', null])
  const onMeasured = useCallback((length: string, area: string | null) => setMeasured([length, area]), [])
  return (
    <>
      <Suspense fallback={null}>
        <MeasureLayer map={map} onMeasured={onMeasured} onEnd={onEnd} />
      </Suspense>
      <p className={styles.measured} role="status">
        {t.distance} <b>{length}</b>
        {area && (
          <>
            {' '}
            · {t.area} <b>{area}</b>
          </>
        )}
      </p>
      <p className={styles.hint}>{t.measureHint}</p>
    </>
  )
}

/** The place that was asked for: by the right button, or the middle of the map by key. */
function usePlace(map: L.Map, tool: MapTool | null, onTool: Props['onTool']): LngLat {
  const [place, setPlace] = useState<LngLat | null>(null)
  useEffect(() => {
    const asked = ({ latlng }: L.LeafletMouseEvent) => {
      setPlace([latlng.lng, latlng.lat])
      onTool('place')
    }
    map.on('contextmenu', asked)
    return () => void map.off('contextmenu', asked)
  }, [map, onTool])
  useEffect(() => {
    if (tool !== 'place') setPlace(null)
  }, [tool])
  const { lng, lat } = map.getCenter()
  return place ?? [lng, lat]
}

const canHaveOwnWindow = (): boolean => 'BroadcastChannel' in window && location.pathname === '/control-room'

/** Layers, saved views, measuring and coordinates, beside the map's zoom buttons. */
export function MapTools({ map, middle, hidden, onHidden, tool, onTool }: Props) {
  const t = useMapText()
  const place = usePlace(map, tool, onTool)
  const close = useCallback(() => onTool(null), [onTool])
  const toggle = (name: MapTool) => () => onTool(tool === name ? null : name)
  const print = () => window.open(printAddress(centreOf(map), map.getZoom(), hidden), '_blank')
  const openOwnWindow = canHaveOwnWindow() ? () => window.open('/control-room/map', 'xiaowei-map', 'popup,width=1280,height=800') : null
  useKeys({
    ...Object.fromEntries(TOOLS.map(([name, key]) => [key, toggle(name)])),
    p: print,
    ...(openOwnWindow ? { e: openOwnWindow } : {}),
  })
  return (
    <section aria-label={t.tools}>
      <div className={styles.buttons} data-above-map data-desk>
        {TOOLS.map(([name, key]) => (
          <button key={name} type="button" aria-pressed={tool === name} title={`${t[name]} (${key.toUpperCase()})`} onClick={toggle(name)}>
            {t[name]}
            <KeyCap>{key.toUpperCase()}</KeyCap>
          </button>
        ))}
        {openOwnWindow && (
          <button type="button" title={`${t.windowHint} (E)`} onClick={openOwnWindow}>
            {t.window}
            <KeyCap>E</KeyCap>
          </button>
        )}
        <button type="button" title={`${t.printHint} (P)`} onClick={print}>
          {t.print}
          <KeyCap>P</KeyCap>
        </button>
      </div>
      {tool && (
        <section className={styles.panel} aria-label={t[tool]}>
          <header>
            <h3>{t[tool]}</h3>
            <button type="button" className={styles.plain} aria-label={t.close} title={t.close} onClick={close}>
              ✕
            </button>
          </header>
          {tool === 'layers' && <Layers middle={middle} hidden={hidden} onHidden={onHidden} />}
          {tool === 'views' && <Views map={map} />}
          {tool === 'measure' && <Measured map={map} onEnd={close} />}
          {tool === 'place' && <PlaceCard place={place} />}
        </section>
      )}
    </section>
  )
}
