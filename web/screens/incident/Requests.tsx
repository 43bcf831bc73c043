import { useState } from 'react'
import { Link } from 'react-router'
import type { IncidentRequest } from '#contracts/incident.ts'
import { decideRequest, readRequests } from '../../api/incident.ts'
import { colon } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

/** The second person's two answers; nothing for who may not decide. An erasing is asked twice. */
export function DecideButtons({ request, onDecided }: { request: IncidentRequest; onDecided: () => void }) {
  const t = useIncidentText()
  const [sure, setSure] = useState(false)
  const [problem, setProblem] = useState('')
  if (request.state !== 'waiting') return null
  if (!request.mayDecide) return <small className={styles.dim}> · {t.names.own}</small>
  const decide = async (approve: boolean) => {
    if (approve && request.purpose === 'erase' && !sure) return setSure(true)
    try {
      await decideRequest(request.id, approve)
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    onDecided()
  }
  return (
    <span style={{ display: 'inline-flex', gap: 8, marginLeft: 8 }}>
      {sure && <b>{t.names.sure}</b>}
      <button type="button" className={styles.primary} onClick={() => void decide(true)}>
        {t.names.approve}
      </button>
      <button type="button" className={controls.button} onClick={() => void decide(false)}>
        {t.names.refuse}
      </button>
      {problem && <span role="alert">{problem}</span>}
    </span>
  )
}

/** What waits for a second person. */
export function Requests() {
  const t = useIncidentText()
  const schools = useRegister((register) => register.schools)
  const { value, failed, again } = useReading(readRequests, 15_000)
  return (
    <section className={styles.panel} aria-label={t.pages.requests}>
      <div className={styles.bar}>
        <h2>{t.pages.requests}</h2>
        <span className={styles.grow} />
        {(value?.items.length ?? 0) > 0 && <ExportButton list="incident-requests" query="" />}
      </div>
      {failed && (
        <p role="alert" className={styles.wrong}>
          {t.failed}
        </p>
      )}
      {value?.items.length === 0 && <p className={styles.dim}>{t.names.noRequests}</p>}
      <ul>
        {value?.items.map((request) => (
          <li key={request.id} style={{ padding: '8px 0' }}>
            <Link to={`../${request.incidentId}`}>{request.incidentNumber}</Link> · {t.kind[request.kind]} ·{' '}
            {schools.get(request.schoolId)?.name ?? request.schoolId} · {dateText(request.askedAt)}
            <br />
            {t.names.asked(request.askedByName, t.names.purpose[request.purpose])}
            {colon()}
            {request.reason}
            <DecideButtons request={request} onDecided={() => void again()} />
          </li>
        ))}
      </ul>
    </section>
  )
}
