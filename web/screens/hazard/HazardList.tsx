import { useCallback } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Hazard, Risk } from '#contracts/hazard.ts'
import { readDepartments, readHazards } from '../../api/hazard.ts'
import { colon } from '../../i18n/text.ts'
import { type MapPoint, PointLayer } from '../../map/PointLayer.tsx'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ImportLink } from '../../ui/ImportLink.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { toLocalInput } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { useFilters } from '../tasks/use-filters.ts'
import { GroundMap } from './GroundMap.tsx'
import styles from './Hazard.module.css'
import { RiskMark } from './RiskMark.tsx'
import { type HazardText, useHazardText } from './text.ts'

const READ_MS = 30_000
const TONES: Readonly<Record<Risk, string>> = { major: '--p1', larger: '--p2', general: '--p3', low: '--p4' }

/** The list's query: everything in the address bar but how it is shown. */
const listQuery = (query: string): string => {
  const params = new URLSearchParams(query)
  params.delete('view')
  return params.toString()
}

interface ListProps {
  base: string
  mayReport: boolean
  mayImport: boolean
  seesSchools: boolean
}

/** 隐患清单: under filters that the address bar holds, as a table or on the map; the same rows print. */
export function HazardList({ base, mayReport, mayImport, seesSchools }: ListProps) {
  const t = useHazardText()
  const filters = useFilters()
  const query = listQuery(filters.query)
  const read = useCallback(() => readHazards(query), [query])
  const { value, failed } = useReading(read, READ_MS)
  const departments = useReading(readDepartments, 0).value?.items ?? []
  const navigate = useNavigate()
  const onMap = filters.value('view') === 'map'
  const hazards = value?.items ?? []
  const choices = {
    state: { open: t.filter.open, overdue: t.filter.overdue, ...t.states },
    place: t.places,
    risk: t.risks,
    department: Object.fromEntries(departments.map(({ id, name }) => [id, name])),
  }
  const words = Object.entries(choices).flatMap(([name, options]) => (options as Record<string, string>)[filters.value(name)] ?? [])
  const points = hazards.flatMap((one): MapPoint[] => {
    const label = `${one.number} ${one.schoolName} ${one.title} ${t.states[one.state]}`
    return one.position ? [{ id: one.id, position: one.position, mark: t.risks[one.risk].slice(0, 1), tone: TONES[one.risk], label }] : []
  })
  return (
    <section aria-label={t.list}>
      <PaperLine title={t.list} />
      <div className={`${desk.bar} ${styles.noPrint}`}>
        {(Object.keys(choices) as (keyof typeof choices)[]).map((name) => (
          <select
            key={name}
            aria-label={t.filter[name]}
            value={filters.value(name)}
            onChange={(event) => filters.set(name, event.target.value)}
          >
            <option value="">
              {t.filter[name]}
              {colon()}
              {t.filter.all}
            </option>
            {Object.entries(choices[name]).map(([key, word]) => (
              <option key={key} value={key}>
                {word}
              </option>
            ))}
          </select>
        ))}
        {query && (
          <button type="button" className={controls.quiet} onClick={filters.clear}>
            {t.filter.clear}
          </button>
        )}
        <span className={desk.grow} />
        <button type="button" className={controls.button} aria-pressed={onMap} onClick={() => filters.set('view', onMap ? '' : 'map')}>
          {onMap ? t.list : t.map}
        </button>
        <ExportButton list="hazards" query={query} />
        {mayImport && <ImportLink kind="hazard" />}
        <PrintButton ready={value !== null} />
        {mayReport && (
          <Link className={desk.primary} to={`${base}/new`} style={{ textDecoration: 'none', lineHeight: '38px' }}>
            {t.add}
          </Link>
        )}
      </div>
      {failed && <p role="alert">{t.retry}</p>}
      {value && (
        <p className={desk.dim} role="status">
          {t.words(words.join(' · '), hazards.length, toLocalInput(Date.now()).slice(0, 16).replace('T', ' '))}
        </p>
      )}
      {onMap && (
        <GroundMap className={styles.map} seesSchools={seesSchools} near={points[0]?.position ?? null}>
          {(map) => <PointLayer map={map} points={points} onOpen={(id) => navigate(`${base}/${id}`)} />}
        </GroundMap>
      )}
      {!onMap && value && <HazardTable hazards={hazards} base={base} t={t} />}
    </section>
  )
}

function HazardTable({ hazards, base, t }: { hazards: readonly Hazard[]; base: string; t: HazardText }) {
  if (hazards.length === 0)
    return (
      <div className={desk.empty}>
        <p>{t.empty}</p>
        <p>{t.emptyHint}</p>
      </div>
    )
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            {Object.entries(t.columns).map(([key, word]) => (
              <th key={key} className={key === 'number' ? desk.number : undefined}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hazards.map((one) => (
            <tr key={one.id}>
              <td className={desk.number}>{one.number}</td>
              <td>{one.schoolName}</td>
              <td>
                <Link className={styles.link} to={`${base}/${one.id}`}>
                  {one.title}
                </Link>
                <div className={desk.dim}>
                  {t.places[one.place]} · {t.kinds[one.kind]}
                  {one.recurrences > 0 && ` · ${t.again(one.recurrences)}`}
                </div>
              </td>
              <td>
                <RiskMark risk={one.risk} />
              </td>
              <td>{responsible(one, t)}</td>
              <td>
                {one.dueOn ?? '—'}
                {one.overdueDays !== null && (
                  <div className={one.overdueDays > 0 ? desk.warn : desk.dim}>
                    {one.overdueDays > 0 ? t.late(one.overdueDays) : t.left(-one.overdueDays)}
                  </div>
                )}
              </td>
              <td>{t.states[one.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Whose it is, in words. */
export function responsible({ leadDept, place, state }: Hazard, t: HazardText): string {
  if (leadDept) return leadDept.name
  return place === 'school' && state !== 'found' ? t.schoolItself : t.nobody
}
