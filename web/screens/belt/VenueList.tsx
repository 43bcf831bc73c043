import { useCallback, useEffect } from 'react'
import { Link, useNavigate } from 'react-router'
import { type Venue, VenueKind } from '#contracts/venue.ts'
import { readVenues } from '../../api/venue.ts'
import { colon } from '../../i18n/text.ts'
import { PointLayer } from '../../map/PointLayer.tsx'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ImportLink } from '../../ui/ImportLink.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { toLocalInput } from '../../ui/time.ts'
import { loadPlaces, usePlaces } from '../admin/places.ts'
import { useReading } from '../admin/use-reading.ts'
import { GroundMap } from '../hazard/GroundMap.tsx'
import styles from '../hazard/Hazard.module.css'
import { useHazardText } from '../hazard/text.ts'
import { useFilters } from '../tasks/use-filters.ts'
import { BeltFacts } from './BeltFacts.tsx'
import { useBeltText } from './text.ts'
import { Venues } from './VenueTable.tsx'

/** Venues under the filters of the address bar, with what the rules say of them; of one school also its belt. */
export function VenueList({ base }: { base: string }) {
  const t = useBeltText()
  const { kinds } = useHazardText()
  const filters = useFilters()
  const schools = usePlaces((state) => state.schools)
  const navigate = useNavigate()
  const [kind, school, onMap] = [filters.value('kind'), filters.value('school'), filters.value('view') === 'map']
  const query = new URLSearchParams({ ...(kind ? { kind } : {}), ...(school ? { school } : {}) }).toString()
  const read = useCallback(() => readVenues(query), [query])
  const { value, failed } = useReading(read, 30_000)
  useEffect(() => void loadPlaces().catch(() => {}), []) // without it the choice of schools stays empty; the list says what failed
  const venues = value?.items ?? []
  const words = [kind && kinds[kind as Venue['kind']], school && (schools.find(({ id }) => id === school)?.name ?? school)].filter(Boolean)
  const points = venues.map((venue) => ({
    id: venue.id,
    position: venue.position,
    mark: kinds[venue.kind].slice(0, 1),
    tone: venue.near.some(({ verdict }) => verdict === 'notMet') ? '--p1' : '--text',
    label: `${venue.name} ${venue.near[0] ? `${venue.near[0].schoolName} ${t.verdicts[venue.near[0].verdict]}` : ''}`,
  }))
  return (
    <section aria-label={t.pages.venues}>
      <PaperLine title={t.pages.venues} />
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <select aria-label={t.kind} value={kind} onChange={(event) => filters.set('kind', event.target.value)}>
          <option value="">
            {t.kind}
            {colon()}
            {t.all}
          </option>
          {VenueKind.options.map((key) => (
            <option key={key} value={key}>
              {kinds[key]}
            </option>
          ))}
        </select>
        <select aria-label={t.school} value={school} onChange={(event) => filters.set('school', event.target.value)}>
          <option value="">
            {t.school}
            {colon()}
            {t.all}
          </option>
          {schools.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <span className={desk.grow} />
        <button type="button" className={controls.button} aria-pressed={onMap} onClick={() => filters.set('view', onMap ? '' : 'map')}>
          {onMap ? t.list : t.map}
        </button>
        <ExportButton list="venues" query={query} />
        <ImportLink kind="venue" />
        <PrintButton ready={value !== null} />
        <Link className={desk.primary} to={`${base}/new`} style={{ textDecoration: 'none', lineHeight: '38px' }}>
          {t.add}
        </Link>
      </div>
      {failed && <p role="alert">{t.retry}</p>}
      {school && <BeltFacts key={school} schoolId={school} maySurvey base={base} />}
      {value && (
        <p className={desk.dim} role="status">
          {t.words(words.join(' · '), venues.length, toLocalInput(Date.now()).slice(0, 16).replace('T', ' '))}
        </p>
      )}
      {onMap && (
        <GroundMap className={styles.map} seesSchools near={points[0]?.position ?? null}>
          {(map) => <PointLayer map={map} points={points} onOpen={(id) => void navigate(`${base}/${id}`)} />}
        </GroundMap>
      )}
      {!onMap && value && venues.length === 0 && (
        <div className={desk.empty}>
          <p>{t.empty}</p>
          <p>{t.emptyHint}</p>
        </div>
      )}
      {!onMap && venues.length > 0 && <Venues venues={venues} school={school} base={base} />}
    </section>
  )
}
