import { Link, Route, Routes } from 'react-router'
import type { Measure, MeasureResult } from '#contracts/measure.ts'
import type { MeasureMatrix } from '#contracts/measure-matrix.ts'
import type { Session } from '#contracts/session.ts'
import { rateText } from '#domain/gap-note.ts'
import { addUp, resultsOf } from '#domain/measure-matrix.ts'
import { rateOf } from '#domain/measures/figure.ts'
import { readFigures, readMatrix } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { colon } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ResultMark } from '../../ui/ResultMark.tsx'
import styles from './Bureau.module.css'
import { Computing, figuresEvery } from './Computing.tsx'
import { DevicePage } from './DevicePage.tsx'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { PageHead } from './PageHead.tsx'
import { RecordPage } from './RecordPage.tsx'
import { SchoolFile } from './SchoolFile.tsx'
import { useBureauText } from './text.ts'
import { queryOf, useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** 一校一档: the list of schools, and one file a school. */
export function SchoolPages({ session }: { session: Session }) {
  return (
    <Routes>
      <Route index element={<SchoolsPage />} />
      <Route path=":schoolId" element={<SchoolFile mayAddPapers={holds(session, 'schoolFile:write')} />} />
      <Route path=":schoolId/devices/:deviceId" element={<DevicePage />} />
      <Route path=":schoolId/records/:kind/:recordId" element={<RecordPage />} />
    </Routes>
  )
}

const SHOWN = 3

interface Row {
  schoolId: string
  schoolName: string
  townshipId: string
  met: number
  applicable: number
  gaps: { measureId: string; result: MeasureResult }[]
  /** With what came after the freezing. */
  corrected: Pick<Row, 'met' | 'applicable' | 'gaps'> | null
}

/** A school's results added up: what it meets, and which measures it does not. */
export function rowsOf({ measures, schools }: Pick<MeasureMatrix, 'measures' | 'schools'>): Row[] {
  return schools.map(({ results, corrected, ...school }) => ({
    ...school,
    ...addUp(resultsOf(results), measures),
    corrected: corrected === null ? null : addUp(resultsOf(corrected), measures),
  }))
}

function SchoolsPage() {
  const t = useBureauText()
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const matrix = useServer(period && `matrix ${period.id}`, () => readMatrix(period?.id ?? ''), figuresEvery)
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  useKeptPlace(matrix.value !== null)
  const [township, find] = [get('township'), get('find').trim()]
  const townships = matrix.value?.townships ?? []
  const measures = new Map((figures.value?.items ?? []).map(({ measure }) => [measure.id, measure]))
  const all = matrix.value ? rowsOf(matrix.value) : []
  const rows = all
    .filter((row) => (township === '' || row.townshipId === township) && row.schoolName.includes(find))
    .sort((a, b) => b.gaps.length - a.gaps.length || a.schoolId.localeCompare(b.schoolId))
  const names = new Map(townships.map(({ townshipId, townshipName }) => [townshipId, townshipName]))
  const words = [
    `${t.filter.township}${colon()}${names.get(township) ?? t.all}`,
    ...(find ? [`${t.schools.find}${colon()}${find}`] : []),
    t.rows.shown(rows.length, all.length),
  ]
  return (
    <>
      <PageHead
        title={t.schools.title}
        period={period}
        periods={periods}
        words={matrix.value ? words : []}
        computedAt={matrix.value?.computedAt ?? null}
      >
        {period && <ExportButton list="school-standing" query={queryOf({ period: period.id, township, find })} />}
      </PageHead>
      <Notice served={served.failed ? served : matrix} />
      <Computing of={matrix.value?.computing} />
      <div className={styles.filters} data-print="no">
        <label>
          {t.filter.find}
          <input type="search" value={get('find')} onChange={(event) => set({ find: event.target.value })} />
        </label>
        <label>
          {t.filter.township}
          <select value={township} onChange={(event) => set({ township: event.target.value })}>
            <option value="">{t.all}</option>
            {townships.map(({ townshipId, townshipName }) => (
              <option key={townshipId} value={townshipId}>
                {townshipName}
              </option>
            ))}
          </select>
        </label>
      </div>
      {matrix.value &&
        (rows.length === 0 ? <p className={desk.empty}>{t.schools.empty}</p> : <Table rows={rows} names={names} measures={measures} />)}
    </>
  )
}

interface TableProps {
  rows: readonly Row[]
  names: ReadonlyMap<string, string>
  measures: ReadonlyMap<string, Measure>
}

function Table({ rows, names, measures }: TableProps) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            <th scope="col">{t.schools.school}</th>
            <th scope="col" className={styles.narrow}>
              {t.schools.township}
            </th>
            <th scope="col" className={desk.number}>
              {t.overview.fraction}
            </th>
            <th scope="col" className={desk.number}>
              {t.schools.rate}
            </th>
            <th scope="col">{t.schools.gapList}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ schoolId, schoolName, townshipId, met, applicable, gaps, corrected }) => (
            <tr key={schoolId}>
              <td>
                <Link className={styles.link} to={link(`schools/${schoolId}`)}>
                  {schoolName}
                </Link>
              </td>
              <td className={styles.narrow}>{names.get(townshipId) ?? townshipId}</td>
              <td className={desk.number}>
                {met} ÷ {applicable}
                {corrected && (
                  <span className={styles.small}>
                    {t.overview.corrected(
                      `${corrected.met} ÷ ${corrected.applicable}`,
                      rateText(rateOf(corrected.met, corrected.applicable, corrected.gaps.length === 0)),
                    )}
                  </span>
                )}
              </td>
              <td className={desk.number}>{rateText(rateOf(met, applicable, gaps.length === 0))}</td>
              <td>
                <span className={styles.counts}>
                  {gaps.slice(0, SHOWN).map(({ measureId, result }) => (
                    <Link key={measureId} className={styles.count} to={link(`measures/${measureId}/schools/${schoolId}`)}>
                      <ResultMark result={result} />
                      {measures.get(measureId)?.name[language] ?? measureId}
                    </Link>
                  ))}
                  {gaps.length > SHOWN && (
                    <Link className={styles.count} to={link(`schools/${schoolId}`)}>
                      {t.schools.more(gaps.length)}
                    </Link>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
