import { useCallback } from 'react'
import { Link } from 'react-router'
import type { DepartmentFigures } from '#contracts/task.ts'
import { readDepartmentFigures } from '../../api/task.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import styles from './Tasks.module.css'
import { type TaskText, useTaskText } from './text.ts'
import { useFilters } from './use-filters.ts'

const COUNTS = ['total', 'open', 'onTime', 'doneLate', 'late', 'open30', 'late30', 'noPerson', 'unreceived', 'noReason'] as const
/** What a count opens: the same rows in the list. */
const OPENS: Record<(typeof COUNTS)[number], string> = {
  total: 'standing=counted',
  open: 'state=open',
  onTime: 'standing=doneOnTime',
  doneLate: 'standing=doneLate',
  late: 'standing=late',
  open30: 'standing=open30',
  late30: 'standing=late30',
  noPerson: 'standing=noPerson',
  unreceived: 'standing=unreceived',
  noReason: 'standing=noReason',
}

/** 部门履职: what each department leads, and how much of it is on time; every count opens its rows. */
export function DepartmentTable({ base }: { base: string }) {
  const t = useTaskText()
  const filters = useFilters()
  const year = filters.value('year')
  const read = useCallback(() => readDepartmentFigures(year), [year])
  const { value, failed } = useReading(read, 60_000)
  if (!value) return failed ? <p role="alert">{t.retry}</p> : null
  const shown = value.items.filter(({ total, orders, points, accountable }) => total + orders + accountable > 0 || points !== 0)
  return (
    <section className={styles.wide} aria-label={t.pages.departments}>
      <PaperLine title={t.pages.departments} />
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <label>
          {t.department.year}{' '}
          <select value={year || String(value.year)} onChange={(event) => filters.set('year', event.target.value)}>
            {[-3, -2, -1, 0, 1].map((ahead) => {
              const one = Number(value.today.slice(0, 4)) + ahead
              return (
                <option key={one} value={one}>
                  {one}
                </option>
              )
            })}
          </select>
        </label>
        <span className={desk.grow} />
        <ExportButton list="department-figures" query={`year=${value.year}`} />
        <PrintButton />
      </div>
      <p className={styles.words}>{t.department.note}</p>
      <FiguresTable rows={shown} base={base} year={value.year} t={t} />
    </section>
  )
}

/** @param base null: counts open nothing, in print */
export function FiguresTable({
  rows,
  base,
  year,
  t,
}: {
  rows: readonly DepartmentFigures[]
  base: string | null
  year: number
  t: TaskText
}) {
  const words = t.department
  const sum = (key: 'orders' | 'ordersOpen' | 'points' | 'accountable' | 'extended' | (typeof COUNTS)[number]) =>
    rows.reduce((total, row) => total + row[key], 0)
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col" className={desk.number}>
              {words.rate}
            </th>
            {COUNTS.map((key) => (
              <th key={key} scope="col" className={desk.number}>
                {words[key]}
              </th>
            ))}
            <th scope="col" className={desk.number}>
              {words.extended}
            </th>
            <th scope="col" className={desk.number}>
              {words.orders} / {words.ordersOpen}
            </th>
            <th scope="col" className={desk.number}>
              {words.spent}
            </th>
            <th scope="col" className={desk.number}>
              {words.points}
            </th>
            <th scope="col" className={desk.number}>
              {words.accountable}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.department.id}>
              <td className={styles.nowrap}>{row.department.name}</td>
              <td className={desk.number}>{row.rate === null ? '—' : row.rate.toFixed(1)}</td>
              {COUNTS.map((key) => (
                <td key={key} className={desk.number}>
                  {base !== null && row[key] > 0 ? (
                    <Link className={styles.link} to={`${base}?lead=${encodeURIComponent(row.department.id)}&year=${year}&${OPENS[key]}`}>
                      {row[key]}
                    </Link>
                  ) : (
                    row[key]
                  )}
                </td>
              ))}
              <td className={desk.number}>{row.extended}</td>
              <td className={desk.number}>
                {row.orders} / {row.ordersOpen}
              </td>
              <td className={desk.number}>
                {row.budgetPlanned > 0 ? (Math.floor((row.budgetSpent / row.budgetPlanned) * 1000) / 10).toFixed(1) : '—'}
              </td>
              <td className={desk.number}>{row.points}</td>
              <td className={desk.number}>{row.accountable}</td>
            </tr>
          ))}
          <tr className={styles.sum}>
            <td>{words.sum}</td>
            <td className={desk.number} />
            {COUNTS.map((key) => (
              <td key={key} className={desk.number}>
                {sum(key)}
              </td>
            ))}
            <td className={desk.number}>{sum('extended')}</td>
            <td className={desk.number}>
              {sum('orders')} / {sum('ordersOpen')}
            </td>
            <td />
            <td className={desk.number}>{sum('points')}</td>
            <td className={desk.number}>{sum('accountable')}</td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}
