import { useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { type Datum, toWgs84 } from '#domain/geometry-text.ts'
import { toBd09, toGcj02, wgs84 } from '#domain/position.ts'
import { rounded } from '../../map/boundary-edit.ts'
import desk from '../../ui/desk.module.css'
import { useCampusText } from './text.ts'

const DATUMS: readonly Datum[] = ['wgs84', 'gcj02', 'bd09']

function inDatum(at: LngLat, datum: Datum): LngLat {
  if (datum === 'wgs84') return at
  return rounded(datum === 'gcj02' ? toGcj02(wgs84(at)) : toBd09(wgs84(at)))
}

interface CellProps {
  label: string
  value: number
  most: number
  onCommit: (value: number) => void
}

/** A number that is taken when it is left, if it is one. */
function NumberCell({ label, value, most, onCommit }: CellProps) {
  const shown = value.toFixed(7)
  const [typed, setTyped] = useState<string | null>(null)
  const commit = () => {
    const found = Number(typed)
    if (typed !== null && typed.trim() !== '' && typed !== shown && Math.abs(found) <= most) onCommit(found)
    setTyped(null)
  }
  return (
    <input
      aria-label={label}
      inputMode="decimal"
      value={typed ?? shown}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  )
}

interface PositionProps {
  /** what the place is called */
  name: string
  at: LngLat
  datum: Datum
  onMove: (to: LngLat) => void
}

/** A place by its two numbers, in the datum that the reader has. */
export function PositionCells({ name, at, datum, onMove }: PositionProps) {
  const s = useCampusText()
  const [lng, lat] = inDatum(at, datum)
  const move = (to: LngLat) => onMove(rounded(toWgs84(to, datum)))
  return (
    <>
      <td>
        <NumberCell label={`${name} ${s.cornerColumns.lng}`} value={lng} most={180} onCommit={(to) => move([to, lat])} />
      </td>
      <td>
        <NumberCell label={`${name} ${s.cornerColumns.lat}`} value={lat} most={90} onCommit={(to) => move([lng, to])} />
      </td>
    </>
  )
}

/** In which datum positions are read and typed. */
export function DatumChoice({ datum, onDatum }: { datum: Datum; onDatum: (datum: Datum) => void }) {
  const s = useCampusText()
  return (
    <div className={desk.bar}>
      <label>
        {s.datum}{' '}
        <select value={datum} onChange={(event) => onDatum(event.target.value as Datum)}>
          {DATUMS.map((one) => (
            <option key={one} value={one}>
              {s.datums[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
