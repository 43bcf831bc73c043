import { Fragment, useState } from 'react'
import { Link, Route, Routes } from 'react-router'
import type { HundredSet, MeasureFigure, Period } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { figureUnit, rateText } from '#domain/gap-note.ts'
import { GROUPS } from '#domain/measures/order.ts'
import { readFigures, readMatrix, readReported } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { pause, useLanguage } from '../../i18n/text.ts'
import { useHolds } from '../../live/rights.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ResultMark } from '../../ui/ResultMark.tsx'
import styles from './Bureau.module.css'
import { Computing, figuresEvery } from './Computing.tsx'
import { EvidencePage } from './EvidencePage.tsx'
import { MeasurePage } from './MeasurePage.tsx'
import { Notice } from './Notice.tsx'
import overview from './Overview.module.css'
import { PageHead } from './PageHead.tsx'
import { ReportedCell, ReportedForm } from './ReportedCell.tsx'
import { TrendLine } from './TrendLine.tsx'
import { useBureauText } from './text.ts'
import { useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'
import { change, fractionText, plan } from './words.ts'

/** 指标: the figures, the schools behind one, the evidence behind a school. */
export function MeasurePages() {
  return (
    <Routes>
      <Route index element={<Overview />} />
      <Route path=":measureId" element={<MeasurePage />} />
      <Route path=":measureId/schools/:schoolId" element={<EvidencePage />} />
    </Routes>
  )
}

const RESULTS = ['met', 'notMet', 'expired', 'noEvidence', 'notApplicable'] as const

function Overview() {
  const t = useBureauText()
  const link = usePeriodLink()
  const { period, periods, served } = usePeriod()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''), figuresEvery)
  const matrix = useServer(period && `matrix ${period.id}`, () => readMatrix(period?.id ?? ''), figuresEvery)
  useKeptPlace(figures.value !== null)
  const items = figures.value?.items ?? []
  const computedAt =
    items
      .flatMap((figure) => figure.computedAt ?? [])
      .sort()
      .pop() ?? null
  const isFirst = figures.value?.computing?.isFirst === true || matrix.value?.computing?.isFirst === true
  return (
    <>
      <PageHead title={t.overview.title} period={period} periods={periods} computedAt={computedAt}>
        <Link className={styles.link} to={link('wall')}>
          {t.wall.open}
        </Link>
        {period && <ExportButton list="measures" query={`period=${period.id}`} />}
      </PageHead>
      {served.value?.items.length === 0 && <p className={desk.empty}>{t.period.none}</p>}
      <Notice served={served.failed ? served : period ? figures : served} />
      <Computing of={figures.value?.computing} />
      {figures.value?.items.length === 0 && <p className={desk.empty}>{t.overview.empty}</p>}
      {period && items.length > 0 && (
        <>
          <div className={overview.sets}>
            <SetCard set="plan2021" figures={items} isFirst={isFirst} sum={matrix.value?.sets.plan2021} />
            <SetCard set="national2020" figures={items} isFirst={isFirst} sum={matrix.value?.sets.national2020} />
          </div>
          <FigureTable figures={items} isFirst={isFirst} period={figures.value?.period ?? period} />
        </>
      )}
    </>
  )
}

/** One of the two 三个100%: its measures by name, and the schools that meet them all. */
interface SetProps {
  set: HundredSet
  figures: readonly MeasureFigure[]
  isFirst: boolean
  sum: MeasureMatrix['sets'][HundredSet] | undefined
}

function SetCard({ set, figures, isFirst, sum }: SetProps) {
  const t = useBureauText()
  const english = useLanguage((state) => state.language === 'en')
  const link = usePeriodLink()
  const own = figures.filter(({ measure }) => measure.sets.includes(set))
  if (own.length === 0) return null
  return (
    <section className={overview.set} aria-label={t.set[set]}>
      <h3>{t.set[set]}</h3>
      <ul>
        {own.map(({ measure, met, applicable, rate, corrected }) => (
          <li key={measure.id}>
            <Link className={styles.link} to={link(`measures/${measure.id}`)}>
              {english ? measure.name.en : measure.name.zh}
            </Link>
            {isFirst ? (
              <span className={styles.pending}>{t.computing.word}</span>
            ) : (
              <span className={overview.part}>
                {fractionText({ met, applicable })} {figureUnit(measure, english ? 'en' : 'zh')} = <b>{rateText(rate)}</b>
                {corrected && (
                  <span className={styles.small}>{t.overview.corrected(fractionText(corrected), rateText(corrected.rate))}</span>
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
      {sum && !isFirst && (
        <p className={overview.sum} title={t.set.why}>
          <span>{t.set.whole}</span>
          <b>{rateText(sum.rate)}</b>
          <span>{t.set.of(sum.met, sum.applicable)}</span>
          {sum.corrected && (
            <span className={styles.small}>{t.overview.corrected(fractionText(sum.corrected), rateText(sum.corrected.rate))}</span>
          )}
        </p>
      )}
    </section>
  )
}

function FigureTable({ figures, isFirst, period }: { figures: readonly MeasureFigure[]; isFirst: boolean; period: Period }) {
  const t = useBureauText()
  const reported = useServer(useHolds('reportedFigure:read') ? `reported ${period.id}` : null, () => readReported(period.id))
  const words = t.overview
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            <th scope="col">{words.measure}</th>
            <th scope="col" className={desk.number}>
              {words.fraction}
            </th>
            <th scope="col" className={desk.number}>
              {words.rate}
            </th>
            <th scope="col" className={styles.narrow}>
              {words.change}
            </th>
            <th scope="col" className={styles.narrow}>
              {words.trend}
            </th>
            <th scope="col">{words.target}</th>
            <th scope="col">{words.results}</th>
            <th scope="col">{words.reported}</th>
          </tr>
        </thead>
        {GROUPS.map((group) => {
          const own = figures.filter(({ measure }) => measure.group === group)
          if (own.length === 0) return null
          return (
            <tbody key={group}>
              <tr className={overview.group}>
                <th scope="rowgroup" colSpan={8}>
                  {t.group[group]}
                </th>
              </tr>
              {own.map((figure) => (
                <FigureRow
                  key={figure.measure.id}
                  figure={figure}
                  isFirst={isFirst}
                  period={period}
                  reported={(reported.value?.items ?? []).filter(({ measureId }) => measureId === figure.measure.id)}
                  onReported={() => void reported.again()}
                />
              ))}
            </tbody>
          )
        })}
      </table>
    </div>
  )
}

interface RowProps {
  figure: MeasureFigure
  isFirst: boolean
  period: Period
  reported: Parameters<typeof ReportedCell>[0]['reported']
  onReported: () => void
}

function FigureRow({ figure, isFirst, period, reported, onReported }: RowProps) {
  const t = useBureauText()
  const english = useLanguage((state) => state.language === 'en')
  const link = usePeriodLink()
  const [open, setOpen] = useState(false)
  const { measure, rate, schools, corrected } = figure
  const name = english ? measure.name.en : measure.name.zh
  const page = `measures/${measure.id}`
  const points = change(figure)
  const { now, next, behind } = plan(figure, period)
  return (
    <Fragment>
      <tr>
        <th scope="row" className={`${styles.rowHead} ${styles.minw}`}>
          <Link className={styles.link} to={link(page)}>
            {name}
          </Link>
        </th>
        <td className={desk.number}>
          {isFirst ? (
            <span className={styles.pending}>{t.computing.word}</span>
          ) : (
            `${fractionText(figure)} ${figureUnit(measure, english ? 'en' : 'zh')}`
          )}
          {corrected && <span className={styles.small}>{t.overview.corrected(fractionText(corrected), rateText(corrected.rate))}</span>}
        </td>
        <td className={`${overview.rate} ${rate !== null && rate < 100 ? styles.below : ''}`}>
          {!isFirst && rateText(rate)}
          {rate !== null && rate < 100 && (
            <Link className={`${styles.link} ${styles.small}`} to={link(page, { note: '1' })}>
              {t.overview.note}
            </Link>
          )}
        </td>
        <td className={`${styles.narrow} ${desk.number}`}>
          {isFirst ? null : points === null ? <span className={desk.dim}>{t.overview.fresh}</span> : <Points points={points} />}
        </td>
        <td className={styles.narrow}>
          <TrendLine trend={figure.trend} />
        </td>
        <td className={overview.timetable}>
          {t.overview.targetOf(measure.target)}
          {behind > 0 && now && (
            <span className={styles.late}>
              ▼ {[t.overview.due(now.by, now.percent), t.overview.behind(behind.toFixed(1))].join(pause())}
            </span>
          )}
          {next && <span className={styles.small}>{t.overview.due(next.by, next.percent)}</span>}
        </td>
        <td>
          <span className={styles.counts}>
            {RESULTS.map((result) => {
              const n = schools[result] ?? 0
              if (n === 0) return null
              return (
                <Link key={result} className={styles.count} to={link(page, { result })}>
                  <ResultMark result={result} />
                  {t.result[result]} {n}
                </Link>
              )
            })}
          </span>
        </td>
        <td>
          <ReportedCell measure={measure} name={name} reported={reported} open={open} onOpen={setOpen} />
        </td>
      </tr>
      {open && (
        <ReportedForm
          measure={measure}
          name={name}
          periodId={period.id}
          system={figure.computedAt === null ? null : figure}
          reported={reported}
          onDone={() => {
            setOpen(false)
            onReported()
          }}
        />
      )}
    </Fragment>
  )
}

function Points({ points }: { points: number }) {
  const t = useBureauText()
  if (points === 0) return t.overview.same
  return (
    <span className={points < 0 ? styles.below : undefined}>
      {points > 0 ? '▲ +' : '▼ −'}
      {Math.abs(points).toFixed(1)}
    </span>
  )
}
