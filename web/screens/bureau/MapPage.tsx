import { useMemo } from 'react'
import { Link } from 'react-router'
import type { MeasureResult, SchoolResult } from '#contracts/measure.ts'
import { GAPS, rateText } from '#domain/gap-note.ts'
import { gapWords } from '#domain/gap-words.ts'
import { readFigures, readResults } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import desk from '../../ui/desk.module.css'
import { ResultMark } from '../../ui/ResultMark.tsx'
import styles from './Bureau.module.css'
import { Computing, figuresEvery } from './Computing.tsx'
import { sumOf } from './figure-sum.ts'
import place from './MapPage.module.css'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { PageHead } from './PageHead.tsx'
import { ResultMap } from './ResultMap.tsx'
import { ResultWord } from './ResultWord.tsx'
import { useBureauText } from './text.ts'
import { useFilter, usePeriod, usePeriodLink } from './use-filter.ts'
import { fractionText } from './words.ts'

const NO_ROWS: readonly SchoolResult[] = []
const ORDER: readonly MeasureResult[] = [...GAPS, 'notApplicable', 'met']

/** Schools on the map by one measure, with the list beside it. */
export function MapPage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const link = usePeriodLink()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  const measures = figures.value?.items.map(({ measure }) => measure) ?? []
  const measure = measures.find(({ id }) => id === get('measure')) ?? measures[0]
  const results = useServer(
    measure && period ? `results ${measure.id} ${period.id}` : null,
    () => readResults(measure?.id ?? '', period?.id ?? ''),
    figuresEvery,
  )
  const rows = results.value?.items ?? NO_ROWS
  const school = get('school')
  const only = get('result')
  const shown = useMemo(() => rows.filter(({ result }) => only === '' || result === only), [rows, only])
  const marks = useMemo(
    () =>
      new Map(
        shown.map(({ schoolId, schoolName, result, corrected }) => [
          schoolId,
          {
            result,
            title: [`${schoolName} · ${t.result[result]}`, ...(corrected ? [t.wall.corrected(t.result[corrected.result])] : [])].join(
              ' · ',
            ),
          },
        ]),
      ),
    [shown, t],
  )
  const whole = measure ? sumOf(measure, rows) : null
  const wordsOf = ({ corrected, ...held }: ReturnType<typeof sumOf>) => [
    `${fractionText(held)} = ${rateText(held.rate)}`,
    ...(corrected ? [t.overview.corrected(fractionText(corrected), rateText(corrected.rate))] : []),
  ]
  const changed = rows.filter(({ corrected }) => corrected).length
  return (
    <>
      <PageHead
        title={measure ? measure.name[language] : ''}
        period={period}
        periods={periods}
        words={whole && !results.value?.computing?.isFirst ? wordsOf(whole) : []}
        computedAt={rows[0]?.computedAt ?? null}
        ready={results.value !== null}
      />
      <div className={styles.filters} data-print="no">
        <label>
          {t.filter.measure}
          <select value={measure?.id ?? ''} onChange={(event) => set({ measure: event.target.value })}>
            {measures.map(({ id, name }) => (
              <option key={id} value={id}>
                {name[language]}
              </option>
            ))}
          </select>
        </label>
        {measure && (
          <Link className={styles.link} to={link(`measures/${measure.id}`, only ? { result: only } : {})}>
            ← {t.evidence.back}
          </Link>
        )}
      </div>
      <Notice served={served.failed ? served : figures.failed ? figures : results} />
      <Computing of={results.value?.computing} />
      <div className={place.mapPage}>
        <ResultMap results={marks} school={school} onSchool={(id) => set({ school: id })} />
        <section className={place.side} aria-label={t.filter.school}>
          <Legend rows={results.value && rows} only={only} onOnly={(result) => set({ result })} />
          {changed > 0 && <p className={styles.small}>{t.wall.otherwise(changed)}</p>}
          <SchoolCard row={rows.find(({ schoolId }) => schoolId === school)} />
          <ul>
            {[...shown]
              .sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || a.schoolId.localeCompare(b.schoolId))
              .map((row) => (
                <li key={row.schoolId}>
                  <button
                    type="button"
                    className={place.pick}
                    aria-pressed={row.schoolId === school}
                    onClick={() => set({ school: row.schoolId })}
                  >
                    <ResultMark result={row.result} />
                    {row.schoolName}
                    <span className={styles.small} style={{ marginLeft: 'auto' }}>
                      {t.result[row.result]}
                      {row.corrected && ` · ${t.wall.corrected(t.result[row.corrected.result])}`}
                    </span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      </div>
    </>
  )
}

/** The forms of the results with their counts; a press shows one alone. @param rows null while they are on their way: none is not a count */
function Legend({ rows, only, onOnly }: { rows: readonly SchoolResult[] | null; only: string; onOnly: (result: string) => void }) {
  const t = useBureauText()
  return (
    <div className={styles.filters} style={{ margin: 0, gap: 8 }}>
      {ORDER.map((result) => (
        <button
          key={result}
          type="button"
          className={styles.chip}
          aria-pressed={only === result}
          onClick={() => onOnly(only === result ? '' : result)}
        >
          <ResultMark result={result} />
          {t.result[result]} {rows?.filter((row) => row.result === result).length ?? '—'}
        </button>
      ))}
    </div>
  )
}

/** The school that was chosen: its row, and the ways on. */
function SchoolCard({ row }: { row: SchoolResult | undefined }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  if (!row) return null
  return (
    <div className={desk.panel} role="status">
      <h3 style={{ marginTop: 0 }}>{row.schoolName}</h3>
      <p>
        <ResultWord row={row} /> · {row.townshipName}
      </p>
      {row.gaps.map((gap) => (
        <p key={gap.code + JSON.stringify(gap.params)}>{gapWords(gap, language)}</p>
      ))}
      <p className={place.tabs} style={{ margin: '8px 0 0' }}>
        <Link className={styles.link} to={link(`measures/${row.measureId}/schools/${row.schoolId}`)}>
          {t.evidence.title}
        </Link>
        <Link className={styles.link} to={link(`schools/${row.schoolId}`)}>
          {t.evidence.file1}
        </Link>
      </p>
    </div>
  )
}
