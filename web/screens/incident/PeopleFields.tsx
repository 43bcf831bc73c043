import type { IncidentPerson } from '#contracts/incident.ts'
import controls from '../../ui/controls.module.css'
import own from './Incident.module.css'
import { useIncidentText } from './text.ts'

export interface PersonRow extends IncidentPerson {
  key: number
}
let made = 0
export const emptyPerson = (): PersonRow => ({ key: ++made, name: '', part: 'pupil', detail: '' })

/** The rows that were filled in, as the server wants them. */
export const peopleOf = (rows: readonly PersonRow[]): IncidentPerson[] =>
  rows
    .filter(({ name }) => name.trim() !== '')
    .map(({ name, part, detail }) => ({ name: name.trim(), part, ...(detail?.trim() ? { detail: detail.trim() } : {}) }))

/** Those concerned, one row each. */
export function PeopleFields({ rows, onRows }: { rows: readonly PersonRow[]; onRows: (rows: PersonRow[]) => void }) {
  const t = useIncidentText()
  const change = (key: number, given: Partial<PersonRow>) => onRows(rows.map((row) => (row.key === key ? { ...row, ...given } : row)))
  return (
    <div>
      {rows.map(({ key, name, part, detail }, n) => (
        <div key={key} className={own.person}>
          <input
            aria-label={`${t.file.name} ${n + 1}`}
            placeholder={t.file.name}
            maxLength={50}
            value={name}
            autoComplete="off"
            onChange={(event) => change(key, { name: event.target.value })}
          />
          <select
            aria-label={`${t.file.part} ${n + 1}`}
            value={part}
            onChange={(event) => change(key, { part: event.target.value as IncidentPerson['part'] })}
          >
            {Object.entries(t.part).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
          <input
            aria-label={`${t.file.detail} ${n + 1}`}
            placeholder={t.file.detail}
            maxLength={100}
            value={detail ?? ''}
            autoComplete="off"
            onChange={(event) => change(key, { detail: event.target.value })}
          />
          <button type="button" className={controls.quiet} onClick={() => onRows(rows.filter((row) => row.key !== key))}>
            {t.file.removePerson}
          </button>
        </div>
      ))}
      <button type="button" className={controls.button} onClick={() => onRows([...rows, emptyPerson()])}>
        {t.file.addPerson}
      </button>
    </div>
  )
}
