import { useEffect, useMemo, useState } from 'react'
import { MOST_GATES } from '#contracts/campus.ts'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { centreOf, ringsOf } from '#domain/area.ts'
import type { Datum } from '#domain/geometry-text.ts'
import { BasemapLayer } from '../../map/BasemapLayer.tsx'
import { BoundaryLayer } from '../../map/BoundaryLayer.tsx'
import {
  addCorner,
  addGate,
  addRing,
  areaOf,
  type Drawing,
  drawingFault,
  redo,
  removeRing,
  type Steps,
  step,
  undo,
} from '../../map/boundary-edit.ts'
import { DataLayer } from '../../map/DataLayer.tsx'
import { GateLayer } from '../../map/GateLayer.tsx'
import { MapView } from '../../map/MapView.tsx'
import { areaText, lengthText, measure } from '../../map/measure.ts'
import { useBelt } from '../../map/use-belt.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { usePlaces } from '../admin/places.ts'
import styles from './Campus.module.css'
import { CornerTable } from './CornerTable.tsx'
import { GateTable } from './GateTable.tsx'
import { type CampusText, useCampusText } from './text.ts'

const nothing = () => {}

/** Area of all parts less their holes, and the length of every ring. */
function sizeOf(area: AreaGeometry): { squareMetres: number; metres: number } {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  const squareMetres = parts.reduce(
    (sum, part) => sum + part.reduce((of, ring, index) => of + (index === 0 ? 1 : -1) * measure(ring).squareMetres, 0),
    0,
  )
  return { squareMetres, metres: ringsOf(area).reduce((sum, ring) => sum + measure(ring).metres, 0) }
}

function ringName(s: CampusText, { rings }: Drawing, index: number): string {
  const part = rings[index]?.part ?? 0
  const before = rings.slice(0, index)
  const parts = new Set([...before.map((ring) => ring.part), part]).size
  return s.ring(parts, before.filter((ring) => ring.part === part).length)
}

interface Props {
  /** whose own boundary is not drawn a second time */
  campusId: string | null
  near: LngLat | null
  steps: Steps
  onSteps: (steps: Steps) => void
}

/** The map on which a boundary and its gates are drawn, with its belt and what is wrong with it. */
export function BoundaryEditor({ campusId, near, steps, onSteps }: Props) {
  const s = useCampusText()
  const { config, campuses, streets } = usePlaces()
  const { now } = steps
  const [preview, setPreview] = useState<Drawing | null>(null)
  const [selected, setSelected] = useState<number | null>(null)
  const [ring, setRing] = useState(0)
  const [adding, setAdding] = useState(() => (now.rings[0]?.corners.length ?? 0) < 3)
  const [datum, setDatum] = useState<Datum>('wgs84')
  const [gating, setGating] = useState(false)
  const full = now.gates.length >= MOST_GATES
  const shown = preview ?? now
  const fault = useMemo(() => drawingFault(shown), [shown])
  const boundary = useMemo(() => (fault ? null : areaOf(shown)), [fault, shown])
  const zone = useBelt(boundary)
  const around = useMemo(() => campuses.filter(({ id }) => id !== campusId), [campuses, campusId])
  const [start] = useState(() => {
    const area = areaOf(now)
    return area && centreOf(area)
  })
  const at = Math.min(ring, now.rings.length - 1)
  const corners = now.rings[at]?.corners ?? []

  const change = (next: Drawing) => {
    setPreview(null)
    onSteps(step(steps, next))
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || (event.target as Element).matches('input, textarea')) return
      const key = event.key.toLowerCase()
      const back = key === 'z' && !event.shiftKey
      if (!back && key !== 'y' && key !== 'z') return
      event.preventDefault()
      onSteps(back ? undo(steps) : redo(steps))
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [steps, onSteps])
  const extend = (holeOf: number | null) => {
    const added = addRing(now, holeOf)
    change(added.drawing)
    setRing(added.ring)
    setAdding(true)
    setGating(false)
  }

  if (!config) return <p>{s.loading}</p>
  const size = boundary && sizeOf(boundary)
  return (
    <>
      <fieldset className={styles.tools} aria-label={s.tools}>
        <button type="button" className={controls.button} disabled={steps.past.length === 0} onClick={() => onSteps(undo(steps))}>
          {s.undo}
        </button>
        <button type="button" className={controls.button} disabled={steps.future.length === 0} onClick={() => onSteps(redo(steps))}>
          {s.redo}
        </button>
        <button
          type="button"
          className={controls.button}
          aria-pressed={adding && !gating}
          onClick={() => {
            setAdding(gating || !adding)
            setGating(false)
          }}
        >
          {adding && !gating ? s.finish : s.start}
        </button>
        <button type="button" className={controls.button} disabled={fault !== null} onClick={() => extend(null)}>
          {s.part}
        </button>
        <button type="button" className={controls.button} disabled={fault !== null} onClick={() => extend(at)}>
          {s.hole}
        </button>
        {now.rings.length > 1 && (
          <select aria-label={s.ringLabel} value={at} onChange={(event) => setRing(Number(event.target.value))}>
            {now.rings.map((one, index) => (
              <option key={`${one.part}-${one.corners[0]?.id ?? index}`} value={index}>
                {ringName(s, now, index)}
              </option>
            ))}
          </select>
        )}
        <button
          type="button"
          className={controls.quiet}
          disabled={corners.length === 0}
          onClick={() => {
            change(removeRing(now, at))
            setRing(0)
            setAdding(now.rings.length === 1)
            setGating(false)
          }}
        >
          {s.clear}
        </button>
        <button
          type="button"
          className={controls.button}
          aria-pressed={gating}
          disabled={full && !gating}
          onClick={() => setGating(!gating)}
        >
          {gating ? s.gatesDone : s.addGate}
        </button>
      </fieldset>
      <section className={styles.map} aria-label={s.map}>
        <MapView
          center={start ?? near ?? config.center}
          zoom={start || near ? 17 : config.zoom}
          stale={false}
          onReady={nothing}
          onMoved={nothing}
        >
          {(map, overlay) => (
            <>
              <BasemapLayer map={map} basemap={config.basemap} streets={streets} campuses={campuses} onState={nothing} />
              <DataLayer overlay={overlay} campuses={around} streets={streets} />
              <BoundaryLayer
                map={map}
                drawing={now}
                shown={shown}
                open={adding && !gating ? at : null}
                selected={selected}
                zone={zone}
                crossing={fault && 'edges' in fault ? fault.edges : []}
                nameOf={({ at: place }, index) => s.corner(index + 1, place[0].toFixed(6), place[1].toFixed(6))}
                onPreview={setPreview}
                onChange={change}
                onAdd={(place) => change(addCorner(now, at, place))}
                onSelect={setSelected}
              />
              <GateLayer
                map={map}
                drawing={shown}
                adding={gating && !full}
                nameOf={({ name, at: place }) => s.gate(name, place[0].toFixed(6), place[1].toFixed(6))}
                onChange={change}
                onAdd={(place) => change(addGate(now, place, s.newGate))}
              />
            </>
          )}
        </MapView>
      </section>
      <div role="status">
        {fault ? (
          <p className={fault.what === 'nothing' ? styles.line : styles.wrong}>
            {s.fault[fault.what]} {zone && s.beltOld}
          </p>
        ) : (
          <p className={styles.line}>
            {size && s.size(areaText(size.squareMetres), lengthText(size.metres))}
            {zone && ` · ${s.beltSize(areaText(sizeOf(zone).squareMetres))}`}
          </p>
        )}
      </div>
      <p className={desk.dim}>{gating ? s.gateKeys : adding ? s.drawKeys : s.keys}</p>
      <GateTable drawing={now} datum={datum} onDatum={setDatum} onChange={change} />
      <CornerTable drawing={now} corners={corners} datum={datum} onDatum={setDatum} onChange={change} />
    </>
  )
}
