import { useCallback, useState } from 'react'
import { appraisePeriod, readProposals } from '../../api/campaign.ts'
import { readPeriods } from '../../api/measure.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import { refusalWords } from './act-words.ts'
import { useSupervisionText } from './supervision-text.ts'
import { useTaskText } from './text.ts'
import { useFilters } from './use-filters.ts'

/** 督导结果: what a frozen period takes off each department, by its rules; counted by one key, once. */
export function PeriodAppraisal({ onDone }: { onDone: () => void }) {
  const t = useSupervisionText()
  const tasks = useTaskText()
  const words = t.account
  const filters = useFilters()
  const frozen = (useReading(readPeriods, 0).value?.items ?? []).filter(({ state }) => state === 'frozen')
  const period = filters.value('period') || (frozen[0]?.id ?? '')
  const read = useCallback(async () => (period === '' ? null : readProposals(period)), [period])
  const { value, again } = useReading(read, 0)
  const [problem, setProblem] = useState('')
  const rows = value?.items ?? []
  const open = rows.filter(({ counted }) => !counted)
  const count = async () => {
    setProblem('')
    await appraisePeriod(period).catch((error: unknown) => setProblem(refusalWords(error, tasks)))
    void again()
    onDone()
  }
  return (
    <section className={desk.panel} aria-label={words.results}>
      <div className={desk.bar}>
        <h2>{words.results}</h2>
        <span className={desk.grow} />
        <select aria-label={words.period} value={period} onChange={(event) => filters.set('period', event.target.value)}>
          {frozen.length === 0 && <option value="">—</option>}
          {frozen.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {rows.length > 0 && <ExportButton list="appraisal-proposals" query={`period=${encodeURIComponent(period)}`} />}
        <button type="button" className={controls.button} data-print="no" disabled={open.length === 0} onClick={() => void count()}>
          {words.countPeriod(open.length)}
        </button>
      </div>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      {rows.length === 0 && <p className={desk.dim}>{frozen.length === 0 ? words.noPeriod : words.nothingLate}</p>}
      {rows.length > 0 && (
        <div className={desk.scroll}>
          <table className={desk.table}>
            <thead>
              <tr>
                <th scope="col">{t.department}</th>
                <th scope="col" className={desk.number}>
                  {words.points}
                </th>
                <th scope="col">{words.text}</th>
                <th scope="col">{words.counted}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.departmentId}>
                  <td>{row.departmentName}</td>
                  <td className={desk.number}>{row.points}</td>
                  <td>{row.text}</td>
                  <td>{row.counted ? words.isCounted : words.notCounted}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
