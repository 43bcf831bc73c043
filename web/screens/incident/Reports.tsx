import { useCallback, useState } from 'react'
import { Link, useParams } from 'react-router'
import { type IncidentDetail, ReportKind } from '#contracts/incident.ts'
import type { Session } from '#contracts/session.ts'
import { draftReport, readIncident, saveReport } from '../../api/incident.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import own from './Incident.module.css'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

type Report = IncidentDetail['reports'][number]
const newestOf = (incident: IncidentDetail, kind: ReportKind): Report | undefined => incident.reports.find((report) => report.kind === kind)

interface Editing {
  kind: ReportKind
  version: number
  body: string
}

/** 首报、续报、终报: drafted, edited, handed in; every saving is a version. */
export function Reports({ incident, onChanged }: { incident: IncidentDetail; onChanged: () => void }) {
  const t = useIncidentText()
  const [editing, setEditing] = useState<Editing | null>(null)
  const [problem, setProblem] = useState('')
  const mayWrite = incident.mayWrite && !incident.erasedAt
  const start = async (kind: ReportKind, fresh: boolean) => {
    const newest = newestOf(incident, kind)
    setProblem('')
    try {
      const body = newest?.body && !fresh ? newest.body : (await draftReport(incident.id, kind)).body
      setEditing({ kind, version: newest?.version ?? 0, body })
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
  }
  const save = async (submit: boolean) => {
    if (!editing) return
    try {
      await saveReport(incident.id, editing.kind, { version: editing.version, body: editing.body, submit })
      setEditing(null)
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    onChanged()
  }
  return (
    <section className={styles.panel} aria-label={t.reports.title}>
      <h2>{t.reports.title}</h2>
      <p className={styles.dim}>{t.reports.intro}</p>
      <ul>
        {ReportKind.options.map((kind) => {
          const newest = newestOf(incident, kind)
          return (
            <li key={kind} className={styles.bar} style={{ margin: '8px 0 0' }}>
              <b>{t.report[kind]}</b>
              {newest ? (
                <>
                  <span className={newest.submitted ? styles.note : styles.tag}>
                    {newest.submitted ? t.reports.submitted : t.reports.notSubmitted}
                  </span>
                  <span className={styles.dim}>
                    {t.reports.version(newest.version)} · {newest.byName} · {dateText(newest.at)}
                  </span>
                  <Link to={`report/${kind}`}>{t.reports.view}</Link>
                </>
              ) : (
                <span className={styles.dim}>—</span>
              )}
              {mayWrite && (
                <button type="button" className={controls.button} onClick={() => void start(kind, false)}>
                  {newest ? t.reports.edit : t.reports.draft(t.report[kind])}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {editing && (
        <div style={{ marginTop: 16 }}>
          <label className={controls.field}>
            {t.report[editing.kind]}
            <textarea
              className={own.report}
              value={editing.body}
              maxLength={20_000}
              onChange={(event) => setEditing({ ...editing, body: event.target.value })}
            />
          </label>
          <div className={styles.buttons}>
            <button type="button" className={styles.primary} onClick={() => void save(true)}>
              {t.reports.submit}
            </button>
            <button type="button" className={controls.button} onClick={() => void save(false)}>
              {t.reports.save}
            </button>
            <button type="button" className={controls.button} onClick={() => void start(editing.kind, true)}>
              {t.reports.redraft}
            </button>
            <button type="button" className={controls.quiet} onClick={() => setEditing(null)}>
              {t.reports.cancel}
            </button>
          </div>
        </div>
      )}
    </section>
  )
}

/** The newest version of a report as a sheet of paper. */
export function ReportPage({ session }: { session: Session }) {
  const t = useIncidentText()
  const { id = '', kind = '' } = useParams()
  const read = useCallback(() => readIncident(id), [id])
  const { value, failed } = useReading(read, 0)
  const report = value?.reports.find((one) => one.kind === kind)
  if (failed) return <p role="alert">{t.failed}</p>
  if (!value || !report) return <p className={styles.dim}>{value ? t.reports.none : t.loading}</p>
  const [title = '', ...lines] = (report.body ?? t.reports.gone).split('\n')
  return (
    <>
      <div className={`${styles.bar} ${own.noPrint}`}>
        <Link to={`../${id}`}>← {t.reports.back}</Link>
        <span className={report.submitted ? styles.note : styles.tag}>
          {report.submitted ? t.reports.submitted : t.reports.notSubmitted}
        </span>
        <span className={styles.grow} />
        <button type="button" className={styles.primary} onClick={() => window.print()}>
          {t.reports.print}
        </button>
      </div>
      <article className={own.paper} aria-label={t.report[report.kind]}>
        <h1>{title}</h1>
        <pre>{lines.join('\n')}</pre>
        <footer>
          <p>{t.reports.signer}</p>
          <p>{t.reports.seal}</p>
          <small>
            {report.submitted ? t.reports.submitted : t.reports.notSubmitted} · {t.reports.version(report.version)} · {report.byName} ·{' '}
            {dateText(report.at)} · {t.reports.printedBy(session.user.name, dateText(new Date().toISOString()))}
          </small>
        </footer>
      </article>
    </>
  )
}
