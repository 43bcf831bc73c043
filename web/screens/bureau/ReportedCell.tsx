import { type FormEvent, useState } from 'react'
import type { ReportedFigure } from '#contracts/gap.ts'
import { ProblemError } from '../../api/http.ts'
import { saveReported } from '../../api/measure.ts'
import { brackets, colon, semicolon } from '../../i18n/text.ts'
import { useHolds } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import form from './Forms.module.css'
import { minuteText } from './PageHead.tsx'
import { useBureauText } from './text.ts'

interface CellProps {
  name: string
  /** every version, the newest first */
  reported: readonly ReportedFigure[]
  open: boolean
  onOpen: (open: boolean) => void
}

/** 上报数 beside 系统数: what was reported upward, with its reason. */
export function ReportedCell({ name, reported, open, onOpen }: CellProps) {
  const t = useBureauText()
  const [newest] = reported
  const mayReport = useHolds('reportedFigure:write')
  return (
    <>
      {newest && (
        <>
          {newest.value}
          <span className={styles.small}>{newest.reason}</span>
        </>
      )}
      {mayReport && (
        <button
          type="button"
          className={styles.quiet}
          data-print="no"
          aria-expanded={open}
          aria-label={t.reported.title(name)}
          onClick={() => onOpen(!open)}
        >
          {newest ? t.action.edit : t.overview.report}
        </button>
      )}
    </>
  )
}

interface FormProps {
  measureId: string
  name: string
  periodId: string
  reported: readonly ReportedFigure[]
  onDone: () => void
}

/** A row below the figure: a new reported figure with its reason, and what was reported before. */
export function ReportedForm({ measureId, name, periodId, reported, onDone }: FormProps) {
  const t = useBureauText()
  const [newest] = reported
  const [value, setValue] = useState(newest?.value ?? '')
  const [reason, setReason] = useState(newest?.reason ?? '')
  const [wrong, setWrong] = useState('')
  const [seen, setSeen] = useState(newest?.version ?? 0)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await saveReported(measureId, { periodId, version: seen, value, reason })
      onDone()
    } catch (error) {
      const current =
        error instanceof ProblemError && error.problem.status === 409 ? (error.problem.current as ReportedFigure | null) : null
      if (current) {
        setSeen(current.version)
        setWrong(t.action.who409(current.by, `${current.value}${brackets(current.reason)}`))
      } else setWrong(error instanceof ProblemError ? error.problem.detail : t.unanswered)
    }
  }
  return (
    <tr>
      <td colSpan={8}>
        <form className={form.inline} aria-label={t.reported.title(name)} onSubmit={(event) => void save(event)}>
          <label className={controls.field}>
            {t.reported.value}
            <input required maxLength={100} value={value} onChange={(event) => setValue(event.target.value)} />
          </label>
          <label className={controls.field}>
            {t.reported.reason}
            <input required maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
          <span className={form.acts}>
            <button type="submit" className={desk.primary}>
              {t.save}
            </button>
            <button type="button" className={controls.button} onClick={onDone}>
              {t.cancel}
            </button>
          </span>
          <p className={`${form.wideField} ${desk.dim}`}>
            {t.reported.both}
            {reported.length > 0 && ` ${t.reported.history}${colon()}`}
            {reported.map((old) => ` ${old.value}${brackets([old.reason, t.reported.by(old.by, minuteText(old.at))].join(semicolon()))}`)}
          </p>
          {wrong && (
            <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
              {wrong}
            </p>
          )}
        </form>
      </td>
    </tr>
  )
}
