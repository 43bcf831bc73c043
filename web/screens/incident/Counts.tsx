import { useCallback } from 'react'
import { type IncidentCount, IncidentKind } from '#contracts/incident.ts'
import { readCounts } from '../../api/incident.ts'
import { useRegister } from '../../live/register.ts'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import { dateText } from './moment.ts'
import { useIncidentText } from './text.ts'

const KINDS = IncidentKind.options
const sum = (counts: readonly IncidentCount[], key: 'incidents' | 'unfinished' | 'overdue' = 'incidents'): number =>
  counts.reduce((total, one) => total + one[key], 0)

/** One row a month or school, one column a kind; a number is nothing but a number here. */
function CountTable({
  title,
  head,
  counts,
  rowOf,
  words,
}: {
  title: string
  head: string
  counts: readonly IncidentCount[]
  rowOf: (count: IncidentCount) => string
  words: (row: string) => string
}) {
  const t = useIncidentText()
  const rows = [...new Set(counts.map(rowOf))]
  return (
    <section aria-label={title} style={{ marginBottom: 20 }}>
      <h2>{title}</h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              {KINDS.map((kind) => (
                <th key={kind} scope="col" className={styles.number}>
                  {t.kind[kind]}
                </th>
              ))}
              <th scope="col" className={styles.number}>
                {t.counts.total}
              </th>
              <th scope="col" className={styles.number}>
                {t.counts.unfinished}
              </th>
              <th scope="col" className={styles.number}>
                {t.counts.overdue}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const mine = counts.filter((count) => rowOf(count) === row)
              return (
                <tr key={row}>
                  <th scope="row">{words(row)}</th>
                  {KINDS.map((kind) => (
                    <td key={kind} className={styles.number}>
                      {sum(mine.filter((count) => count.kind === kind)) || '—'}
                    </td>
                  ))}
                  <td className={styles.number}>{sum(mine)}</td>
                  <td className={styles.number}>{sum(mine, 'unfinished')}</td>
                  <td className={styles.number}>{sum(mine, 'overdue')}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Counts and trend by month, school and kind. */
export function Counts() {
  const t = useIncidentText()
  const schools = useRegister((register) => register.schools)
  const read = useCallback(() => readCounts(''), [])
  const { value, failed } = useReading(read, 60_000)
  if (!value) return <p role={failed ? 'alert' : undefined}>{failed ? t.failed : t.loading}</p>
  const { items } = value
  if (items.length === 0) return <p className={styles.empty}>{t.counts.none}</p>
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.intro}>
          {t.counts.intro} {t.counts.asOf(dateText(new Date().toISOString()))}
        </p>
        <span className={styles.grow} />
        <ExportButton list="incident-counts" query="" />
        <PrintButton />
      </div>
      <PaperLine title={t.pages.counts} />
      <CountTable title={t.counts.byMonth} head={t.counts.month} counts={items} rowOf={({ month }) => month} words={(month) => month} />
      <CountTable
        title={t.counts.bySchool}
        head={t.table.school}
        counts={[...items].sort((a, b) => (a.schoolId < b.schoolId ? -1 : 1))}
        rowOf={({ schoolId }) => schoolId}
        words={(id) => schools.get(id)?.name ?? id}
      />
    </>
  )
}
