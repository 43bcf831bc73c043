import { useCallback, useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { ClockName, IncidentDetail, IncidentFacts } from '#contracts/incident.ts'
import type { Session } from '#contracts/session.ts'
import { readIncident } from '../../api/incident.ts'
import { colon, semicolon } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import styles from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { ActForm } from './ActForm.tsx'
import { ClockLines } from './Clocks.tsx'
import own from './Incident.module.css'
import { IncidentFiles } from './IncidentFiles.tsx'
import { dateText } from './moment.ts'
import { NamesPanel } from './NamesPanel.tsx'
import { Preventions } from './Preventions.tsx'
import { Reports } from './Reports.tsx'
import { type IncidentText, useIncidentText } from './text.ts'

/** The facts in the words of this screen's language. */
function factRows(facts: IncidentFacts, t: IncidentText): [string, string][] {
  return Object.entries(facts).flatMap(([key, value]): [string, string][] => {
    const name = key as keyof IncidentFacts
    if (value === undefined || name === 'cluster') return name === 'cluster' && value ? [[t.fact.cluster, '✓']] : []
    if (name === 'conducts') return [[t.fact.conducts, (facts.conducts ?? []).map((one) => t.conduct[one]).join(semicolon())]]
    const words = { outcome: t.outcome, finding: t.finding, measure: t.measure, ground: t.ground, appealResult: t.appealResult }
    const choices: Record<string, string> | undefined = words[name as keyof typeof words]
    return [[t.fact[name], choices?.[String(value)] ?? String(value)]]
  })
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const t = useIncidentText()
  const rows: [string, string][] = [
    [t.occurredAt, dateText(incident.occurredAt)],
    [t.knownAt, dateText(incident.knownAt)],
    [t.place, incident.place || '—'],
    [t.createdBy, `${incident.log[0]?.byName ?? incident.createdBy} · ${dateText(incident.createdAt)}`],
    ...factRows(incident.facts, t),
  ]
  return (
    <section className={styles.panel} aria-label={t.facts}>
      <h2>{t.facts}</h2>
      <dl className={styles.facts}>
        {rows.map(([word, value]) => (
          <div key={word} style={{ display: 'contents' }}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {(incident.summary || incident.erasedAt) && (
        <>
          <h3>{t.summary}</h3>
          <p className={own.words}>{incident.summary ?? t.erasedText}</p>
        </>
      )}
    </section>
  )
}

/** What a line of the log says beyond its kind. */
function lineWords(kind: string, data: Record<string, unknown>, t: IncidentText): string {
  if (kind === 'clockSoon' || kind === 'clockOverdue')
    return `${t.clock[data.clock as ClockName] ?? ''} ${t.dueAt(dateText(String(data.dueAt)))}`
  if (kind === 'decided') return `${t.names.purpose[data.purpose as 'look']} · ${data.approve ? t.log.approved : t.log.notApproved}`
  if (kind === 'asked') return t.names.purpose[data.purpose as 'look'] ?? ''
  if (kind === 'erased') return t.log.proof(Number(data.texts), String(data.sha256))
  if (kind === 'reportSaved')
    return `${t.report[data.report as 'first'] ?? ''} ${t.reports.version(Number(data.version))}${data.submitted ? ` · ${t.log.submitted}` : ''}`
  const { corrects, alarmId, people, request, ...facts } = data
  const words = factRows(facts as IncidentFacts, t).map(([label, value]) => `${label}${colon()}${value}`)
  if (typeof corrects === 'string') words.push(t.log.corrects(dateText(corrects)))
  return words.join(semicolon())
}

function Log({ incident }: { incident: IncidentDetail }) {
  const t = useIncidentText()
  const kindWords: Record<string, string> = { ...t.step, ...t.log.kind }
  return (
    <section className={styles.panel} aria-label={t.log.title}>
      <h2>{t.log.title}</h2>
      <ol className={own.log}>
        {Object.entries(incident.log)
          .reverse()
          .map(([place, line]) => (
            <li key={place} data-kind={line.kind}>
              <time dateTime={line.doneAt ?? line.at}>{dateText(line.doneAt ?? line.at)}</time>
              <div>
                <b>{kindWords[line.kind] ?? line.kind}</b> · {line.byName ?? line.by ?? t.log.system}
                {lineWords(line.kind, line.data, t) && <p>{lineWords(line.kind, line.data, t)}</p>}
                {line.hidden ? <p className={styles.dim}>{t.log.hidden}</p> : line.note && <p className={own.words}>{line.note}</p>}
                {line.doneAt && Math.abs(Date.parse(line.at) - Date.parse(line.doneAt)) > 60_000 && (
                  <small>{t.log.recorded(dateText(line.at))}</small>
                )}
              </div>
            </li>
          ))}
      </ol>
    </section>
  )
}

/** One incident: its clocks as a time line, what is known, who is concerned, what was done, its reports. */
export function IncidentView({ session }: { session: Session }) {
  const t = useIncidentText()
  const { id = '' } = useParams()
  const schools = useRegister((register) => register.schools)
  // Read when it is opened and after every act: each reading is in the audit log.
  const read = useCallback(() => readIncident(id), [id])
  const { value: incident, failed, again } = useReading(read, 0)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const changed = () => void again()
  if (!incident) return <p role={failed ? 'alert' : undefined}>{failed ? t.failed : t.loading}</p>
  return (
    <>
      <h2 className={own.title}>
        <Link to="..">←</Link> {schools.get(incident.schoolId)?.name ?? incident.schoolId} · {t.kind[incident.kind]}
        <span className={incident.state === 'closed' ? styles.tag : styles.note}>{t.state[incident.state]}</span>
        {incident.grave && <span className={styles.warn}>{t.grave}</span>}
        <small>
          {incident.number}
          {incident.alarmId && ` · ${t.fromAlarm} ${incident.alarmId.slice(0, 8)}`}
        </small>
      </h2>
      <div className={own.detail}>
        <section className={`${styles.panel} ${own.clocks}`} aria-label={t.clocks}>
          <h2>{t.clocks}</h2>
          <ClockLines incident={incident} nowMs={now} />
        </section>
        <div className={own.act}>
          {incident.mayWrite ? (
            <ActForm incident={incident} role={session.role} onChanged={changed} />
          ) : (
            <p className={styles.dim}>{t.act.readOnly}</p>
          )}
        </div>
        <div className={own.known}>
          <Facts incident={incident} />
          <NamesPanel incident={incident} session={session} onChanged={changed} />
          <IncidentFiles incident={incident} session={session} onChanged={changed} />
          <Reports incident={incident} onChanged={changed} />
          <div className={styles.panel}>
            <Preventions ownerKind="incident" ownerId={incident.id} session={session} onChanged={changed} />
          </div>
        </div>
        <div className={own.history}>
          <Log incident={incident} />
        </div>
      </div>
    </>
  )
}
