import type { ReactNode } from 'react'
import { shanghaiDay } from '#domain/shanghai.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import styles from './Tasks.module.css'
import { useFilters } from './use-filters.ts'

/** The year of a list, in the address bar; this one when nothing is said. */
export function useYear(): { year: string; set: (year: string) => void } {
  const filters = useFilters()
  return { year: filters.value('year') || shanghaiDay(new Date()).slice(0, 4), set: (year) => filters.set('year', year) }
}

interface Props {
  label: string
  /** the page's name, on paper; absent where the page says it itself */
  title?: string
  /** the list of the year that is exported */
  list?: string
  children?: ReactNode
}

export function YearBar({ label, title, list, children }: Props) {
  const { year, set } = useYear()
  const now = Number(shanghaiDay(new Date()).slice(0, 4))
  return (
    <>
      {title !== undefined && <PaperLine title={title} />}
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <label>
          {label}{' '}
          <select value={year} onChange={(event) => set(event.target.value)}>
            {[now - 3, now - 2, now - 1, now, now + 1].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <span className={desk.grow} />
        {list && <ExportButton list={list} query={`year=${year}`} />}
        <PrintButton />
        {children}
      </div>
    </>
  )
}
