import { useCallback, useState } from 'react'
import { Link } from 'react-router'
import type { HazardDetail } from '#contracts/hazard.ts'
import { issueSupervisionOrder, readSupervisionOrders } from '../../api/task.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from '../tasks/ActForm.tsx'
import { useTaskText } from '../tasks/text.ts'
import styles from './Hazard.module.css'
import { useHazardText } from './text.ts'

/** 督办单 of a hazard: those that went out, and one more, with what is known filled in. */
export function OrderPanel({ hazard, onIssued }: { hazard: HazardDetail; onIssued: () => void }) {
  const t = useHazardText()
  const words = useTaskText()
  const [asking, setAsking] = useState(false)
  const read = useCallback(() => readSupervisionOrders(`ownerKind=hazard&ownerId=${hazard.id}`), [hazard.id])
  const { value, again } = useReading(read, 0)
  const departments = [...(hazard.leadDept ? [hazard.leadDept] : []), ...hazard.coDepts]
  const isOpen = hazard.state !== 'struckOff'
  const mayIssue = isOpen && departments.length > 0
  return (
    <section className={`${desk.panel} ${styles.noPrint}`} aria-label={words.pages.orders}>
      <h2>{words.pages.orders}</h2>
      {value?.items.length === 0 && <p className={desk.dim}>{t.order.none}</p>}
      <ul>
        {value?.items.map(({ id, number, departmentName, dueOn, state }) => (
          <li key={id} style={{ padding: '4px 0' }}>
            <Link className={styles.link} to={`/bureau/tasks/orders/${id}`}>
              {words.order.number} {number}
            </Link>{' '}
            {departmentName} · {dueOn} <span className={desk.tag}>{words.order.states[state]}</span>
          </li>
        ))}
      </ul>
      {isOpen && !mayIssue && <p className={desk.dim}>{t.order.nobody}</p>}
      {mayIssue && !asking && (
        <div className={desk.buttons}>
          <button type="button" className={controls.button} onClick={() => setAsking(true)}>
            {words.issueOrder}
          </button>
        </div>
      )}
      {asking && (
        <ActForm
          title={words.issueOrder}
          send={(form) =>
            issueSupervisionOrder({
              ownerKind: 'hazard',
              ownerId: hazard.id,
              departmentId: typed(form, 'departmentId') ?? '',
              person: typed(form, 'person'),
              demand: typed(form, 'note') ?? '',
              dueOn: typed(form, 'dueOn') ?? '',
            })
          }
          onDone={() => {
            setAsking(false)
            void again()
            onIssued()
          }}
          onCancel={() => setAsking(false)}
          onRefused={() => void again()}
        >
          <label className={controls.field}>
            {words.order.to}
            <select name="departmentId" required defaultValue={hazard.leadDept?.id ?? ''}>
              <option value="" />
              {departments.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className={controls.field}>
            {words.order.person}
            <input name="person" maxLength={100} defaultValue={hazard.person ?? ''} />
          </label>
          <label className={controls.field}>
            {words.order.due}
            <DateField name="dueOn" required />
          </label>
          <label className={controls.field}>
            {words.order.demand}
            <textarea name="note" rows={3} required maxLength={1000} defaultValue={t.order.demand} />
          </label>
        </ActForm>
      )}
    </section>
  )
}
