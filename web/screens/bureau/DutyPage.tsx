import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { type Duty, type DutyList, DutyMeasure, type LaterDuty } from '#contracts/department-standing.ts'
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

/** The tasks or hazards that one figure of a department counts, no more and no fewer; each opens itself. */
export function DutyPage() {
  const t = useDepartmentText()
  const params = useParams()
  const measure = DutyMeasure.safeParse(params.measure).data ?? 'tasksOnTime'
  const department = params.department === 'all' ? '' : (params.department ?? '')
  const { period, periods, served } = usePeriod()
  const { get, set } = useFilter()
  const link = usePeriodLink()
  const only = get('late') !== ''
  const query = queryOf({ measure, period: period?.id ?? '', department, late: only ? '1' : '' })
  const duties = useServer(period && `duties ${query}`, () => readDuties(query))
  useKeptPlace(duties.value !== null)
  const { rows, left, isMore, showMore, failed } = usePages(query, duties.value)
  const later = (duties.value?.later ?? []).filter(({ doneOn }) => !only || doneOn === null)
  const whose = department === '' ? t.all : (rows[0]?.departmentName ?? department)
  const total = duties.value?.total
  const words = total ? [t.rows(total.applicable, total.met)] : []
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
        {period && <ExportButton list="department-duties" query={query} />}
      </PageHead>
      <Notice served={served.failed ? served : duties} />
      <div className={styles.filters} data-print="no">
        <button type="button" className={styles.chip} aria-pressed={only} onClick={() => set({ late: only ? '' : '1' })}>
          {t.onlyLate}
        </button>
      </div>
      {duties.value && rows.length === 0 && <p className={desk.empty}>{t.noRows}</p>}
      {rows.length > 0 && <DutyTable measure={measure} rows={rows} />}
      {failed && <Notice served={{ ...duties, failed }} />}
      {isMore && (
        <p>
          <button type="button" className={styles.chip} data-print="no" onClick={() => void showMore()}>
            {only ? t.moreLate : t.more(left)}
          </button>
          <span data-print="only">{t.notAll(rows.length)}</span>
        </p>
      )}
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

/** The first page and those that were asked for after it, and how many the next one adds at most, where all are shown. */
function usePages(query: string, first: DutyList | null) {
  const [more, setMore] = useState<{ first: DutyList; items: readonly Duty[]; next: string | null } | null>(null)
  const [failedOf, setFailedOf] = useState<DutyList | null>(null)
  // Read again, the first page may have moved: what was shown after it is asked for again.
  const own = more?.first === first ? more : null
  const next = own ? own.next : (first?.nextCursor ?? null)
  const rows = [...(first?.items ?? []), ...(own?.items ?? [])]
  return {
    rows,
    isMore: next !== null,
    left: Math.max(1, Math.min(first?.items.length ?? 0, (first?.total?.applicable ?? 0) - rows.length)),
    failed: first !== null && failedOf === first,
    async showMore() {
      if (!first || next === null) return
      setFailedOf(null)
      try {
        const page = await readDuties(`${query}&cursor=${encodeURIComponent(next)}`)
        setMore({ first, items: [...(own?.items ?? []), ...page.items], next: page.nextCursor })
      } catch {
        setFailedOf(first)
      }
    },
  }
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
