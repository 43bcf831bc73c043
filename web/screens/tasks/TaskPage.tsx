import { useCallback, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { TaskDetail } from '#contracts/task.ts'
import { actOnTask, readSupervisionOrders, readTask } from '../../api/task.ts'
import { brackets, colon, comma } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from './ActForm.tsx'
import { OrderTable } from './OrderList.tsx'
import { Progress, Standing } from './Standing.tsx'
import { TaskActs } from './TaskActs.tsx'
import { TaskFiles } from './TaskFiles.tsx'
import styles from './Tasks.module.css'
import { Lacking } from './TaskTable.tsx'
import { type TaskText, useTaskText } from './text.ts'

const READ_MS = 15_000
const money = (value: number | null): string => (value === null ? '—' : value.toLocaleString('zh-CN', { maximumFractionDigits: 2 }))

/** @param own the reader's departments; null = the bureau */
export function TaskPage({ base, own }: { base: string; own: readonly string[] | null }) {
  const t = useTaskText()
  const { id = '' } = useParams()
  const read = useCallback(() => readTask(id), [id])
  const { value: task, failed, again } = useReading(read, READ_MS)
  const readOrders = useCallback(() => readSupervisionOrders(`ownerKind=task&ownerId=${encodeURIComponent(id)}`), [id])
  const orders = useReading(readOrders, READ_MS)
  const changed = useCallback(() => void Promise.all([again(), orders.again()]), [again, orders.again])
  if (!task) return failed ? <p role="alert">{t.retry}</p> : null
  return (
    <article aria-label={task.text}>
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <Link className={styles.link} to={base}>
          ← {t.pages.list}
        </Link>
        <span className={desk.grow} />
        <button type="button" className={controls.button} onClick={() => window.print()}>
          {t.print}
        </button>
        {own === null && task.state !== 'verified' && task.state !== 'cancelled' && (
          <Link className={controls.button} to={`${base}/t/${encodeURIComponent(task.id)}/edit`} style={{ textDecoration: 'none' }}>
            {t.edit}
          </Link>
        )}
      </div>
      <div className={styles.two}>
        <div>
          <section className={desk.panel}>
            <h2>
              {task.id} {task.text}
            </h2>
            <p>
              <Standing task={task} t={t} /> <Lacking task={task} t={t} />
            </p>
            <Facts task={task} t={t} />
            {task.asked && <Extension task={task} mayDecide={own === null} onDone={changed} t={t} />}
            <div className={styles.noPrint}>
              <TaskActs task={task} own={own} onDone={changed} />
            </div>
          </section>
          <section className={desk.panel}>
            <h2>{t.order.title}</h2>
            {orders.value?.items.length === 0 && <p className={desk.dim}>{t.order.none}</p>}
            {orders.value && orders.value.items.length > 0 && <OrderTable orders={orders.value.items} base={base} t={t} />}
          </section>
          <TaskFiles ownerKind="task" ownerId={task.id} />
        </div>
        <div>
          <Receipts task={task} t={t} />
          <Log task={task} t={t} />
        </div>
      </div>
    </article>
  )
}

function Facts({ task, t }: { task: TaskDetail; t: TaskText }) {
  const responsible = task.departments.filter(({ id }) => id !== task.leadDept)
  return (
    <>
      <dl className={`${desk.facts} ${styles.facts}`}>
        <dt>{t.facts.point}</dt>
        <dd>{task.point}</dd>
        <dt>{t.facts.lead}</dt>
        <dd>{task.lead.name}</dd>
        {responsible.length > 0 && (
          <>
            <dt>{t.facts.responsible}</dt>
            <dd>{responsible.map(({ name }) => name).join(comma())}</dd>
          </>
        )}
        <dt>{t.facts.person}</dt>
        <dd>{task.person ?? <b>{t.nobody}</b>}</dd>
        <dt>{t.facts.leader}</dt>
        <dd>{task.leader ?? '—'}</dd>
        <dt>{t.facts.due}</dt>
        <dd>
          {task.startsOn} – {task.dueOn}
          {task.firstDueOn !== task.dueOn && brackets(`${t.facts.firstDue} ${task.firstDueOn}`)}
        </dd>
        <dt>{t.facts.percent}</dt>
        <dd>
          <Progress percent={task.percent} />
          {task.finishedOn && ` · ${t.facts.finished} ${task.finishedOn}`}
        </dd>
        {task.delayReason && (
          <>
            <dt>{t.facts.delay}</dt>
            <dd>{task.delayReason}</dd>
          </>
        )}
        <dt>{t.facts.evidence}</dt>
        <dd>{task.evidence ?? '—'}</dd>
        {task.measureId && (
          <>
            <dt>{t.facts.measure}</dt>
            <dd>{task.measureId}</dd>
          </>
        )}
        <dt>{t.facts.budget}</dt>
        <dd>{t.budget(money(task.budgetPlanned), money(task.budgetArrived), money(task.budgetSpent))}</dd>
      </dl>
      {task.milestones.length > 0 && (
        <>
          <h3>{t.milestones}</h3>
          <ul className={styles.list}>
            {task.milestones.map(({ name, dueOn, doneOn }) => (
              <li key={`${name} ${dueOn}`}>
                {doneOn ? '◆' : '◇'} {name} · {dueOn}
                {doneOn && ` · ${t.milestone.done} ${doneOn}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function Extension({ task, mayDecide, onDone, t }: { task: TaskDetail; mayDecide: boolean; onDone: () => void; t: TaskText }) {
  const [isRejecting, setRejecting] = useState(false)
  const decide = (approved: boolean, note: string | null) =>
    actOnTask(task.id, 'decideExtension', { version: task.version, approved, ...(note === null ? {} : { note }) })
  return (
    <div className={desk.said}>
      <p>{t.asked(task.asked?.dueOn ?? '', task.asked?.reason ?? '')}</p>
      {mayDecide && (
        <div className={desk.buttons}>
          <button type="button" className={desk.primary} onClick={() => void decide(true, null).then(onDone, onDone)}>
            {t.approve}
          </button>
          <button type="button" className={controls.button} onClick={() => setRejecting(true)}>
            {t.reject}
          </button>
        </div>
      )}
      {isRejecting && (
        <ActForm
          title={t.reject}
          send={(form) => decide(false, typed(form, 'note'))}
          onDone={() => {
            setRejecting(false)
            onDone()
          }}
          onCancel={() => setRejecting(false)}
          onRefused={onDone}
        >
          <label className={controls.field}>
            {t.ask.reason}
            <textarea name="note" required maxLength={1000} />
          </label>
        </ActForm>
      )}
    </div>
  )
}

function Receipts({ task, t }: { task: TaskDetail; t: TaskText }) {
  const now = Date.now()
  return (
    <section className={desk.panel} aria-label={t.receipts}>
      <h2>{t.receipts}</h2>
      <ul className={styles.list}>
        {task.departments.map(({ id, name, receivedAt, receivedBy }) => (
          <li key={id}>
            {name} · {receivedAt && receivedBy ? t.received(receivedBy, momentText(receivedAt, now)) : <b>{t.unreceived}</b>}
          </li>
        ))}
      </ul>
      <h3>{t.reminders}</h3>
      {task.reminders.length === 0 && <p className={desk.dim}>{t.noReminders}</p>}
      <ul className={styles.list}>
        {task.reminders.map((reminder) => (
          <li key={reminder.id}>
            {momentText(reminder.at, now)} ·{' '}
            {task.departments.find(({ id }) => id === reminder.departmentId)?.name ?? reminder.departmentId} · {t.steps[reminder.step]}
            {reminder.note && `${colon()}${reminder.note}`} ·{' '}
            {reminder.receivedAt && reminder.receivedBy ? (
              t.received(reminder.receivedBy, momentText(reminder.receivedAt, now))
            ) : (
              <b>{t.unreceived}</b>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Log({ task, t }: { task: TaskDetail; t: TaskText }) {
  const now = Date.now()
  return (
    <section className={desk.panel} aria-label={t.log}>
      <h2>{t.log}</h2>
      <ol className={styles.log}>
        {task.log.map((entry) => (
          <li key={`${entry.at} ${entry.kind} ${entry.by}`}>
            <time dateTime={entry.at}>{momentText(entry.at, now)}</time> {entry.by} · <b>{t.logKinds[entry.kind] ?? entry.kind}</b>
            {typeof entry.data?.percent === 'number' && ` ${entry.data.percent}%`}
            {typeof entry.data?.order === 'string' && ` ${entry.data.order}`}
            {entry.note && <p>{entry.note}</p>}
            {entry.kind === 'edited' && entry.data && <p className={desk.dim}>{Object.keys(entry.data).join(comma())}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
