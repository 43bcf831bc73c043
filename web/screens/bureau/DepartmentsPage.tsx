import { Link, Route, Routes } from 'react-router'
import type { DepartmentStanding, DepartmentStandingList, DutyMeasure } from '#contracts/department-standing.ts'
import type { Measure } from '#contracts/measure.ts'
import { rateText } from '#domain/gap-note.ts'
import { readDepartmentStanding, readFigures } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { colon } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import styles from './Bureau.module.css'
import { DutyPage } from './DutyPage.tsx'
import { useDepartmentText } from './department-text.ts'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { PageHead } from './PageHead.tsx'
import { queryOf, useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'
import { fractionText } from './words.ts'

/** 按部门, and the rows behind each of its figures. */
export function DepartmentPages() {
  return (
    <Routes>
      <Route index element={<DepartmentsPage />} />
      <Route path=":measure/:department" element={<DutyPage />} />
    </Routes>
  )
}

/** 按部门: what each department answers for, each figure with its rows. */
function DepartmentsPage() {
  const t = useDepartmentText()
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const standing = useServer(period && `departments ${period.id}`, () => readDepartmentStanding(period?.id ?? ''), 60_000)
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  useKeptPlace(standing.value !== null)
  const measures = new Map((figures.value?.items ?? []).map(({ measure }) => [measure.id, measure]))
  const only = get('late') !== ''
  const all = standing.value?.items ?? []
  const rows = only ? all.filter(({ tasks, hazards }) => tasks.late + hazards.late > 0) : all
  return (
    <>
      <PageHead
        title={t.title}
        period={period}
        periods={periods}
        words={[...(only ? [t.only] : []), ...(standing.value ? [t.shown(rows.length, all.length)] : [])]}
        computedAt={standing.value?.computedAt ?? null}
      >
        {period && <ExportButton list="department-standing" query={queryOf({ period: period.id, late: only ? '1' : '' })} />}
      </PageHead>
      <Notice served={served.failed ? served : standing} />
      <div className={styles.filters} data-print="no">
        <button type="button" className={styles.chip} aria-pressed={only} onClick={() => set({ late: only ? '' : '1' })}>
          {t.only}
        </button>
      </div>
      {standing.value && rows.length === 0 && <p className={desk.empty}>{t.empty}</p>}
      {standing.value && rows.length > 0 && <Table rows={rows} total={only ? null : standing.value.total} measures={measures} />}
      {standing.value && <Rules rules={standing.value.rules} />}
    </>
  )
}

interface TableProps {
  rows: readonly DepartmentStanding[]
  total: DepartmentStandingList['total'] | null
  measures: ReadonlyMap<string, Measure>
}

function Table({ rows, total, measures }: TableProps) {
  const t = useDepartmentText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const rowsAt = (measure: DutyMeasure, department: string) => link(`departments/${measure}/${department}`)
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={[t.department, t.tasks, t.hazards, t.measures]} />
        <tbody>
          {rows.map(({ department: { id, name }, tasks, hazards, measures: own }) => (
            <tr key={id}>
              <th scope="row" className={styles.rowHead}>
                {name}
              </th>
              <td>
                <DutyFigure duty={tasks} to={rowsAt('tasksOnTime', id)} />
              </td>
              <td>
                <DutyFigure duty={hazards} to={rowsAt('hazardsOnTime', id)} />
              </td>
              <td>
                <span className={styles.counts}>
                  {own.map((figure) => (
                    <Link key={figure.measureId} className={styles.count} to={link(`measures/${figure.measureId}`)}>
                      {measures.get(figure.measureId)?.name[language] ?? figure.measureId}{' '}
                      <b className={figure.rate !== null && figure.rate < 100 ? styles.below : undefined}>{rateText(figure.rate)}</b>
                      <span className={desk.dim}>{fractionText(figure)}</span>
                    </Link>
                  ))}
                </span>
              </td>
            </tr>
          ))}
          {total && (
            <tr>
              <th scope="row" className={styles.rowHead}>
                {t.total}
              </th>
              <td>
                <DutyFigure duty={total.tasks} to={rowsAt('tasksOnTime', 'all')} />
              </td>
              <td>
                <DutyFigure duty={total.hazards} to={rowsAt('hazardsOnTime', 'all')} />
              </td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

/** One figure of a department: it opens exactly what it counts, what is late opens that part of it. */
function DutyFigure({ duty, to }: { duty: DepartmentStanding['tasks']; to: string }) {
  const t = useDepartmentText()
  if (duty.applicable === 0 && duty.corrected === null) return <span className={desk.dim}>{t.none}</span>
  return (
    <>
      <Link className={styles.link} to={to}>
        <b className={duty.rate !== null && duty.rate < 100 ? styles.below : undefined}>{rateText(duty.rate)}</b>{' '}
        <span className={desk.dim}>{fractionText(duty)}</span>
      </Link>
      {duty.late > 0 && (
        <Link className={styles.late} to={`${to}${to.includes('?') ? '&' : '?'}late=1`}>
          ▼ {t.late(duty.late)}
        </Link>
      )}
      {duty.corrected && <span className={styles.small}>{t.corrected(fractionText(duty.corrected))}</span>}
    </>
  )
}

function Rules({ rules }: Pick<DepartmentStandingList, 'rules'>) {
  const t = useDepartmentText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  return (
    <details className={styles.rule} style={{ marginTop: 12 }}>
      <summary>{t.rules}</summary>
      {rules.map(({ id, name, text, source, version, validFrom }) => (
        <p key={id}>
          <b>{name[language]}</b>
          {colon()}
          {text} <span className={desk.dim}>{`${t.source}${colon()}${source}`}</span>{' '}
          <Link className={styles.link} to={link(`rules/${id}`)}>
            {t.version(version, validFrom)}
          </Link>
        </p>
      ))}
    </details>
  )
}
