import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import type { CampusFeature } from '#contracts/school.ts'
import type { Session } from '#contracts/session.ts'
import { readCampusDrafts } from '../../api/campus.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { usePlaces } from '../admin/places.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from './Campus.module.css'
import { CampusForm } from './CampusForm.tsx'
import { useCampusText } from './text.ts'

const WHICH = ['all', 'provisional', 'draft'] as const
const SHOWN = 200
const NEW = 'new'

/** 校园边界: every campus, and the one that is drawn. What is chosen and searched stands in the address bar. */
export function CampusPage({ session }: { session: Session }) {
  const s = useCampusText()
  const { schools, campuses, config } = usePlaces()
  const [params, setParams] = useSearchParams()
  const read = useCallback(() => readCampusDrafts(), [])
  const { value, again } = useReading(read, 30_000)
  const drafts = new Map(value?.items.map((draft) => [draft.campusId, draft]))
  const set = (name: string, to: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before)
        to === '' ? next.delete(name) : next.set(name, to)
        return next
      },
      { replace: true },
    )
  const [chosen, find, which] = [params.get('campus') ?? '', params.get('q') ?? '', params.get('show') ?? 'all']
  const schoolNames = new Map(schools.map(({ id, name }) => [id, name]))
  const matches = ({ id, properties }: CampusFeature): boolean => {
    if (which === 'provisional' && !properties.provisional) return false
    if (which === 'draft' && !drafts.has(id)) return false
    const words = `${id} ${properties.name} ${properties.schoolId} ${schoolNames.get(properties.schoolId) ?? ''}`.toLowerCase()
    return words.includes(find.trim().toLowerCase())
  }
  const found = campuses.filter(matches)
  const campus = campuses.find(({ id }) => id === chosen) ?? null
  const mayWrite = holds(session, 'campus:write')

  return (
    <>
      <p className={desk.intro}>{s.what}</p>
      <div className={styles.columns}>
        <div>
          <div className={desk.bar}>
            <label className={`${controls.field} ${desk.grow}`}>
              {s.find}
              <input type="search" value={find} onChange={(event) => set('q', event.target.value)} />
            </label>
          </div>
          <div className={desk.bar}>
            <select aria-label={s.columns.state} value={which} onChange={(event) => set('show', event.target.value)}>
              {WHICH.map((one) => (
                <option key={one} value={one}>
                  {s.which[one]}
                </option>
              ))}
            </select>
            {mayWrite && (
              <button type="button" className={controls.button} onClick={() => set('campus', NEW)}>
                {s.add}
              </button>
            )}
          </div>
          <div className={`${desk.scroll} ${styles.list}`}>
            <table className={desk.table}>
              <thead>
                <tr>
                  <th scope="col">{s.columns.campus}</th>
                  <th scope="col">{s.columns.state}</th>
                </tr>
              </thead>
              <tbody>
                {found.slice(0, SHOWN).map(({ id, properties }) => (
                  <tr key={id} aria-selected={id === chosen}>
                    <td>
                      <button type="button" className={desk.open} onClick={() => set('campus', id)}>
                        {properties.name}
                      </button>
                      <div className={desk.dim}>{schoolNames.get(properties.schoolId) ?? properties.schoolId}</div>
                    </td>
                    <td>
                      <span className={properties.provisional ? desk.warn : desk.tag}>
                        {properties.provisional ? s.state.provisional : s.state.drawn}
                      </span>
                      {drafts.has(id) && <span className={desk.note}>{s.draft}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {config && found.length === 0 && <p className={desk.empty}>{s.none}</p>}
            {found.length > SHOWN && <p className={desk.empty}>{s.more(found.length - SHOWN)}</p>}
          </div>
        </div>
        {campus === null && chosen !== NEW ? (
          <p className={`${desk.panel} ${desk.dim}`}>{config ? s.pick : s.loading}</p>
        ) : (
          <CampusForm
            key={chosen}
            campus={campus}
            draft={drafts.get(chosen) ?? null}
            mayWrite={mayWrite}
            onDrafts={() => void again()}
            onSaved={(id) => {
              set('campus', id)
              void again()
            }}
          />
        )}
      </div>
    </>
  )
}
