import { Link } from 'react-router'
import type { Task } from '#contracts/task.ts'
import { Standing } from './Standing.tsx'
import styles from './Tasks.module.css'
import type { TaskText } from './text.ts'

const DAY = 86_400_000

const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)
/** A January is told by its year, any other month by its number: on paper there is no room for more. */
const labelOf = (word: string): string => (word.endsWith('-01') ? word.slice(0, 4) : word.slice(5))

/** First and last day of all tasks, today among them, widened to whole months. */
function rangeOf(tasks: readonly Task[], today: string): { from: number; to: number; months: { at: number; word: string }[] } {
  const days = [today, ...tasks.flatMap(({ startsOn, dueOn }) => [startsOn, dueOn])].sort()
  const first = new Date(days[0] ?? today)
  const last = new Date(days[days.length - 1] ?? today)
  const from = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1)
  const to = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 1)
  const months: { at: number; word: string }[] = []
  const count = Math.round((to - from) / (30.4 * DAY))
  const step = Math.max(1, Math.ceil(count / 14))
  for (let at = new Date(from); at.getTime() < to; at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + step, 1)))
    months.push({ at: at.getTime(), word: monthOf(at.getTime()) })
  return { from, to, months }
}

/** 时间表: one bar a task, readable in grey print: outline planned, solid done, hatched late. */
export function Gantt({ tasks, today, base, t }: { tasks: readonly Task[]; today: string; base: string; t: TaskText }) {
  const { from, to, months } = rangeOf(tasks, today)
  const place = (day: string | number): number => (((typeof day === 'number' ? day : Date.parse(day)) - from) / (to - from)) * 100
  const percent = (value: number) => `${Math.max(0, Math.min(100, value)).toFixed(3)}%`
  return (
    <>
      <p className={styles.words}>{t.ganttNote}</p>
      <div className={styles.gantt}>
        <div className={styles.chart}>
          <div className={styles.ganttRow}>
            <span>
              {monthOf(from)} – {monthOf(to - DAY)}
            </span>
            <div className={styles.track}>
              {months.map(({ at, word }) => (
                <span key={word} className={styles.month} style={{ left: percent(place(at)) }}>
                  {labelOf(word)}
                </span>
              ))}
              <span className={styles.today} style={{ left: percent(place(today)) }}>
                <span className={styles.todayWord}>{t.ganttToday}</span>
              </span>
            </div>
            <span />
          </div>
          {tasks.map((task) => {
            const end = place(Date.parse(task.dueOn) + DAY)
            return (
              <div key={task.id} className={styles.ganttRow}>
                <span title={task.text}>
                  <Link className={styles.link} to={`${base}/t/${encodeURIComponent(task.id)}`}>
                    {task.id} {task.text}
                  </Link>
                </span>
                <div className={styles.track}>
                  {months.map(({ word, at }) => (
                    <span key={word} className={styles.month} style={{ left: percent(place(at)) }} />
                  ))}
                  <span
                    className={styles.planned}
                    style={{ left: percent(place(task.startsOn)), width: percent(end - place(task.startsOn)) }}
                    title={`${task.startsOn} – ${task.dueOn} · ${task.percent}%`}
                  >
                    <i style={{ width: `${task.percent}%` }} />
                  </span>
                  {task.standing === 'late' && (
                    <span
                      className={styles.over}
                      style={{ left: percent(end), width: percent(place(today) - end) }}
                      title={t.lateBy(task.lateDays)}
                    />
                  )}
                  {task.milestones.map((milestone) => (
                    <span
                      key={`${milestone.name} ${milestone.dueOn}`}
                      className={`${styles.diamond} ${milestone.doneOn ? styles.reached : ''}`}
                      style={{ left: percent(place(milestone.dueOn)) }}
                      title={`${milestone.name} ${milestone.dueOn}`}
                    />
                  ))}
                  <span className={styles.today} style={{ left: percent(place(today)) }} />
                </div>
                <span>
                  <Standing task={task} t={t} />
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </>
  )
}
