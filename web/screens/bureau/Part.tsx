import type { ReactNode } from 'react'
import type { Served } from '../../api/use-server.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { useFileText } from './file-text.ts'
import { Notice } from './Notice.tsx'

interface Props {
  title: string
  /** rows that there are */
  count: number
  /** of these, on the screen; absent: all of them */
  shown?: number
  /** there are more rows than were counted */
  andMore?: boolean
  served: Served<unknown>
  empty: string
  /** the same rows as Excel: the list’s path below /exports and its query */
  sheet?: { list: string; query: string }
  /** below the rows, there or not */
  more?: ReactNode
  children: ReactNode
}

/** One part of a file: a heading with its number of rows, and a table. */
export function Part({ title, count, shown = count, andMore = false, served, empty, sheet, more, children }: Props) {
  const t = useFileText()
  const isCut = shown < count || andMore
  return (
    <section aria-label={title}>
      <h3 style={{ margin: '8px 0' }}>
        {title} {served.value === null ? '' : `${count}${andMore ? '+' : ''}`}{' '}
        {sheet && count > 0 && <ExportButton {...sheet} {...(isCut ? { label: t.wholeSheet } : {})} />}
      </h3>
      <Notice served={served} />
      {served.value !== null && (count === 0 ? <p className={desk.dim}>{empty}</p> : children)}
      {isCut && <p className={desk.dim}>{t.cut(shown, count, andMore)}</p>}
      {more}
    </section>
  )
}

export function Table({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={heads} />
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
