import { useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { type Datum, readBoundary, toWgs84 } from '#domain/geometry-text.ts'
import { toBd09, toGcj02, wgs84 } from '#domain/position.ts'
import { type Corner, type Drawing, drawingOf, moveCorner, removeCorner, rounded } from '../../map/boundary-edit.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Campus.module.css'
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

interface Props {
  drawing: Drawing
  corners: readonly Corner[]
  onChange: (drawing: Drawing) => void
}

/** Every point of a ring by its numbers, in the datum that the reader has; and a boundary that somebody has as text. */
export function CornerTable({ drawing, corners, onChange }: Props) {
  const s = useCampusText()
  const [datum, setDatum] = useState<Datum>('wgs84')
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState('')
  const take = () => {
    const found = readBoundary(text, datum)
    setWrong(found.ok ? '' : s.pasted(found.reason))
    if (found.ok) onChange(drawingOf(found.area))
  }
  return (
    <details className={styles.fold}>
      <summary>{s.corners(corners.length)}</summary>
      <div className={desk.bar}>
        <label>
          {s.datum}{' '}
          <select value={datum} onChange={(event) => setDatum(event.target.value as Datum)}>
            {DATUMS.map((one) => (
              <option key={one} value={one}>
                {s.datums[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className={`${desk.scroll} ${styles.corners}`}>
        <table className={desk.table}>
          <thead>
            <tr>
              <th scope="col">{s.cornerColumns.n}</th>
              <th scope="col">{s.cornerColumns.lng}</th>
              <th scope="col">{s.cornerColumns.lat}</th>
              <th scope="col">{s.cornerColumns.remove}</th>
            </tr>
          </thead>
          <tbody>
            {corners.map(({ id, at }, index) => {
              const [lng, lat] = inDatum(at, datum)
              const move = (to: LngLat) => onChange(moveCorner(drawing, id, rounded(toWgs84(to, datum))))
              return (
                <tr key={id}>
                  <td>{index + 1}</td>
                  <td>
                    <NumberCell label={`${index + 1} ${s.cornerColumns.lng}`} value={lng} most={180} onCommit={(to) => move([to, lat])} />
                  </td>
                  <td>
                    <NumberCell label={`${index + 1} ${s.cornerColumns.lat}`} value={lat} most={90} onCommit={(to) => move([lng, to])} />
                  </td>
                  <td>
                    <button
                      type="button"
                      className={controls.quiet}
                      aria-label={s.remove(index + 1)}
                      onClick={() => onChange(removeCorner(drawing, id))}
                    >
                      ✕
                    </button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <label className={`${controls.field} ${styles.fold}`}>
        {s.paste}
        <textarea className={desk.area} value={text} maxLength={32_767} onChange={(event) => setText(event.target.value)} />
      </label>
      {wrong !== '' && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      <div className={desk.buttons}>
        <button type="button" className={controls.button} disabled={text.trim() === ''} onClick={take}>
          {s.take}
        </button>
      </div>
    </details>
  )
}
