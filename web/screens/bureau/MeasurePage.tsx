import { Fragment, useMemo, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { GapAction } from '#contracts/gap.ts'
import { type Fraction, type Measure, type Period, MeasureResult as Results, type SchoolResult } from '#contracts/measure.ts'
import type { Urge } from '#contracts/urge.ts'
import { amountText, changeWords, figureUnit, gapLine, gapNote, isGap, rateText } from '#domain/gap-note.ts'
import { gapWords, type NoteLanguage } from '#domain/gap-words.ts'
import { WORST_FIRST, worstFirst } from '#domain/measures/order.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { readFigures, readGapActions, readResults, readUrges } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { useLanguage } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ResultMark } from '../../ui/ResultMark.tsx'
import styles from './Bureau.module.css'
import { ActionForm, isFresh, UrgeForm, UrgeWords } from './GapForms.tsx'
import { GapNotePanel } from './GapNotePanel.tsx'
import { Notice } from './Notice.tsx'
import { PageHead } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'
import { fractionText } from './words.ts'

/** The language that notes are written in. */
export const useNoteLanguage = (): NoteLanguage => useLanguage((state) => (state.language === 'en' ? 'en' : 'zh'))

/** The schools behind one figure: result, gap, action, urge; one click on to the evidence. */
export function MeasurePage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const { measureId = '' } = useParams()
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const link = usePeriodLink()
  const key = period && `${measureId} ${period.id}`
  const results = useServer(key && `results ${key}`, () => readResults(measureId, period?.id ?? ''), 60_000)
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  const frozenAt = period?.frozenAt ?? null
  const actions = useServer(key && `actions ${key}`, () => readGapActions({ measure: measureId, ...(frozenAt ? { until: frozenAt } : {}) }))
  const urges = useServer(`urges ${measureId}`, () => readUrges({ measure: measureId }), 60_000)
  useKeptPlace(results.value !== null)
  const figure = figures.value?.items.find(({ measure }) => measure.id === measureId)
  const all = results.value?.items ?? []
  const township = get('township')
  const wanted = results.value && Results.safeParse(get('result')).data
  const rows = useMemo(
    () => all.filter((row) => (township === '' || row.townshipId === township) && (!wanted || row.result === wanted)).sort(worstFirst),
    [all, township, wanted],
  )
  if (!results.value || !period)
    return (
      <>
        <Crumb />
        <PageHead title={figure ? figure.measure.name[language] : ''} period={period} periods={periods} />
        <Notice served={served.failed ? served : results} />
      </>
    )
  const { measure } = results.value
  const inTownship = all.filter((row) => township === '' || row.townshipId === township)
  const part = township === '' && figure ? figure : sumOf(measure, inTownship)
  const note = gapNote({ measure, period, figure: part, rows: inTownship, actions: actions.value?.items ?? [] }, language)
  const townships = [...new Map(all.map((row) => [row.townshipId, row.townshipName]))].sort(([a], [b]) => a.localeCompare(b))
  const townshipName = townships.find(([id]) => id === township)?.[1]
  const words = [
    `${t.filter.township}：${townshipName ?? t.all}`,
    `${t.filter.result}：${wanted ? t.result[wanted] : t.all}`,
    t.rows.shown(rows.length, all.length),
  ]
  return (
    <>
      <Crumb />
      <PageHead title={measure.name[language]} period={period} periods={periods} words={words} computedAt={all[0]?.computedAt ?? null}>
        <ExportButton
          list="measure-schools"
          query={`${new URLSearchParams({ measure: measureId, period: period.id, ...(wanted ? { result: wanted } : {}), ...(township ? { township } : {}) })}`}
        />
      </PageHead>
      <Notice served={results} />
      <p className={styles.figure}>
        <b>{rateText(part.rate)}</b>
        <span>
          {fractionText(part)} {figureUnit(measure, language)}
        </span>
        <span>{t.overview.targetOf(measure.target)}</span>
      </p>
      <RuleWords measure={measure} />
      <GapNotePanel note={note} measureId={measure.id} periodId={period.id} wanted={get('note') !== ''} />
      <div className={styles.filters} data-print="no">
        <button type="button" className={styles.chip} aria-pressed={!wanted} onClick={() => set({ result: '' })}>
          {t.all} {inTownship.length}
        </button>
        {WORST_FIRST.map((result) => (
          <button key={result} type="button" className={styles.chip} aria-pressed={wanted === result} onClick={() => set({ result })}>
            <ResultMark result={result} />
            {t.result[result]} {inTownship.filter((row) => row.result === result).length}
          </button>
        ))}
        <label>
          {t.filter.township}
          <select value={township} onChange={(event) => set({ township: event.target.value })}>
            <option value="">{t.all}</option>
            {townships.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Link className={styles.link} to={link('map', { measure: measureId })}>
          {t.onMap}
        </Link>
      </div>
      <ResultTable
        measure={measure}
        period={period}
        rows={rows}
        actions={actions.value?.items ?? []}
        urges={urges.value ?? []}
        onAction={() => void actions.again()}
        onUrged={() => void urges.again()}
      />
    </>
  )
}

function Crumb() {
  const t = useBureauText()
  const link = usePeriodLink()
  return (
    <p className={styles.crumb} data-print="no">
      <Link className={styles.link} to={link('measures')}>
        ← {t.rows.back}
      </Link>
    </p>
  )
}

/** The figure of a part of the schools, rounded down as the whole is. */
export function sumOf({ counts }: Pick<Measure, 'counts'>, rows: readonly SchoolResult[]): Fraction {
  const applicable = rows.filter(({ result }) => result !== 'notApplicable')
  const met = counts === 'schools' ? applicable.filter(({ result }) => result === 'met').length : add(applicable.map((row) => row.met))
  const of = counts === 'schools' ? applicable.length : add(applicable.map(({ required }) => required))
  return { met, applicable: of, rate: of === 0 ? null : met >= of ? 100 : Math.min(99.9, Math.floor((met / of) * 1000) / 10) }
}
const add = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

/** The rule in force in the period, with its source; the numbers are in its text. */
function RuleWords({ measure }: { measure: Measure }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { rule } = measure
  return (
    <details className={styles.rule}>
      <summary>
        {t.rows.rule}：{t.rows.version(rule.version, rule.validFrom)} · {t.rows.source(rule.source, rule.clause)}
      </summary>
      <p>{rule.text}</p>
      <p className={desk.dim}>
        {t.rows.evidence}：{measure.evidence[language]} ·{' '}
        <Link className={styles.link} to={link(`rules/${measure.id}`)}>
          {t.rows.rule}
        </Link>
      </p>
    </details>
  )
}

interface TableProps {
  measure: Measure
  period: Period
  rows: readonly SchoolResult[]
  actions: readonly GapAction[]
  urges: readonly Urge[]
  onAction: () => void
  onUrged: () => void
}

function ResultTable({ measure, period, rows, actions, urges, onAction, onUrged }: TableProps) {
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
    t.urge.greeting(`${measure.name[language]}：${gapLine(row, actionOf.get(row.schoolId), language)}`)
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
                  {t.rows.fraction}（{measure.unit[language]}）
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
            : row.gaps.map((gap) => gapWords(gap, language)).join('；')}
        </td>
        <td className={`${styles.narrow} ${styles.date}`}>{row.since && shanghaiDay(row.since)}</td>
        <td className={styles.narrow}>{changeWords(row, language)}</td>
        <td>
          {below && (
            <>
              {action && (
                <>
                  {action.action}
                  <span className={styles.small}>{[action.responsible, action.due].filter(Boolean).join('，')}</span>
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

/** A result by form and word, with what later evidence would make of it. */
export function ResultWord({ row: { result, corrected } }: { row: Pick<SchoolResult, 'result' | 'corrected'> }) {
  const t = useBureauText()
  return (
    <>
      <span className={styles.word}>
        <ResultMark result={result} />
        {t.result[result]}
      </span>
      {corrected && (
        <span className={styles.small}>
          {t.rows.corrected(t.result[corrected.result], `${amountText(corrected.met)} ÷ ${amountText(corrected.required)}`)}
        </span>
      )}
    </>
  )
}
