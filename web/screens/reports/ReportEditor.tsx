import { useEffect, useEffectEvent, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Report, ReportDetail } from '#contracts/report.ts'
import type { Session } from '#contracts/session.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { ProblemError, requestFile } from '../../api/http.ts'
import { editReport, issueReport, readReport } from '../../api/report.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { withIdentity } from '../../live/identity.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { saveFile } from '../../ui/save-file.ts'
import styles from './Letter.module.css'
import { type LetterFields, LetterView } from './LetterView.tsx'
import { useReportText } from './text.ts'

const lettersOf = ({ title, addressee, body, issuer, dated }: LetterFields): LetterFields => ({ title, addressee, body, issuer, dated })
const same = (one: LetterFields, other: LetterFields): boolean => JSON.stringify(lettersOf(one)) === JSON.stringify(lettersOf(other))

/** One report: the text on the left, the page on the right; printing leaves the page alone. */
export function ReportEditor({ session }: { session: Session }) {
  const t = useReportText()
  const { id = '' } = useParams()
  const [report, setReport] = useState<ReportDetail | null>(null)
  const [letter, setLetter] = useState<LetterFields | null>(null)
  const [newer, setNewer] = useState<ReportDetail | null>(null)
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null)

  const take = (detail: ReportDetail) => {
    setReport(detail)
    setLetter(lettersOf(detail.letter))
    setNewer(null)
  }
  const explain = async (error: unknown) => {
    if (!(error instanceof ProblemError)) return setSaid({ text: t.failed, wrong: true })
    const current = error.problem.current as Report | undefined
    if (error.problem.status !== 409 || !current) return setSaid({ text: t.refused(refusalText(error.problem)), wrong: true })
    setNewer(await readReport(id))
    setSaid({ text: t.conflict(current.changedBy, current.version), wrong: true })
  }
  const act = async (work: () => Promise<ReportDetail>, done?: (detail: ReportDetail) => string) => {
    try {
      const detail = await work()
      take(detail)
      setSaid(done ? { text: done(detail), wrong: false } : null)
    } catch (error) {
      await explain(error)
    }
  }
  const open = useEffectEvent((report: string) => void act(() => readReport(report)))
  useEffect(() => open(id), [id])

  if (!report || !letter) return said && <p role="alert">{said.text}</p>
  const mayEdit = holds(session, 'report:write') && report.state === 'draft'
  const changed = !same(letter, report.letter)
  const save = (version: number) =>
    act(
      () => editReport(id, { version, ...letter }),
      (detail) => t.saved(detail.version),
    )
  return (
    <>
      <div className={desk.bar} data-print="no">
        <Link to="/bureau/reports">← {t.back}</Link>
        <span className={desk.tag}>{t.state[report.state]}</span>
        {changed && <span className={desk.note}>{t.unsaved}</span>}
        <span className={desk.grow} />
        {mayEdit && (
          <>
            <button type="button" className={desk.primary} disabled={!changed || newer !== null} onClick={() => void save(report.version)}>
              {t.save}
            </button>
            <button
              type="button"
              className={controls.button}
              disabled={changed}
              onClick={() => confirm(t.issueSure) && void act(() => issueReport(id, report.version))}
            >
              {t.issue}
            </button>
          </>
        )}
        <FileButton report={report} version={report.version} />
        <button type="button" className={controls.button} onClick={() => print()}>
          {t.print}
        </button>
      </div>
      {said && (
        <p role={said.wrong ? 'alert' : 'status'} className={said.wrong ? desk.wrong : desk.said} data-print="no">
          {said.text}
        </p>
      )}
      {newer && (
        <div className={desk.panel} data-print="no">
          <details>
            <summary>{t.theirs}</summary>
            <LetterView letter={newer.letter} />
          </details>
          <div className={desk.buttons}>
            <button type="button" className={desk.primary} onClick={() => void save(newer.version)}>
              {t.takeOver}
            </button>
          </div>
        </div>
      )}
      <div className={styles.editor}>
        {mayEdit && <Fields letter={letter} onChange={setLetter} />}
        <LetterView letter={letter} />
      </div>
      <section className={desk.panel} data-print="no">
        <h2>{t.versions}</h2>
        <ul>
          {report.versions.map(({ version, by, at }) => (
            <li key={version} className={desk.bar}>
              {t.versionLine(version, by, shanghaiMoment(at))}
              <FileButton report={report} version={version} />
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function FileButton({ report, version }: { report: ReportDetail; version: number }) {
  const t = useReportText()
  const [wrong, setWrong] = useState<string | null>(null)
  const load = async (format: 'docx' | 'pdf') => {
    try {
      saveFile(await withIdentity(() => requestFile(`/reports/${report.id}/versions/${version}/${format}`)))
      setWrong(null)
    } catch (error) {
      setWrong(error instanceof ProblemError ? t.refused(refusalText(error.problem)) : t.failed)
    }
  }
  return (
    <>
      <button type="button" className={controls.button} onClick={() => void load('docx')}>
        {t.word}
      </button>
      <button type="button" className={controls.button} onClick={() => void load('pdf')}>
        {t.pdf}
      </button>
      {wrong && <span role="alert">{wrong}</span>}
    </>
  )
}

function Fields({ letter, onChange }: { letter: LetterFields; onChange: (letter: LetterFields) => void }) {
  const t = useReportText()
  const line = (key: 'title' | 'addressee' | 'issuer', wide: boolean) => (
    <label className={wide ? `${controls.field} ${desk.wide}` : controls.field}>
      {t.fields[key]}
      <input value={letter[key]} onChange={(event) => onChange({ ...letter, [key]: event.target.value })} />
    </label>
  )
  return (
    <form className={`${desk.panel} ${desk.form}`} data-print="no" onSubmit={(event) => event.preventDefault()}>
      {line('title', true)}
      {line('addressee', true)}
      <label className={`${controls.field} ${desk.wide}`}>
        {t.fields.body}
        <textarea
          className={styles.body}
          rows={22}
          value={letter.body}
          onChange={(event) => onChange({ ...letter, body: event.target.value })}
        />
        <small>{t.bodyHint}</small>
      </label>
      {line('issuer', false)}
      <label className={controls.field}>
        {t.fields.dated}
        <DateField required value={letter.dated} onChange={(dated) => onChange({ ...letter, dated })} />
      </label>
    </form>
  )
}
