import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { MeasureResult as Results } from '#contracts/measure.ts'
import { figureUnit, gapNote, rateText } from '#domain/gap-note.ts'
import { WORST_FIRST, worstFirst } from '#domain/measures/order.ts'
import { readFigures, readGapActions, readResults, readUrges } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { colon } from '../../i18n/text.ts'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ResultMark } from '../../ui/ResultMark.tsx'
import styles from './Bureau.module.css'
import { Computing, figuresEvery } from './Computing.tsx'
import { sumOf } from './figure-sum.ts'
import { GapNotePanel } from './GapNotePanel.tsx'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { PageHead } from './PageHead.tsx'
import { ResultTable } from './ResultTable.tsx'
import { RuleWords } from './RuleWords.tsx'
import { useBureauText } from './text.ts'
import { useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'
import { fractionText } from './words.ts'

/** The schools behind one figure: result, gap, action, urge; one click on to the evidence. */
export function MeasurePage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const { measureId = '' } = useParams()
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const nameOf = usePeriodName()
  const link = usePeriodLink()
  const key = period && `${measureId} ${period.id}`
  const results = useServer(key && `results ${key}`, () => readResults(measureId, period?.id ?? ''), figuresEvery)
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''), figuresEvery)
  const frozenAt = period?.frozenAt ?? null
  const actions = useServer(key && `actions ${key}`, () => readGapActions({ measure: measureId, ...(frozenAt ? { until: frozenAt } : {}) }))
  const urges = useServer(`urges ${measureId}`, () => readUrges({ measure: measureId }), 60_000)
  useKeptPlace(results.value !== null)
  const computing = results.value?.computing ?? null
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
  const note = gapNote(
    { measure, period: { ...period, name: nameOf(period.name) }, figure: part, rows: inTownship, actions: actions.value?.items ?? [] },
    language,
  )
  const townships = [...new Map(all.map((row) => [row.townshipId, row.townshipName]))].sort(([a], [b]) => a.localeCompare(b))
  const townshipName = townships.find(([id]) => id === township)?.[1]
  const words = [
    `${t.filter.township}${colon()}${townshipName ?? t.all}`,
    `${t.filter.result}${colon()}${wanted ? t.result[wanted] : t.all}`,
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
        <ExportButton list="urges" query={`measure=${measureId}`} label={t.rows.urges} />
        {measureId.startsWith('inService') && (
          <ExportButton
            list="availability"
            query={`${new URLSearchParams({ from: period.from, to: period.to, by: 'school', kind: 'camera' })}`}
            label={t.rows.availability}
          />
        )}
      </PageHead>
      <Notice served={results} />
      <Computing of={computing} />
      <p className={styles.figure}>
        {!computing?.isFirst && (
          <>
            <b>{rateText(part.rate)}</b>
            <span>
              {fractionText(part)} {figureUnit(measure, language)}
            </span>
          </>
        )}
        <span>{t.overview.targetOf(measure.target)}</span>
      </p>
      <RuleWords measure={measure} />
      {!computing?.isFirst && <GapNotePanel note={note} measureId={measure.id} periodId={period.id} wanted={get('note') !== ''} />}
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
