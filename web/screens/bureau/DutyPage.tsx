import { Link, useParams } from 'react-router'
import { type Duty, DutyMeasure, type LaterDuty } from '#contracts/department-standing.ts'
import { readDuties } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ResultMark } from '../../ui/ResultMark.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import styles from './Bureau.module.css'
import { useDepartmentText } from './department-text.ts'
import { Notice } from './Notice.tsx'
import { PageHead } from './PageHead.tsx'
import { queryOf, useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** As many rows as the server gives at once. */
const MOST = 1000

/** The tasks or hazards that one figure of a department counts, no more and no fewer; each opens itself. */
export function DutyPage() {
  const t = useDepartmentText()
  const params = useParams()
  const measure = DutyMeasure.safeParse(params.measure).data ?? 'tasksOnTime'
  const department = params.department === 'all' ? '' : (params.department ?? '')
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const link = usePeriodLink()
  const duties = useServer(period && `duties ${measure} ${department} ${period.id}`, () =>
    readDuties(measure, department, period?.id ?? ''),
  )
  useKeptPlace(duties.value !== null)
  const only = get('late') !== ''
  const all = duties.value?.items ?? []
  const later = (duties.value?.later ?? []).filter(({ doneOn }) => !only || doneOn === null)
  const rows = only ? all.filter(({ doneOn }) => doneOn === null) : all
  const whose = department === '' ? t.all : (all[0]?.departmentName ?? department)
  const words = duties.value ? [t.rows(all.length, all.filter(({ counts }) => counts).length)] : []
  return (
    <>
      <p className={styles.crumb} data-print="no">
        <Link className={styles.link} to={link('departments')}>
          ← {t.back}
        </Link>
      </p>
      <PageHead
        title={`${t.duties[measure]} · ${whose}`}
        period={period}
        periods={periods}
        words={[...(only ? [t.onlyLate] : []), ...words]}
        computedAt={null}
      >
        {period && (
          <ExportButton list="department-duties" query={queryOf({ measure, period: period.id, department, late: only ? '1' : '' })} />
        )}
      </PageHead>
      <Notice served={served.failed ? served : duties} />
      <div className={styles.filters} data-print="no">
        <button type="button" className={styles.chip} aria-pressed={only} onClick={() => set({ late: only ? '' : '1' })}>
          {t.onlyLate}
        </button>
      </div>
      {duties.value && rows.length === 0 && <p className={desk.empty}>{t.noRows}</p>}
      {rows.length > 0 && <DutyTable measure={measure} rows={rows} />}
      {all.length === MOST && <p className={desk.dim}>{t.capped}</p>}
      {later.length > 0 && (
        <section aria-label={t.later}>
          <h3 className={styles.later}>{t.later}</h3>
          <p className={desk.intro}>{t.laterIntro}</p>
          <DutyTable measure={measure} rows={later} />
        </section>
      )}
    </>
  )
}

type ShownDuty = Duty & Partial<Pick<LaterDuty, 'change'>>

/** Tasks or hazards with their days, and what became of them since where that is why they are shown. */
function DutyTable({ measure, rows }: { measure: DutyMeasure; rows: readonly ShownDuty[] }) {
  const t = useDepartmentText()
  const isLater = rows.some(({ change }) => change !== undefined)
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={[t.what, t.department, t.due, t.done[measure], t.judged, ...(isLater ? [t.changed] : [])]} />
        <tbody>
          {rows.map(({ id, title, departmentName, dueOn, doneOn, counts, change }) => (
            <tr key={id}>
              <td>
                <Link className={styles.link} to={`/bureau/${measure === 'tasksOnTime' ? 'tasks/t' : 'hazards'}/${id}`}>
                  {title}
                </Link>
              </td>
              <td>{departmentName}</td>
              <td className={styles.date}>{dueOn}</td>
              <td className={styles.date}>{doneOn ?? t.none}</td>
              <td>
                <span className={styles.word}>
                  <ResultMark result={counts ? 'met' : doneOn === null ? 'notMet' : 'expired'} />
                  {counts ? t.inTime : doneOn === null ? t.open : t.tooLate}
                </span>
              </td>
              {change && <td>{t.change[change]}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
