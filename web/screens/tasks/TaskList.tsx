import { useCallback } from 'react'
import { Link } from 'react-router'
import type { Department } from '#contracts/department.ts'
import type { Task } from '#contracts/task.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { readTasks } from '../../api/task.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ImportLink } from '../../ui/ImportLink.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { toLocalInput } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { Gantt } from './Gantt.tsx'
import { useSupervisionText } from './supervision-text.ts'
import styles from './Tasks.module.css'
import { TaskTable } from './TaskTable.tsx'
import { type TaskText, useTaskText } from './text.ts'
import { useFilters } from './use-filters.ts'

interface Props {
  departments: readonly Department[]
  base: string
  as: 'list' | 'gantt'
  mayWrite: boolean
}

const READ_MS = 30_000

/** The filters as words, the same on screen, in print and in an export. */
function filterWords(filters: ReturnType<typeof useFilters>, departments: readonly Department[], t: TaskText): string {
  const department = filters.value('department') || filters.value('lead')
  const standing = filters.value('standing')
  const state = filters.value('state')
  return [
    departments.find(({ id }) => id === department)?.name ?? department,
    standing && (t.filter.standings[standing] ?? standing),
    state && (t.states[state as Task['state']] ?? state),
    filters.value('point'),
    filters.value('year'),
    filters.value('text') && `“${filters.value('text')}”`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** 任务清单 and 时间表: the same rows under the same filters, as a table or along the calendar. */
export function TaskList({ departments, base, as, mayWrite }: Props) {
  const t = useTaskText()
  const more = useSupervisionText()
  const filters = useFilters()
  const read = useCallback(() => readTasks(filters.query), [filters.query])
  const { value, failed } = useReading(read, READ_MS)
  const now = Date.now()
  const tasks = value?.items ?? []
  return (
    <section className={as === 'gantt' ? styles.wide : ''} aria-label={t.pages[as]}>
      <PaperLine title={t.pages[as]} />
      <div className={`${desk.bar} ${styles.noPrint}`}>
        {departments.length > 1 && (
          <select
            aria-label={t.filter.department}
            value={filters.value('department')}
            onChange={(event) => filters.set('department', event.target.value)}
          >
            <option value="">{t.filter.allDepartments}</option>
            {departments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <select
          aria-label={t.filter.standing}
          value={filters.value('standing')}
          onChange={(event) => filters.set('standing', event.target.value)}
        >
          <option value="">
            {t.filter.standing}
            {colon()}
            {t.filter.all}
          </option>
          {Object.entries(t.filter.standings).map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </select>
        <select aria-label={t.filter.state} value={filters.value('state')} onChange={(event) => filters.set('state', event.target.value)}>
          <option value="">
            {t.filter.state}
            {colon()}
            {t.filter.all}
          </option>
          {Object.entries(t.states).map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </select>
        <input
          className={styles.search}
          type="search"
          aria-label={t.filter.search}
          placeholder={t.filter.search}
          value={filters.value('text')}
          onChange={(event) => filters.set('text', event.target.value)}
        />
        {filters.query && (
          <button type="button" className={controls.quiet} onClick={filters.clear}>
            {t.filter.clear}
          </button>
        )}
        <span className={desk.grow} />
        <ExportButton list="tasks" query={filters.query} />
        {mayWrite && <ImportLink kind="task" />}
        <PrintButton ready={value !== null} />
        {mayWrite && (
          <Link className={desk.primary} to={`${base}/new`} style={{ textDecoration: 'none', lineHeight: '38px' }}>
            {t.newTask}
          </Link>
        )}
      </div>
      {failed && <p role="alert">{t.retry}</p>}
      {!value && !failed && <p data-print="only">{more.reading}</p>}
      {value && (
        <p className={styles.words} role="status">
          {t.filter.words(filterWords(filters, departments, t), tasks.length, toLocalInput(now).slice(0, 16).replace('T', ' '))}
        </p>
      )}
      {value && tasks.length === 0 && (
        <div className={`${desk.panel} ${desk.empty}`}>
          <p>{mayWrite || filters.query ? t.none : t.noneDepartment}</p>
        </div>
      )}
      {tasks.length > 0 &&
        (as === 'gantt' ? (
          <Gantt tasks={tasks} today={shanghaiDay(new Date(now))} base={base} t={t} />
        ) : (
          <TaskTable tasks={tasks} base={base} t={t} />
        ))}
    </section>
  )
}
