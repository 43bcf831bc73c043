import type { Task, TaskStanding } from '#contracts/task.ts'
import styles from './Tasks.module.css'
import type { TaskText } from './text.ts'

/** Form first: an outline is open, a filled shape is done, a triangle is late. */
const SHAPES: Record<TaskStanding, string> = {
  notBegun: 'M2 7h10',
  onTime: 'M7 2a5 5 0 1 0 0 10a5 5 0 1 0 0-10z',
  dueSoon: 'M7 1l6 6l-6 6l-6-6z',
  late: 'M7 1l6 11h-12z',
  doneOnTime: 'M7 2a5 5 0 1 0 0 10a5 5 0 1 0 0-10z',
  doneLate: 'M7 2a5 5 0 0 0 0 10z',
  cancelled: 'M3 3l8 8M11 3l-8 8',
}
const FILLED: readonly TaskStanding[] = ['late', 'doneOnTime', 'doneLate']
const TONE: Partial<Record<TaskStanding, string | undefined>> = { late: styles.late, dueSoon: styles.soon }

function wordOf(standing: TaskStanding, days: number, t: TaskText): string {
  if (standing === 'late') return t.lateBy(days)
  return standing === 'doneLate' ? t.doneLateBy(days) : t.standings[standing]
}

/** How a task stands, by form, word and number of days. */
export function Standing({ task, t }: { task: Task; t: TaskText }) {
  const { standing, state, lateDays } = task
  const word = wordOf(standing, lateDays, t)
  return (
    <span className={`${styles.mark} ${TONE[standing] ?? ''}`}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path d={SHAPES[standing]} fill={FILLED.includes(standing) ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.6" />
      </svg>
      {state === 'finished' ? `${t.states.finished} · ${word}` : word}
    </span>
  )
}

export function Progress({ percent }: { percent: number }) {
  return (
    <span className={styles.nowrap}>
      <span className={styles.bar} aria-hidden="true">
        <i style={{ width: `${percent}%` }} />
      </span>
      {percent}%
    </span>
  )
}
