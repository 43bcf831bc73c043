import { type CSSProperties, useEffect, useMemo, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { HundredSet, MeasureFigure, MeasureResult } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { figureUnit, GAPS, rateText } from '#domain/gap-note.ts'
import { resultsOf } from '#domain/measure-matrix.ts'
import { readFigures, readMatrix } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { colon, useText } from '../../i18n/text.ts'
import { ResultMark } from '../../ui/ResultMark.tsx'
import { ageText, clockText } from '../../ui/time.ts'
import { useNoteLanguage } from './note-language.ts'
import { minuteText } from './PageHead.tsx'
import { ResultMap } from './ResultMap.tsx'
import { TrendLine } from './TrendLine.tsx'
import { useBureauText } from './text.ts'
import { usePeriod } from './use-filter.ts'
import styles from './Wall.module.css'
import { roomOf } from './wall-room.ts'
import { fractionText } from './words.ts'

const READ_MS = 20_000
/** Three readings that did not come. */
const STALE_MS = 3 * READ_MS + 5_000
const WORST_FIRST: readonly MeasureResult[] = [...GAPS, 'met', 'notApplicable']

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

function useRoom() {
  const [room, setRoom] = useState(() => roomOf(innerWidth, innerHeight))
  useEffect(() => {
    const measure = () => setRoom(roomOf(innerWidth, innerHeight))
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  return room
}

/** 大屏 for the bureau's hall: figures, map and trend, nobody's data. It says how old it is, and turns grey when it is not renewed. */
export function Wall() {
  const t = useBureauText()
  const nameOfPeriod = usePeriodName()
  const words = useText()
  const now = useNow()
  const { columns, rows, upright, scale } = useRoom()
  const navigate = useNavigate()
  const { period, served } = usePeriod()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''), READ_MS)
  const matrix = useServer(period && `matrix ${period.id}`, () => readMatrix(period?.id ?? ''), READ_MS)
  const [begun] = useState(now)
  const age = now - (matrix.readAtMs ?? begun)
  const isStale = age > STALE_MS || served.failed
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && void navigate('/bureau')
    addEventListener('keydown', leave)
    return () => removeEventListener('keydown', leave)
  }, [navigate])
  const items = figures.value?.items ?? []
  const computing = matrix.value?.computing ?? figures.value?.computing ?? null
  const isFirst = computing?.isFirst === true
  return (
    <main className={styles.wall} data-stale={isStale} data-upright={upright}>
      <header className={styles.head}>
        <h1>{t.wall.title}</h1>
        {isStale ? (
          <p role="alert" className={styles.stale}>
            {t.wall.stale(ageText(age, words.time))}
          </p>
        ) : (
          <p>
            {period && `${nameOfPeriod(period.name)} · ${period.state === 'open' ? t.period.open : t.period.frozen}`}
            {computing && ` · ${t.computing.word}${colon()}${t.computing.progress(computing.schools, computing.of)}`}
            {matrix.value === null && ` · ${t.loading}`}
            {matrix.value?.computedAt && ` · ${t.dataTime(minuteText(matrix.value.computedAt))}`}
          </p>
        )}
        <Link className={styles.back} to="/bureau">
          {t.wall.back}
        </Link>
        <span className={styles.clock}>{clockText(now)}</span>
      </header>
      <div className={styles.body} data-columns={columns}>
        <div className={styles.left}>
          <div className={styles.sets}>
            <SetCard set="plan2021" figures={items} isFirst={isFirst} sum={matrix.value?.sets.plan2021} />
            <SetCard set="national2020" figures={items} isFirst={isFirst} sum={matrix.value?.sets.national2020} />
          </div>
          {columns === 1 && <FigureList figures={items} isFirst={isFirst} rows={rows} />}
        </div>
        <SetMap matrix={matrix.value} figures={items} stale={isStale} scale={scale} />
        {columns > 1 && <FigureList figures={items} isFirst={isFirst} rows={rows} />}
      </div>
    </main>
  )
}

interface SetProps {
  set: HundredSet
  figures: readonly MeasureFigure[]
  isFirst: boolean
  sum: MeasureMatrix['sets'][HundredSet] | undefined
}

function SetCard({ set, figures, isFirst, sum }: SetProps) {
  const t = useBureauText()
  const language = useNoteLanguage()
  return (
    <section className={styles.set} aria-label={t.set[set]}>
      <h2>{t.set[set]}</h2>
      <ul>
        {figures
          .filter(({ measure }) => measure.sets.includes(set))
          .map(({ measure, rate, corrected }) => (
            <li key={measure.id}>
              <span>
                {measure.name[language]} {corrected && <small>{t.wall.corrected(rateText(corrected.rate))}</small>}
              </span>
              {isFirst ? <small>{t.computing.word}</small> : <b>{rateText(rate)}</b>}
            </li>
          ))}
      </ul>
      {sum && !isFirst && (
        <p className={styles.sum}>
          <span>{t.set.whole}</span>
          <b>{rateText(sum.rate)}</b>
          <span>{t.set.of(sum.met, sum.applicable)}</span>
          {sum.corrected && <small>{t.wall.corrected(rateText(sum.corrected.rate))}</small>}
        </p>
      )}
    </section>
  )
}

/** Every figure where there is room; else the lowest, and how many more there are. */
function FigureList({ figures, isFirst, rows }: { figures: readonly MeasureFigure[]; isFirst: boolean; rows: number }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const sorted = [...figures].sort((a, b) => (a.rate ?? 101) - (b.rate ?? 101))
  const shown = sorted.length > rows ? sorted.slice(0, rows - 1) : sorted
  return (
    <ul className={styles.list} aria-label={t.overview.title}>
      {shown.map((figure) => (
        <li key={figure.measure.id} className={styles.row}>
          <span>
            {figure.measure.name[language]} {!isFirst && <small>{`${fractionText(figure)} ${figureUnit(figure.measure, language)}`}</small>}{' '}
            {figure.corrected && <small>{t.wall.corrected(rateText(figure.corrected.rate))}</small>}
          </span>
          <span>
            <TrendLine trend={figure.trend} />
          </span>
          {isFirst ? <small>{t.computing.word}</small> : <b>{rateText(figure.rate)}</b>}
        </li>
      ))}
      {shown.length < sorted.length && <li className={styles.row}>{t.wall.more(sorted.length - shown.length)}</li>}
    </ul>
  )
}

interface MapProps {
  matrix: MeasureMatrix | null
  figures: readonly MeasureFigure[]
  stale: boolean
  scale: number
}

/** How many schools later evidence would mark otherwise in these measures. */
const correctedOf = (matrix: MeasureMatrix | null, key: string): number => {
  const columns = key.split(',').map((id) => matrix?.measures.indexOf(id) ?? -1)
  return (matrix?.schools ?? []).filter(({ results, corrected }) => corrected !== null && columns.some((n) => corrected[n] !== results[n]))
    .length
}

/** Each school by the worst of the plan's three 100%. */
function SetMap({ matrix, figures, stale, scale }: MapProps) {
  const t = useBureauText()
  const set = figures.filter(({ measure }) => measure.sets.includes('plan2021')).map(({ measure }) => measure.id)
  const key = set.join()
  const results = useMemo(() => {
    const columns = new Set(key.split(',').map((id) => matrix?.measures.indexOf(id)))
    return new Map(
      (matrix?.schools ?? []).flatMap(({ schoolId, schoolName, results: letters }) => {
        const own = resultsOf(letters).filter((_, n) => columns.has(n))
        const result = WORST_FIRST.find((one) => own.includes(one))
        return result ? [[schoolId, { result, title: `${schoolName} · ${t.result[result]}` }] as const] : []
      }),
    )
  }, [matrix, key, t])
  const corrected = correctedOf(matrix, key)
  return (
    <section className={styles.map} aria-label={t.set.plan2021}>
      {/* Marks and names grow with the screen, as everything else on it does. */}
      <div className={styles.ground} style={{ '--scale': Math.max(1, scale) } as CSSProperties}>
        <ResultMap results={results} school="" onSchool={() => {}} stale={stale} isWall />
      </div>
      <p className={styles.legend}>
        <b>{t.set.plan2021}</b>
        {WORST_FIRST.map((result) => (
          <span key={result}>
            <ResultMark result={result} />
            {t.result[result]} {matrix ? [...results.values()].filter((one) => one.result === result).length : '—'}
          </span>
        ))}
        {corrected > 0 && <span>{t.wall.otherwise(corrected)}</span>}
      </p>
    </section>
  )
}
