import { Link } from 'react-router'
import type { Fraction, MeasureFigure, MeasureGroup } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import { figureUnit, rateText } from '#domain/gap-note.ts'
import { readFigures, readMatrix } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { brackets, colon } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import styles from './Bureau.module.css'
import { Computing, figuresEvery } from './Computing.tsx'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { PageHead } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { queryOf, useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'
import { fractionText } from './words.ts'

/** 按镇街: the measures of one group, township by township. */
export function TownshipsPage() {
  const t = useBureauText()
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''), figuresEvery)
  const matrix = useServer(period && `matrix ${period.id}`, () => readMatrix(period?.id ?? ''), figuresEvery)
  useKeptPlace(matrix.value !== null)
  const items = figures.value?.items ?? []
  const groups = [...new Set(items.map(({ measure }) => measure.group))]
  const group = groups.find((one) => one === get('group')) ?? groups[0]
  return (
    <>
      <PageHead
        title={t.townships.title}
        period={period}
        periods={periods}
        words={group ? [`${t.townships.group}${colon()}${t.group[group]}`] : []}
        computedAt={matrix.value?.computedAt ?? null}
      >
        {period && <ExportButton list="township-figures" query={queryOf({ period: period.id, group: group ?? '' })} />}
      </PageHead>
      <Notice served={served.failed ? served : figures.failed ? figures : matrix} />
      <Computing of={matrix.value?.computing} />
      <div className={styles.filters} data-print="no">
        {groups.map((one) => (
          <button key={one} type="button" className={styles.chip} aria-pressed={one === group} onClick={() => set({ group: one })}>
            {t.group[one]}
          </button>
        ))}
      </div>
      {matrix.value && group && <Table figures={items} group={group} matrix={matrix.value} />}
    </>
  )
}

function Table({ figures, group, matrix }: { figures: readonly MeasureFigure[]; group: MeasureGroup; matrix: MeasureMatrix }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const own = figures.filter(({ measure }) => measure.group === group)
  const isFirst = matrix.computing?.isFirst === true
  const columns = own.map(({ measure }) => matrix.measures.indexOf(measure.id))
  return (
    <div className={desk.scroll}>
      <table className={`${desk.table} ${styles.matrix}`}>
        <thead>
          <tr>
            <th scope="col">{t.townships.township}</th>
            {own.map(({ measure }) => (
              <th key={measure.id} scope="col" style={{ whiteSpace: 'normal' }}>
                {measure.name[language]}
                {brackets(figureUnit(measure, language))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row" className={styles.rowHead}>
              {t.townships.whole}
            </th>
            {own.map((figure) => (
              <td key={figure.measure.id}>
                <Part part={figure} isFirst={isFirst || figure.computedAt === null} />
              </td>
            ))}
          </tr>
          {matrix.townships.map(({ townshipId, townshipName, figures: parts }) => (
            <tr key={townshipId}>
              <th scope="row" className={styles.rowHead}>
                <Link className={styles.link} to={link('schools', { township: townshipId })}>
                  {townshipName}
                </Link>
              </th>
              {own.map(({ measure }, n) => {
                const part = parts[columns[n] ?? -1]
                return (
                  <td key={measure.id}>
                    {part && (
                      <Link className={styles.link} to={link(`measures/${measure.id}`, { township: townshipId })}>
                        <Part part={part} isFirst={isFirst} />
                      </Link>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A rate with its fraction, and beside a frozen one what later evidence makes of it; while the period is computed for the first time, the word for it. */
function Part({ part, isFirst }: { part: Fraction & Pick<MeasureFigure, 'corrected'>; isFirst: boolean }) {
  const t = useBureauText()
  if (isFirst) return <span className={styles.pending}>{t.computing.word}</span>
  return (
    <>
      <b className={part.rate !== null && part.rate < 100 ? styles.below : undefined}>{rateText(part.rate)}</b>{' '}
      <span className={desk.dim}>{fractionText(part)}</span>
      {part.corrected && (
        <span className={styles.small}>{t.overview.corrected(fractionText(part.corrected), rateText(part.corrected.rate))}</span>
      )}
    </>
  )
}
