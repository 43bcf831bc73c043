import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { ReportDetail } from '#contracts/report.ts'
import { type GapNote, noteText } from '#domain/gap-note.ts'
import { ProblemError } from '../../api/http.ts'
import { addGapNote } from '../../api/report.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { useBureauText } from './text.ts'

interface Props {
  note: GapNote
  measureId: string
  periodId: string
  /** asked for by whoever came here: it is brought into view */
  wanted: boolean
}

/** So many schools of a note stand above the table; all of them on paper, in the copy and in the report. */
const AT_FIRST = 8

/** 差距说明: written by the system, taken into a report with one key. */
export function GapNotePanel({ note, measureId, periodId, wanted }: Props) {
  const t = useBureauText()
  const [said, setSaid] = useState('')
  const [report, setReport] = useState<ReportDetail | null>(null)
  const [isWhole, setWhole] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (wanted) heading.current?.focus()
  }, [wanted])
  const copy = () =>
    navigator.clipboard.writeText(noteText(note)).then(
      () => setSaid(t.copied),
      () => setSaid(t.copyFailed),
    )
  const write = async () => {
    try {
      const draft = await addGapNote({ measureId, periodId })
      setReport(draft)
      setSaid(t.written(draft.version))
    } catch (error) {
      setSaid(error instanceof ProblemError ? refusalText(error.problem) : t.unanswered)
    }
  }
  return (
    <section className={styles.note} aria-label={t.rows.noteTitle}>
      <h3 ref={heading} tabIndex={-1}>
        {t.rows.noteTitle}
        <button type="button" className={desk.primary} data-print="no" onClick={() => void write()}>
          {t.intoReport}
        </button>
        <button
          type="button"
          className={controls.button}
          data-print="no"
          onClick={() => void (navigator.clipboard ? copy() : setSaid(t.copyFailed))}
        >
          {t.copy}
        </button>
        <span role="status" className={styles.small}>
          {said}{' '}
          {report && (
            <Link className={styles.link} to={`/bureau/reports/${report.id}`}>
              {report.title}
            </Link>
          )}
        </span>
      </h3>
      <p>{note.summary}</p>
      {note.changes && <p>{note.changes}</p>}
      {note.lines.length === 0 ? (
        <p>{t.rows.noteFull}</p>
      ) : (
        <>
          <ol aria-label={t.rows.noteTitle}>
            {note.lines.map(({ schoolId, text }, n) => (
              <li key={schoolId} data-print={n >= AT_FIRST && !isWhole ? 'only' : undefined}>
                {text}
              </li>
            ))}
          </ol>
          {note.lines.length > AT_FIRST && (
            <button type="button" className={styles.quiet} data-print="no" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? t.rows.noteLess : t.rows.noteMore(note.lines.length)}
            </button>
          )}
        </>
      )}
    </section>
  )
}
