import { useCallback } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Session } from '#contracts/session.ts'
import type { Venue, VenueNear } from '#contracts/venue.ts'
import { readVenue } from '../../api/venue.ts'
import { brackets } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import { PointLayer } from '../../map/PointLayer.tsx'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { TableHead } from '../../ui/TableHead.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { GroundMap } from '../hazard/GroundMap.tsx'
import styles from '../hazard/Hazard.module.css'
import { useHazardText } from '../hazard/text.ts'
import { Photos } from './Photos.tsx'
import { type BeltText, useBeltText } from './text.ts'

/** One venue: where it is, how far from each campus by each method, what the rule says, its photos. */
export function VenueDetail({ session, base }: { session: Session; base: string }) {
  const t = useBeltText()
  const { kinds } = useHazardText()
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const read = useCallback(() => readVenue(id), [id])
  const { value: venue, failed } = useReading(read, 0)
  if (!venue) return failed ? <p role="alert">{t.venue.gone}</p> : null
  const mayWrite = holds(session, 'venue:write')
  return (
    <article>
      <p className={`${desk.bar} ${styles.noPrint}`}>
        <Link className={styles.link} to={base}>
          ← {t.pages.venues}
        </Link>
        <span className={desk.grow} />
        {holds(session, 'hazard:report') && venue.closedOn === null && (
          <Link className={controls.button} to={`${session.home}/hazards/new?${hazardOf(venue)}`}>
            {t.venue.hazard}
          </Link>
        )}
        {mayWrite && (
          <Link className={controls.button} to={`${base}/${id}/edit`}>
            {t.venue.edit}
          </Link>
        )}
      </p>
      <div className={styles.columns}>
        <div>
          <section className={desk.panel}>
            <h2>
              {venue.name} <span className={desk.tag}>{kinds[venue.kind]}</span>
              {venue.closedOn && <span className={desk.note}>{t.closed(venue.closedOn)}</span>}
            </h2>
            <Facts venue={venue} t={t} />
          </section>
          <Photos ownerKind="venue" ownerId={id} mayAdd={mayWrite} />
        </div>
        <GroundMap className={styles.place} seesSchools near={venue.position}>
          {(map) => (
            <PointLayer
              map={map}
              points={[
                {
                  id,
                  position: venue.position,
                  mark: kinds[venue.kind].slice(0, 1),
                  tone: '--p1',
                  label: `${venue.name} ±${venue.accuracyM} m`,
                },
              ]}
              onOpen={() => void navigate('.')}
            />
          )}
        </GroundMap>
      </div>
      <h3 style={{ margin: '20px 0 8px' }}>{t.venue.distances}</h3>
      <Distances near={venue.near} t={t} />
    </article>
  )
}

/** What a hazard about this venue begins with: the school whose rule it breaks, or else the nearest. */
function hazardOf({ kind, name, position, near }: Venue): string {
  const of = near.find(({ verdict }) => verdict === 'notMet') ?? near[0]
  return new URLSearchParams({ ...(of ? { school: of.schoolId } : {}), place: 'belt', kind, title: name, at: position.join() }).toString()
}

function Facts({ venue, t }: { venue: Venue; t: BeltText }) {
  const [lng, lat] = venue.position
  const rows: [string, string | null][] = [
    [t.form.address, venue.address],
    [t.venue.position, `${lat.toFixed(6)}, ${lng.toFixed(6)}${brackets(`WGS-84 ±${venue.accuracyM} m`)}`],
    [t.form.note, venue.note],
    [t.columns.entered, `${momentText(venue.enteredAt, Date.now())} ${venue.enteredBy}`],
  ]
  return (
    <dl className={desk.facts}>
      {rows.map(
        ([word, value]) =>
          value !== null && (
            <div key={word} style={{ display: 'contents' }}>
              <dt>{word}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** By every method, so that a rule's verdict can be checked; the one that counts is marked. */
function Distances({ near, t }: { near: readonly VenueNear[]; t: BeltText }) {
  if (near.length === 0) return <p className={desk.dim}>{t.venue.nobodyNear}</p>
  const { boundaryBuffer, gateRadius, walkingRoute } = t.methods
  const metres = (value: number | null) => (value === null ? t.venue.unmeasured : t.venue.metres(value))
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={[t.school, boundaryBuffer, gateRadius, walkingRoute, t.venue.rule, t.columns.verdict]} />
        <tbody>
          {near.map((one) => (
            <tr key={one.campusId}>
              <td>
                {one.schoolName} {one.inBelt && <span className={desk.tag}>{t.inBelt}</span>}
              </td>
              <Metres counts={one.method === 'boundaryBuffer'} text={metres(one.boundaryM)} />
              <Metres counts={one.method === 'gateRadius'} text={metres(one.gateM)} />
              <Metres counts={one.method === 'walkingRoute'} text={metres(one.walkM)} />
              <td>
                {one.law ?? '—'}
                <div className={desk.dim}>{one.limitM !== null && one.method && `${t.methods[one.method]} · ${t.limit(one.limitM)}`}</div>
              </td>
              <td>
                <span className={one.verdict === 'notMet' ? desk.warn : desk.tag}>{t.verdicts[one.verdict]}</span>
                <div className={desk.dim}>
                  {t.venue.error(one.errorM)} {one.uncertain && t.uncertain}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Metres = ({ counts, text }: { counts: boolean; text: string }) => (
  <td className={desk.number}>{counts ? <b>{text}</b> : <span className={desk.dim}>{text}</span>}</td>
)
