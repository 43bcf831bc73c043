import { useCallback } from 'react'
import type { RequestBurden } from '#contracts/school-request.ts'
import { readBurden } from '../../api/school-request.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../tasks/Tasks.module.css'
import { useFilters } from '../tasks/use-filters.ts'
import { type RequestText, useRequestText } from './text.ts'

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const

/** 减负数据: what reached each school in each month, what nobody had to type, what was refused. */
export function Burden() {
  const t = useRequestText()
  const filters = useFilters()
  const year = filters.value('year')
  const read = useCallback(() => readBurden(year), [year])
  const { value, failed } = useReading(read, 60_000)
  if (!value) return failed ? <p role="alert">{t.retry}</p> : null
  const words = t.burden
  return (
    <section className={styles.wide} aria-label={t.pages.burden}>
      <PaperLine title={t.pages.burden} />
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <label>
          {words.year}{' '}
          <select value={year || String(value.year)} onChange={(event) => filters.set('year', event.target.value)}>
            {[value.year - 2, value.year - 1, value.year, value.year + 1].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <span className={desk.grow} />
        <PrintButton />
      </div>
      <p className={desk.said}>
        {words.headline(value.requests, value.fields, value.filled, value.savedRate === null ? '—' : `${value.savedRate.toFixed(1)} %`)}
        <br />
        {words.refused(value.refused, value.refusedForms)}
      </p>
      {value.schools.length + value.refusals.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{words.none}</p>}
      {value.schools.length > 0 && <SchoolMonths burden={value} t={t} />}
      {value.departments.length > 0 && <Departments burden={value} t={t} />}
      {value.refusals.length > 0 && <Refusals burden={value} t={t} />}
    </section>
  )
}

function Head({ title, list, year }: { title: string; list: string; year: number }) {
  return (
    <div className={desk.bar}>
      <h2>{title}</h2>
      <span className={desk.grow} />
      <ExportButton list={list} query={`year=${year}`} />
    </div>
  )
}

function SchoolMonths({ burden, t }: { burden: RequestBurden; t: RequestText }) {
  const words = t.burden
  return (
    <>
      <Head title={words.schools} list="request-burden" year={burden.year} />
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              <th scope="col">{t.school}</th>
              {MONTHS.map((month) => (
                <th key={month} scope="col" className={desk.number}>
                  {`${burden.year}-${String(month).padStart(2, '0')}`}
                </th>
              ))}
              <th scope="col" className={desk.number}>
                {words.total}
              </th>
              <th scope="col" className={desk.number}>
                {words.openCount}
              </th>
              <th scope="col" className={desk.number}>
                {words.filled} / {words.fields}
              </th>
            </tr>
          </thead>
          <tbody>
            {burden.schools.map((school) => (
              <tr key={school.schoolId}>
                <td>{school.name}</td>
                {MONTHS.map((month) => (
                  <td key={month} className={desk.number}>
                    {school.months[month - 1] || '—'}
                  </td>
                ))}
                <td className={desk.number}>{school.requests}</td>
                <td className={desk.number}>{school.open}</td>
                <td className={desk.number}>
                  {school.filled} / {school.fields}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Departments({ burden, t }: { burden: RequestBurden; t: RequestText }) {
  const words = t.burden
  return (
    <>
      <Head title={words.departments} list="request-departments" year={burden.year} />
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              <th scope="col">{t.columns.department}</th>
              {[words.requests, words.fields, words.filled, words.refusedCount].map((word) => (
                <th key={word} scope="col" className={desk.number}>
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {burden.departments.map((row) => (
              <tr key={row.departmentId}>
                <td>{row.name}</td>
                <td className={desk.number}>{row.requests}</td>
                <td className={desk.number}>{row.fields}</td>
                <td className={desk.number}>{row.filled}</td>
                <td className={desk.number}>{row.refused}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Refusals({ burden, t }: { burden: RequestBurden; t: RequestText }) {
  const words = t.burden
  return (
    <>
      <Head title={words.refusals} list="refused-requests" year={burden.year} />
      <div className={desk.scroll}>
        <table className={desk.table}>
          <TableHead words={[words.at, t.columns.department, t.columns.title, words.reason, words.schoolsCount, words.by]} />
          <tbody>
            {burden.refusals.map((one) => (
              <tr key={`${one.at} ${one.title} ${one.by}`}>
                <td className={styles.nowrap}>{momentText(one.at, Date.now())}</td>
                <td>{one.departmentName}</td>
                <td>{one.title}</td>
                <td>{words.reasons[one.reason] ?? one.reason}</td>
                <td className={desk.number}>{one.schools}</td>
                <td>{one.by}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
