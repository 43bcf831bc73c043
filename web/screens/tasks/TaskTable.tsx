import { Link } from 'react-router'
import type { Task } from '#contracts/task.ts'
import desk from '../../ui/desk.module.css'
import { Progress, Standing } from './Standing.tsx'
import styles from './Tasks.module.css'
import type { TaskText } from './text.ts'

/** Tasks as rows; what is lacking stands beside each. @param base path below which a task's page lies */
export function TaskTable({ tasks, base, t }: { tasks: readonly Task[]; base: string; t: TaskText }) {
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            {Object.entries(t.columns).map(([key, word]) => (
              <th key={key} scope="col" className={key === 'point' || key === 'percent' ? desk.hide : ''}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id}>
              <td className={styles.nowrap}>{task.id}</td>
              <td className={desk.hide}>{task.point}</td>
              <td>
                <Link className={styles.link} to={`${base}/t/${encodeURIComponent(task.id)}`}>
                  {task.text}
                </Link>{' '}
                {task.synthetic && <span className={desk.tag}>{t.synthetic}</span>}
              </td>
              <td>{task.lead.name}</td>
              <td className={styles.nowrap}>{task.person ?? <b>{t.nobody}</b>}</td>
              <td className={styles.nowrap}>{task.dueOn}</td>
              <td className={desk.hide}>
                <Progress percent={task.percent} />
              </td>
              <td>
                <Standing task={task} t={t} />
              </td>
              <td>
                <Lacking task={task} t={t} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What a task lacks, and what waits on it. */
export function Lacking({ task, t }: { task: Task; t: TaskText }) {
  return (
    <>
      {task.missing.map((one) => (
        <span key={one} className={one === 'evidence' ? desk.tag : desk.warn}>
          {t.missing[one]}
        </span>
      ))}
      {task.remindersOpen > 0 && <span className={desk.note}>{t.remindersOpen(task.remindersOpen)}</span>}
      {task.ordersOpen > 0 && <span className={desk.note}>{t.ordersOpen(task.ordersOpen)}</span>}
    </>
  )
}
