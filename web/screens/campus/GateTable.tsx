import { useState } from 'react'
import type { Datum } from '#domain/geometry-text.ts'
import { changeGate, type Drawing, removeGate } from '../../map/boundary-edit.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Campus.module.css'
import { DatumChoice, PositionCells } from './PositionCells.tsx'
import { useCampusText } from './text.ts'

interface NameProps {
  label: string
  value: string
  onCommit: (value: string) => void
}

/** A name that is taken when it is left, so that it is one step to take back; semicolons part gates in the register's cell. */
function NameCell({ label, value, onCommit }: NameProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const commit = () => {
    const name = (typed ?? '').replace(/[;；]/g, ' ').trim()
    if (name !== '' && name !== value) onCommit(name)
    setTyped(null)
  }
  return (
    <input
      aria-label={label}
      value={typed ?? value}
      maxLength={40}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  )
}

interface Props {
  drawing: Drawing
  datum: Datum
  onDatum: (datum: Datum) => void
  onChange: (drawing: Drawing) => void
}

/** The gates by name and numbers; nothing while there is none. */
export function GateTable({ drawing, datum, onDatum, onChange }: Props) {
  const s = useCampusText()
  const { gates } = drawing
  if (gates.length === 0) return null
  return (
    <details className={styles.fold} open>
      <summary>{s.gates(gates.length)}</summary>
      <DatumChoice datum={datum} onDatum={onDatum} />
      <div className={`${desk.scroll} ${styles.corners}`}>
        <table className={desk.table}>
          <thead>
            <tr>
              <th scope="col">{s.gateName}</th>
              <th scope="col">{s.cornerColumns.lng}</th>
              <th scope="col">{s.cornerColumns.lat}</th>
              <th scope="col">{s.cornerColumns.remove}</th>
            </tr>
          </thead>
          <tbody>
            {gates.map(({ id, name, at }, index) => (
              <tr key={id}>
                <td>
                  <NameCell
                    label={`${s.gateName} ${index + 1}`}
                    value={name}
                    onCommit={(to) => onChange(changeGate(drawing, id, { name: to }))}
                  />
                </td>
                <PositionCells name={name} at={at} datum={datum} onMove={(to) => onChange(changeGate(drawing, id, { at: to }))} />
                <td>
                  <button
                    type="button"
                    className={controls.quiet}
                    aria-label={s.removeGate(name)}
                    onClick={() => onChange(removeGate(drawing, id))}
                  >
                    ✕
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
