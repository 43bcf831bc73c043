import { type FormEvent, useState } from 'react'
import type { ReportedFigure, ReportedValue } from '#contracts/gap.ts'
import type { Fraction, Measure } from '#contracts/measure.ts'
import { figureUnit, rateText } from '#domain/gap-note.ts'
import { differenceOf, differenceText, isUnexplained, reportedText } from '#domain/reported-figure.ts'
import { ProblemError } from '../../api/http.ts'
import { saveReported } from '../../api/measure.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { brackets, colon, pause, semicolon } from '../../i18n/text.ts'
import { useHolds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import form from './Forms.module.css'
import { useNoteLanguage } from './note-language.ts'
import { minuteText } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { fractionText } from './words.ts'

interface CellProps {
  measure: Measure
  name: string
  /** every version, the newest first */
  reported: readonly ReportedFigure[]
  open: boolean
  onOpen: (open: boolean) => void
}

/** 上报数 beside 系统数: what was reported upward, how far it is from the computed figure, and why. */
export function ReportedCell({ measure, name, reported, open, onOpen }: CellProps) {
  const t = useBureauText()
  const [newest] = reported
  const language = useNoteLanguage()
  const mayReport = useHolds('reportedFigure:write')
  return (
    <>
      {newest && (
        <>
          <span>{reportedText(newest, measure, language)}</span>
          <Apart measure={measure} value={newest.value} system={newest.system} />
          {newest.reason && <span className={styles.small}>{newest.reason}</span>}
          {isUnexplained(newest) && <span className={styles.late}>▲ {t.reported.unexplained}</span>}
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

/** The difference in words, or that there is none. */
function Apart({ measure, value, system }: { measure: Measure; value: ReportedValue | null; system: Fraction | null }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  if (value === null || system === null) return null
  const difference = differenceOf(value, system)
  if (difference === null) return <span className={styles.small}>{t.reported.same}</span>
  return (
    <span className={`${styles.small} ${styles.below}`}>
      ≠ {t.reported.apart}
      {colon()}
      {differenceText(difference, measure, language)}
    </span>
  )
}

interface FormProps {
  measure: Measure
  name: string
  periodId: string
  /** null: not yet added up */
  system: Fraction | null
  reported: readonly ReportedFigure[]
  onDone: () => void
}

const numberOf = (text: string): number | null => (text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text))

/** What is in the fields, as a value; null while it is not one. */
function typedValue(kind: 'amount' | 'rate', typed: { met: string; applicable: string; rate: string }): ReportedValue | null {
  const [met, applicable, rate] = [numberOf(typed.met), numberOf(typed.applicable), numberOf(typed.rate)]
  if (kind === 'rate') return rate === null ? null : { rate }
  return met === null || applicable === null ? null : { met, applicable }
}

/** A row below the figure: a new reported figure, against the system's while it is typed, and what was reported before. */
export function ReportedForm({ measure, name, periodId, system, reported, onDone }: FormProps) {
  const t = useBureauText()
  const [newest] = reported
  const language = useNoteLanguage()
  const last = newest?.value ?? null
  const [kind, setKind] = useState<'amount' | 'rate'>(last && 'rate' in last ? 'rate' : 'amount')
  const [typed, setTyped] = useState({
    met: last && 'met' in last ? String(last.met) : '',
    applicable: last && 'met' in last ? String(last.applicable) : '',
    rate: last && 'rate' in last ? String(last.rate) : '',
  })
  const [reason, setReason] = useState(newest?.reason ?? '')
  const [wrong, setWrong] = useState('')
  const [seen, setSeen] = useState(newest?.version ?? 0)
  const value = typedValue(kind, typed)
  const isApart = differenceOf(value, system) !== null
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (value === null) return
    try {
      await saveReported(measure.id, { periodId, version: seen, value, reason })
      onDone()
    } catch (error) {
      const current =
        error instanceof ProblemError && error.problem.status === 409 ? (error.problem.current as ReportedFigure | null) : null
      if (current) {
        setSeen(current.version)
        setWrong(t.action.who409(current.by, `${reportedText(current, measure, language)}${brackets(current.reason)}`))
      } else setWrong(error instanceof ProblemError ? refusalText(error.problem) : t.unanswered)
    }
  }
  const numeric = (field: keyof typeof typed, label: string, max?: number) => (
    <label className={controls.field}>
      {label}
      <input
        type="number"
        required
        min={0}
        max={max}
        step={field !== 'rate' && measure.counts === 'schools' ? 1 : 'any'}
        value={typed[field]}
        onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
      />
    </label>
  )
  const unit = figureUnit(measure, language)
  return (
    <tr>
      <td colSpan={8}>
        <form className={form.inline} aria-label={t.reported.title(name)} onSubmit={(event) => void save(event)}>
          <label className={controls.field}>
            {t.reported.kind}
            <select value={kind} onChange={(event) => setKind(event.target.value === 'rate' ? 'rate' : 'amount')}>
              <option value="amount">{t.reported.amount}</option>
              <option value="rate">{t.reported.rate}</option>
            </select>
          </label>
          {kind === 'rate' ? (
            numeric('rate', `${t.reported.rate}${brackets('%')}`, 100)
          ) : (
            <>
              {numeric('met', `${t.reported.met}${brackets(unit)}`)}
              {numeric('applicable', `${t.reported.applicable}${brackets(unit)}`)}
            </>
          )}
          <label className={controls.field}>
            {t.reported.reason}
            <input required={isApart} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
          <span className={form.acts}>
            <button type="submit" className={desk.primary}>
              {t.save}
            </button>
            <button type="button" className={controls.button} onClick={onDone}>
              {t.cancel}
            </button>
          </span>
          <p className={form.wideField} aria-live="polite">
            {t.reported.system}
            {colon()}
            {system ? [`${fractionText(system)} ${unit}`, rateText(system.rate)].join(pause()) : t.computing.word}
            {value !== null && <Apart measure={measure} value={value} system={system} />}
          </p>
          <p className={`${form.wideField} ${desk.dim}`}>
            {t.reported.both}
            {reported.length > 0 && ` ${t.reported.history}${colon()}`}
            {reported.map(
              (old) =>
                ` ${reportedText(old, measure, language)}${brackets(
                  [old.reason, t.reported.by(old.by, minuteText(old.at))].filter(Boolean).join(semicolon()),
                )}`,
            )}
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
