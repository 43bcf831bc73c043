import { Link } from 'react-router'
import type { DepartmentStanding, DepartmentStandingList } from '#contracts/department-standing.ts'
import type { Measure } from '#contracts/measure.ts'
import { rateText } from '#domain/gap-note.ts'
import { readDepartmentStanding, readFigures } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { screenText } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { useNoteLanguage } from './MeasurePage.tsx'
import { Notice } from './Notice.tsx'
import { PageHead } from './PageHead.tsx'
import { useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'
import { fractionText } from './words.ts'

const useDepartmentText = screenText(
  {
    title: '按部门',
    department: '部门',
    tasks: '任务按时完成（项）',
    hazards: '隐患按期整改（项）',
    measures: '负责的指标（全区）',
    late: (n: number) => `逾期 ${n}`,
    total: '合计（按牵头部门计一次）',
    only: '只看有逾期的',
    shown: (n: number, of: number) => (n === of ? `${n} 个部门` : `${n} / ${of} 个部门`),
    empty: '没有符合条件的部门。',
    corrected: (fraction: string) => `更正后 ${fraction}`,
    rules: '怎样算',
    source: '依据',
    none: '—',
  },
  {
    title: 'By department',
    department: 'Department',
    tasks: 'Tasks on time',
    hazards: 'Hazards mended on time',
    measures: 'Measures it answers for (district)',
    late: (n: number) => `${n} late`,
    total: 'Total (each counted once, at its lead)',
    only: 'Only with something late',
    shown: (n: number, of: number) => (n === of ? `${n} departments` : `${n} of ${of} departments`),
    empty: 'No department fits the filter.',
    corrected: (fraction: string) => `corrected ${fraction}`,
    rules: 'How it is counted',
    source: 'Source',
    none: '—',
  },
)

/** 按部门: what each department answers for, each figure with its rows. */
export function DepartmentsPage() {
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
      />
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

/** A list of tasks or hazards: their filters know no period. */
const rowsAt = (path: 'tasks' | 'hazards', filter: Record<string, string>): string => `/bureau/${path}?${new URLSearchParams(filter)}`

interface TableProps {
  rows: readonly DepartmentStanding[]
  total: DepartmentStandingList['total'] | null
  measures: ReadonlyMap<string, Measure>
}

function Table({ rows, total, measures }: TableProps) {
  const t = useDepartmentText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            {[t.department, t.tasks, t.hazards, t.measures].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ department: { id, name }, tasks, hazards, measures: own }) => (
            <tr key={id}>
              <th scope="row" className={styles.rowHead}>
                {name}
              </th>
              <td>
                <Duty duty={tasks} all={rowsAt('tasks', { lead: id })} late={rowsAt('tasks', { lead: id, standing: 'late' })} />
              </td>
              <td>
                <Duty
                  duty={hazards}
                  all={rowsAt('hazards', { department: id })}
                  late={rowsAt('hazards', { department: id, state: 'overdue' })}
                />
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
                <Duty duty={total.tasks} all={rowsAt('tasks', {})} late={rowsAt('tasks', { standing: 'late' })} />
              </td>
              <td>
                <Duty duty={total.hazards} all={rowsAt('hazards', {})} late={rowsAt('hazards', { state: 'overdue' })} />
              </td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

/** One figure of a department: it opens its rows, what is late opens those that are late. */
function Duty({ duty, all, late }: { duty: DepartmentStanding['tasks']; all: string; late: string }) {
  const t = useDepartmentText()
  if (duty.applicable === 0 && duty.corrected === null) return <span className={desk.dim}>{t.none}</span>
  return (
    <>
      <Link className={styles.link} to={all}>
        <b className={duty.rate !== null && duty.rate < 100 ? styles.below : undefined}>{rateText(duty.rate)}</b>{' '}
        <span className={desk.dim}>{fractionText(duty)}</span>
      </Link>
      {duty.late > 0 && (
        <Link className={styles.late} to={late}>
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
  return (
    <details className={styles.rule} style={{ marginTop: 12 }}>
      <summary>{t.rules}</summary>
      {rules.map(({ id, name, text, source }) => (
        <p key={id}>
          <b>{name[language]}</b>：{text} <span className={desk.dim}>{`${t.source}：${source}`}</span>
        </p>
      ))}
    </details>
  )
}
