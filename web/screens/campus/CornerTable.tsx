import { useState } from 'react'
import { type Datum, readBoundary } from '#domain/geometry-text.ts'
import { type Corner, type Drawing, drawingOf, gatesOf, moveCorner, removeCorner } from '../../map/boundary-edit.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Campus.module.css'
import { DatumChoice, PositionCells } from './PositionCells.tsx'
import { useCampusText } from './text.ts'

interface Props {
  drawing: Drawing
  corners: readonly Corner[]
  datum: Datum
  onDatum: (datum: Datum) => void
  onChange: (drawing: Drawing) => void
}

/** Every point of a ring by its numbers, in the datum that the reader has; and a boundary that somebody has as text. */
export function CornerTable({ drawing, corners, datum, onDatum, onChange }: Props) {
  const s = useCampusText()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState('')
  const take = () => {
    const found = readBoundary(text, datum)
    setWrong(found.ok ? '' : s.pasted(found.reason))
    if (found.ok) onChange(drawingOf(found.area, gatesOf(drawing)))
  }
  return (
    <details className={styles.fold}>
      <summary>{s.corners(corners.length)}</summary>
      <DatumChoice datum={datum} onDatum={onDatum} />
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
            {corners.map(({ id, at }, index) => (
              <tr key={id}>
                <td>{index + 1}</td>
                <PositionCells name={`${index + 1}`} at={at} datum={datum} onMove={(to) => onChange(moveCorner(drawing, id, to))} />
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
            ))}
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
