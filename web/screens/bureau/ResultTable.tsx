import { Fragment, useMemo, useState } from 'react'
import { Link } from 'react-router'
import type { GapAction } from '#contracts/gap.ts'
import type { Measure, Period, SchoolResult } from '#contracts/measure.ts'
import type { Urge } from '#contracts/urge.ts'
import { amountText, changeWords, gapLine, isGap } from '#domain/gap-note.ts'
import { gapWords } from '#domain/gap-words.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { brackets, colon, pause, semicolon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { ActionForm, isFresh, UrgeForm, UrgeWords } from './GapForms.tsx'
import { useNoteLanguage } from './note-language.ts'
import { ResultWord } from './ResultWord.tsx'
import { useBureauText } from './text.ts'
import { usePeriodLink } from './use-filter.ts'

interface TableProps {
  measure: Measure
  period: Period
  rows: readonly SchoolResult[]
  actions: readonly GapAction[]
  urges: readonly Urge[]
  onAction: () => void
  onUrged: () => void
}

/** Schools with their results, what is done about a gap, and 催办 from the same row. */
export function ResultTable({ measure, period, rows, actions, urges, onAction, onUrged }: TableProps) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [bulk, setBulk] = useState(false)
  const [said, setSaid] = useState('')
  const actionOf = useMemo(() => new Map(actions.map((action) => [action.schoolId, action])), [actions])
  // The newest is last, so it stays.
  const urgeOf = useMemo(() => new Map([...urges].reverse().map((urge) => [urge.schoolId, urge])), [urges])
  const gaps = rows.filter(({ result }) => isGap(result))
  const selected = gaps.filter(({ schoolId }) => chosen.has(schoolId))
  const urgeText = (row: SchoolResult) =>
    t.urge.greeting(`${measure.name[language]}${colon()}${gapLine(row, actionOf.get(row.schoolId), language)}`)
  const toggle = (id: string) =>
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  return (
    <>
      <div className={styles.filters} data-print="no">
        {gaps.length > 0 && (
          <label>
            <input
              type="checkbox"
              className={styles.tick}
              checked={selected.length === gaps.length}
              onChange={(event) => setChosen(new Set(event.target.checked ? gaps.map(({ schoolId }) => schoolId) : []))}
            />
            {t.rows.selectGaps}
          </label>
        )}
        {selected.length > 0 && (
          <button type="button" className={controls.button} onClick={() => setBulk(true)}>
            {t.urge.bulk(selected.length)}
          </button>
        )}
        <span role="status">{said}</span>
      </div>
      {bulk && selected.length > 0 && (
        <UrgeForm
          measureId={measure.id}
          periodId={period.id}
          schools={selected.map((row) => ({ id: row.schoolId, name: row.schoolName, text: urgeText(row) }))}
          onCancel={() => setBulk(false)}
          onSent={(words) => {
            setBulk(false)
            setChosen(new Set())
            setSaid(words)
            onUrged()
          }}
        />
      )}
      {rows.length === 0 ? (
        <p className={desk.empty}>{t.rows.empty}</p>
      ) : (
        <div className={desk.scroll}>
          <table className={desk.table}>
            <thead>
              <tr>
                <td data-print="no" />
                <th scope="col">{t.rows.school}</th>
                <th scope="col" className={styles.narrow}>
                  {t.rows.township}
                </th>
                <th scope="col">{t.rows.result}</th>
                <th scope="col" className={desk.number}>
                  {t.rows.fraction}
                  {brackets(measure.unit[language])}
                </th>
                <th scope="col">{t.rows.gap}</th>
                <th scope="col" className={styles.narrow}>
                  {t.rows.since}
                </th>
                <th scope="col" className={styles.narrow}>
                  {t.rows.change}
                </th>
                <th scope="col">{t.rows.action}</th>
                <th scope="col">{t.rows.urge}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <ResultRow
                  key={row.schoolId}
                  row={row}
                  period={period}
                  action={actionOf.get(row.schoolId)}
                  urge={urgeOf.get(row.schoolId)}
                  urgeText={urgeText}
                  isChosen={chosen.has(row.schoolId)}
                  onToggle={toggle}
                  onAction={onAction}
                  onUrged={(words) => {
                    setSaid(words)
                    onUrged()
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

interface RowProps {
  row: SchoolResult
  period: Period
  action: GapAction | undefined
  urge: Urge | undefined
  urgeText: (row: SchoolResult) => string
  isChosen: boolean
  onToggle: (id: string) => void
  onAction: () => void
  onUrged: (said: string) => void
}

function ResultRow({ row, period, action, urge, urgeText, isChosen, onToggle, onAction, onUrged }: RowProps) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const [form, setForm] = useState<'action' | 'urge' | null>(null)
  const { schoolId, schoolName, measureId, result } = row
  const below = isGap(result)
  const fresh = isFresh(urge, Date.now())
  return (
    <Fragment>
      <tr aria-selected={isChosen}>
        <td data-print="no">
          {below && (
            <input
              type="checkbox"
              className={styles.tick}
              aria-label={t.rows.select(schoolName)}
              checked={isChosen}
              onChange={() => onToggle(schoolId)}
            />
          )}
        </td>
        <td>
          <Link className={styles.link} to={link(`measures/${measureId}/schools/${schoolId}`)}>
            {schoolName}
          </Link>
        </td>
        <td className={styles.narrow}>{row.townshipName}</td>
        <td>
          <ResultWord row={row} />
        </td>
        <td className={desk.number}>
          {amountText(row.met)} ÷ {amountText(row.required)}
        </td>
        <td className={styles.minw}>
          {row.exemption
            ? t.rows.exemption(
                row.exemption.reason,
                row.exemption.approvedBy,
                row.exemption.until ? t.rows.until(row.exemption.until) : t.rows.untilEver,
              )
            : row.gaps.map((gap) => gapWords(gap, language)).join(semicolon())}
        </td>
        <td className={`${styles.narrow} ${styles.date}`}>{row.since && shanghaiDay(row.since)}</td>
        <td className={styles.narrow}>{changeWords(row, language)}</td>
        <td>
          {below && (
            <>
              {action && (
                <>
                  {action.action}
                  <span className={styles.small}>{[action.responsible, action.due].filter(Boolean).join(pause())}</span>
                </>
              )}
              {period.state === 'open' && (
                <button
                  type="button"
                  className={styles.quiet}
                  data-print="no"
                  aria-label={t.action.title(schoolName)}
                  onClick={() => setForm(form === 'action' ? null : 'action')}
                >
                  {action ? t.action.edit : t.action.add}
                </button>
              )}
            </>
          )}
        </td>
        <td>
          <UrgeWords urge={urge} />
          {below && (
            <button
              type="button"
              className={styles.quiet}
              data-print="no"
              aria-label={t.urge.one(schoolName)}
              disabled={fresh}
              title={fresh && urge ? t.urge.today(urge.by) : undefined}
              onClick={() => setForm(form === 'urge' ? null : 'urge')}
            >
              {t.urge.act}
            </button>
          )}
        </td>
      </tr>
      {form && (
        <tr>
          <td colSpan={10}>
            {form === 'action' ? (
              <ActionForm
                measureId={measureId}
                school={{ id: schoolId, name: schoolName }}
                action={action}
                onCancel={() => setForm(null)}
                onSaved={() => {
                  setForm(null)
                  onAction()
                }}
              />
            ) : (
              <UrgeForm
                measureId={measureId}
                periodId={period.id}
                schools={[{ id: schoolId, name: schoolName, text: urgeText(row) }]}
                onCancel={() => setForm(null)}
                onSent={(words) => {
                  setForm(null)
                  onUrged(words)
                }}
              />
            )}
          </td>
        </tr>
      )}
    </Fragment>
  )
}
