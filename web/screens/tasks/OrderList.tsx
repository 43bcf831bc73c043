import { useCallback } from 'react'
import { Link } from 'react-router'
import type { SupervisionOrder } from '#contracts/supervision-order.ts'
import { readSupervisionOrders } from '../../api/task.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from './Tasks.module.css'
import { type TaskText, useTaskText } from './text.ts'
import { useFilters } from './use-filters.ts'

const READ_MS = 15_000

/** 督办单: all that this person may read, the newest first. */
export function OrderList({ base }: { base: string }) {
  const t = useTaskText()
  const filters = useFilters()
  const read = useCallback(() => readSupervisionOrders(filters.query), [filters.query])
  const { value, failed } = useReading(read, READ_MS)
  return (
    <section aria-label={t.pages.orders}>
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <select aria-label={t.filter.state} value={filters.value('state')} onChange={(event) => filters.set('state', event.target.value)}>
          <option value="">{t.filter.all}</option>
          <option value="open">{t.order.openOnly}</option>
          <option value="ended">{t.order.ended}</option>
        </select>
        <ExportButton list="supervision-orders" query={filters.query} />
      </div>
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && (
        <div className={`${desk.panel} ${desk.empty}`}>
          <p>{t.order.none}</p>
        </div>
      )}
      {value && value.items.length > 0 && <OrderTable orders={value.items} base={base} t={t} />}
    </section>
  )
}

export function OrderTable({ orders, base, t }: { orders: readonly SupervisionOrder[]; base: string; t: TaskText }) {
  const now = Date.now()
  const { order: words } = t
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={[words.number, words.to, words.subject, words.due, words.state, words.issued]} />
        <tbody>
          {orders.map((order) => (
            <tr key={order.id}>
              <td className={styles.nowrap}>
                <Link className={styles.link} to={`${base}/orders/${order.id}`}>
                  {order.number}
                </Link>
              </td>
              <td>{order.departmentName}</td>
              <td>{order.subject}</td>
              <td className={styles.nowrap}>{order.dueOn}</td>
              <td className={styles.nowrap}>
                {words.states[order.state]}
                {order.late && <span className={desk.warn}>{words.late}</span>}
              </td>
              <td className={styles.nowrap}>{momentText(order.issuedAt, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
