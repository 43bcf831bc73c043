import { useCallback } from 'react'
import { Link } from 'react-router'
import type { Venue, VenueNear } from '#contracts/venue.ts'
import { readVenues } from '../../api/venue.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../hazard/Hazard.module.css'
import { useHazardText } from '../hazard/text.ts'
import { type BeltText, useBeltText } from './text.ts'

/** The venues near one school. */
export function VenueTable({ schoolId, base }: { schoolId: string; base: string }) {
  const t = useBeltText()
  const read = useCallback(() => readVenues(new URLSearchParams({ school: schoolId }).toString()), [schoolId])
  const { value, failed } = useReading(read, 0)
  if (failed) return <p role="alert">{t.retry}</p>
  if (!value) return null
  if (value.items.length === 0) return <p className={desk.dim}>{t.empty}</p>
  return (
    <>
      <p className={desk.buttons}>
        <ExportButton list="venues" query={`school=${encodeURIComponent(schoolId)}`} />
      </p>
      <Venues venues={value.items} school={schoolId} base={base} />
    </>
  )
}

interface Props {
  venues: readonly Venue[]
  /** asked for, or '' */
  school: string
  base: string
}

/** Venues with their distance and what the rule says of it. */
export function Venues({ venues, school, base }: Props) {
  const t = useBeltText()
  const { kinds } = useHazardText()
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            {Object.entries(t.columns).map(([key, word]) => (
              <th key={key}>{word}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {venues.map((venue) => (
            <tr key={venue.id}>
              <td>
                <Link className={styles.link} to={`${base}/${venue.id}`}>
                  {venue.name}
                </Link>
                <div className={desk.dim}>
                  {venue.address} {venue.closedOn && t.closed(venue.closedOn)}
                </div>
              </td>
              <td>{kinds[venue.kind]}</td>
              <td>
                {shown(venue, school).map((near) => (
                  <NearLine key={near.campusId} near={near} t={t} />
                ))}
              </td>
              <td>
                {shown(venue, school).map((near) => (
                  <div key={near.campusId}>
                    <span className={near.verdict === 'notMet' ? desk.warn : desk.tag} style={{ whiteSpace: 'normal' }}>
                      {t.verdicts[near.verdict]}
                    </span>
                    {near.uncertain && <span className={desk.dim}>{t.uncertain}</span>}
                  </div>
                ))}
              </td>
              <td className={desk.dim}>
                {momentText(venue.enteredAt, Date.now())} {venue.enteredBy}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Every belt that it stands in, or else the nearest school. */
function shown({ near }: Venue, school: string): readonly VenueNear[] {
  const asked = school ? near.filter(({ schoolId }) => schoolId === school) : near
  const inside = asked.filter(({ inBelt }) => inBelt)
  return inside.length > 0 ? inside : asked.slice(0, 1)
}

function NearLine({ near, t }: { near: VenueNear; t: BeltText }) {
  return (
    <div>
      {near.schoolName} {t.distance(near.metres ?? near.boundaryM, near.errorM)}{' '}
      <span className={desk.dim}>
        {t.methods[near.method ?? 'boundaryBuffer']}
        {near.limitM !== null && ` · ${t.limit(near.limitM)}`}
        {near.inBelt && ` · ${t.inBelt}`}
      </span>
    </div>
  )
}
