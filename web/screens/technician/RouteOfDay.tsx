import { useState } from 'react'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { School } from '#contracts/school.ts'
import type { Session } from '#contracts/session.ts'
import type { ServiceRecords } from '#contracts/work-order.ts'
import { saveSchoolVisit } from '../../api/technician.ts'
import { comma } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import factsStyles from './Facts.module.css'
import { Due } from './FaultList.tsx'
import { kindOf, subjectOf } from './fault-words.ts'
import { LossMark } from './LossMark.tsx'
import notedStyles from './Noted.module.css'
import styles from './RouteOfDay.module.css'
import { useTechnicianText } from './text.ts'

interface Props {
  faults: readonly BoardFault[]
  schools: ReadonlyMap<string, School>
  records: ServiceRecords
  session: Session
  now: number
  onChoose: (id: string) => void
  onSaved: () => void
}

/** Today's schools, in the order of their worst fault, with what a visit needs. */
export function RouteOfDay({ faults, schools, records, session, now, onChoose, onSaved }: Props) {
  const t = useTechnicianText()
  // Mine and nobody's: what a colleague has in hand is his round.
  const ours = faults.filter(({ order, schoolId }) => schoolId !== null && (!order || order.assignee === session.user.username))
  const stops = new Map<string, BoardFault[]>()
  for (const fault of ours) stops.set(fault.schoolId as string, [...(stops.get(fault.schoolId as string) ?? []), fault])
  if (stops.size === 0) return <p className={styles.empty}>{t.route.none}</p>
  return (
    <section className={styles.route}>
      <p className={styles.dim}>{t.route.intro}</p>
      <ol>
        {[...stops].map(([schoolId, list]) => (
          <Stop
            key={schoolId}
            schoolId={schoolId}
            faults={list}
            school={schools.get(schoolId) ?? null}
            records={records}
            session={session}
            now={now}
            onChoose={onChoose}
            onSaved={onSaved}
          />
        ))}
      </ol>
    </section>
  )
}

function Stop({
  schoolId,
  faults,
  school,
  records,
  session,
  now,
  onChoose,
  onSaved,
}: Omit<Props, 'schools'> & { schoolId: string; school: School | null }) {
  const t = useTechnicianText()
  const visit = records.schools.find((record) => record.schoolId === schoolId)
  const parts = faults.flatMap(({ deviceId }) => records.devices.find((record) => record.deviceId === deviceId)?.parts ?? [])
  const [editing, setEditing] = useState(false)
  const [hours, setHours] = useState(visit?.hours ?? '')
  const [failed, setFailed] = useState(false)
  const save = () =>
    saveSchoolVisit(schoolId, { hours: hours.trim() || null, note: visit?.note ?? null }).then(
      () => {
        setEditing(false)
        onSaved()
      },
      () => setFailed(true),
    )
  return (
    <li className={styles.stop}>
      <h2>
        {faults[0]?.schoolName ?? schoolId} <small className={styles.items}>{t.route.items(faults.length)}</small>
      </h2>
      <dl className={factsStyles.facts}>
        <div>
          <dt>{t.route.hours}</dt>
          <dd>{visit?.hours ?? t.notRecorded}</dd>
        </div>
        <div>
          <dt>{t.route.parts}</dt>
          <dd>{parts.length > 0 ? [...new Set(parts)].join(comma()) : t.notRecorded}</dd>
        </div>
        {(school?.phones ?? []).slice(0, 2).map(({ role, phone }) => (
          <div key={role}>
            <dt>{t.phoneRole[role] ?? role}</dt>
            <dd>
              <a href={`tel:${phone}`}>{phone}</a>
            </dd>
          </div>
        ))}
      </dl>
      {holds(session, 'schoolVisit:write') &&
        (editing ? (
          <form
            className={notedStyles.noted}
            onSubmit={(event) => {
              event.preventDefault()
              void save()
            }}
          >
            <input
              aria-label={t.route.hours}
              placeholder={t.route.hours}
              value={hours}
              maxLength={200}
              onChange={(e) => setHours(e.target.value)}
            />
            <button type="submit" className={controls.primary}>
              {t.save}
            </button>
            {failed && <p role="alert">{t.failed}</p>}
          </form>
        ) : (
          <button type="button" className={controls.quiet} onClick={() => setEditing(true)}>
            {t.route.edit}
          </button>
        ))}
      <ul>
        {faults.map((fault) => (
          <li key={fault.id}>
            <button type="button" className={styles.item} onClick={() => onChoose(fault.id)}>
              <LossMark loss={fault.loss} />
              <span>
                {subjectOf(fault, t)} <b>{kindOf(fault, t)}</b>
              </span>
              <Due fault={fault} now={now} />
            </button>
          </li>
        ))}
      </ul>
    </li>
  )
}
