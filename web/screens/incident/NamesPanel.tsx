import { useEffect, useState } from 'react'
import type { IncidentDetail, IncidentNames } from '#contracts/incident.ts'
import type { Session } from '#contracts/session.ts'
import { ProblemError } from '../../api/http.ts'
import { askRequest, lookAtNames } from '../../api/incident.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { PeopleForm } from './ActForm.tsx'
import own from './Incident.module.css'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { DecideButtons } from './Requests.tsx'
import { useIncidentText } from './text.ts'

interface Props {
  incident: IncidentDetail
  session: Session
  onChanged: () => void
}

/** What the look showed, until the permission ends or it is put away. */
function Revealed({ names, onHide }: { names: IncidentNames; onHide: () => void }) {
  const t = useIncidentText()
  useEffect(() => {
    const timer = setTimeout(onHide, Math.max(0, Date.parse(names.endsAt) - Date.now()))
    return () => clearTimeout(timer)
  }, [names, onHide])
  return (
    <section className={own.reveal} aria-label={t.names.look}>
      <ul>
        {names.persons.map(({ name, part, detail }) => (
          <li key={`${part} ${name} ${detail ?? ''}`}>
            <b>{name}</b> · {t.part[part]}
            {detail && ` · ${detail}`}
          </li>
        ))}
      </ul>
      {names.summary && <p className={own.words}>{names.summary}</p>}
      {names.statements.length > 0 && <h3>{t.names.statements}</h3>}
      {names.statements.map(({ at, text }) => (
        <p key={at} className={own.words}>
          <small className={styles.dim}>{dateText(at)}</small> {text}
        </p>
      ))}
      <p className={styles.dim}>{t.names.shownUntil(dateText(names.endsAt))}</p>
      <button type="button" className={controls.button} onClick={onHide}>
        {t.names.hide}
      </button>
    </section>
  )
}

/** Those concerned, masked; the way to see them goes through a reason and a second person. */
export function NamesPanel({ incident, session, onChanged }: Props) {
  const t = useIncidentText()
  const [names, setNames] = useState<IncidentNames | null>(null)
  const [asking, setAsking] = useState<'look' | 'erase' | null>(null)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState('')
  const mine = incident.requests.filter(({ askedBy, purpose }) => askedBy === session.user.username && purpose === 'look')
  const permission = mine.find(({ state }) => state === 'approved')
  const isWaiting = mine.some(({ state }) => state === 'waiting')
  const send = async () => {
    if (!asking) return
    try {
      await askRequest(incident.id, { purpose: asking, reason })
      setAsking(null)
      setReason('')
      setProblem('')
    } catch (error) {
      setProblem(error instanceof ProblemError && error.problem.status === 400 ? t.file.missing(t.names.reason) : wordsOf(error, t))
    }
    onChanged()
  }
  const look = async () => {
    try {
      setNames(await lookAtNames(incident.id))
      setProblem('')
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    onChanged()
  }
  return (
    <section className={styles.panel} aria-label={t.persons}>
      <h2>{t.persons}</h2>
      {incident.erasedAt ? (
        <p>{t.erasedText}</p>
      ) : incident.persons.length === 0 ? (
        <p className={styles.dim}>{t.noPersons}</p>
      ) : (
        <p>
          {Object.entries(incident.persons).map(([place, { name, part }]) => (
            <span key={place} className={styles.tag}>
              {t.part[part]} {name}
            </span>
          ))}
        </p>
      )}
      {!incident.erasedAt && <p className={styles.dim}>{t.masked}</p>}
      {names && <Revealed names={names} onHide={() => setNames(null)} />}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {isWaiting && (
        <p role="status" className={styles.said}>
          {t.names.waiting}
        </p>
      )}
      {asking && (
        <div style={{ marginTop: 12 }}>
          <label className={controls.field}>
            {asking === 'erase' && `${t.names.askErase}${colon()}`}
            {t.names.reason}
            <textarea value={reason} rows={2} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </label>
          <div className={styles.buttons}>
            <button type="button" className={styles.primary} disabled={reason.trim().length < 4} onClick={() => void send()}>
              {t.names.send}
            </button>
            <button type="button" className={controls.button} onClick={() => setAsking(null)}>
              {t.names.cancel}
            </button>
          </div>
        </div>
      )}
      {!incident.erasedAt && !asking && (
        <div className={styles.buttons}>
          {permission && !names && (
            <button type="button" className={styles.primary} onClick={() => void look()}>
              {t.names.look}
            </button>
          )}
          {permission?.endsAt && !names && <span className={styles.dim}>{t.names.lookUntil(dateText(permission.endsAt))}</span>}
          {!permission && !isWaiting && (
            <button type="button" className={controls.button} onClick={() => setAsking('look')}>
              {t.names.ask}
            </button>
          )}
          {incident.mayWrite && (
            <button type="button" className={controls.quiet} onClick={() => setAsking('erase')}>
              {t.names.askErase}
            </button>
          )}
          {incident.mayWrite && incident.state !== 'closed' && <PeopleForm incident={incident} onChanged={onChanged} />}
        </div>
      )}
      {incident.requests.length > 0 && <h3>{t.names.history}</h3>}
      <ul>
        {incident.requests.map((request) => (
          <li key={request.id} style={{ padding: '4px 0' }}>
            {t.names.asked(request.askedByName, t.names.purpose[request.purpose])}
            {colon()}
            {request.reason} <span className={styles.tag}>{t.names.requestState[request.state]}</span>
            <small className={styles.dim}> {dateText(request.askedAt)}</small>
            <DecideButtons request={request} onDecided={onChanged} />
          </li>
        ))}
      </ul>
    </section>
  )
}
