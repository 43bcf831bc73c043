import { type FormEvent, useCallback, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { Department } from '#contracts/department.ts'
import type { Milestone, Task, TaskDetail } from '#contracts/task.ts'
import { ProblemError } from '../../api/http.ts'
import { createTask, editTask, readTask, type TaskDraft } from '../../api/task.ts'
import { colon, comma } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { typed } from './ActForm.tsx'
import { refusalWords } from './act-words.ts'
import styles from './Tasks.module.css'
import { type TaskText, useTaskText } from './text.ts'

const sum = (form: FormData, name: string): number | null => {
  const value = typed(form, name)
  return value === null ? null : Number(value)
}

function draftOf(form: FormData, milestones: readonly Milestone[]): TaskDraft {
  return {
    point: typed(form, 'point') ?? '',
    measureId: typed(form, 'measureId'),
    text: typed(form, 'text') ?? '',
    leadDept: typed(form, 'leadDept') ?? '',
    responsible: form.getAll('responsible').map(String),
    person: typed(form, 'person'),
    leader: typed(form, 'leader'),
    startsOn: typed(form, 'startsOn') ?? '',
    dueOn: typed(form, 'dueOn') ?? '',
    milestones: milestones.filter(({ name, dueOn }) => name.trim() !== '' && dueOn !== ''),
    evidence: typed(form, 'evidence'),
    budgetPlanned: sum(form, 'budgetPlanned'),
    budgetArrived: sum(form, 'budgetArrived'),
    budgetSpent: sum(form, 'budgetSpent'),
  }
}

/** A task newly written, or written anew: nobody's later change is overwritten, who was first is named. @param departments null: not read yet */
export function TaskEditor({ departments, base }: { departments: readonly Department[] | null; base: string }) {
  const { id } = useParams()
  const read = useCallback(async () => (id === undefined ? null : readTask(id)), [id])
  const { value } = useReading(read, 0)
  // Without them the form would have no department to show as leading, and leave it out.
  if (departments === null || (id !== undefined && value === null)) return null
  return <Form key={id ?? ''} task={value} departments={departments} base={base} />
}

/** The task as somebody else left it, where he was first. */
function lostTo(error: unknown): Task | null {
  if (!(error instanceof ProblemError) || !error.problem.type.endsWith('version-conflict')) return null
  return (error.problem.current as Task | undefined) ?? null
}

/** What somebody else changed meanwhile, a line a field: whoever saves again decides over it knowingly. */
function changesOf(seen: Task, theirs: Task, departments: readonly Department[], t: TaskText): string[] {
  const named = (ids: readonly string[]) => ids.map((id) => departments.find((one) => one.id === id)?.name ?? id).join(comma())
  const fields: [label: string, of: (task: Task) => unknown][] = [
    [t.facts.point, ({ point }) => point],
    [t.columns.text, ({ text }) => text],
    [t.facts.measure, ({ measureId }) => measureId],
    [t.facts.lead, ({ leadDept }) => named([leadDept])],
    [t.form.responsible, ({ responsible }) => named(responsible)],
    [t.facts.person, ({ person }) => person],
    [t.facts.leader, ({ leader }) => leader],
    [t.facts.starts, ({ startsOn }) => startsOn],
    [t.facts.due, ({ dueOn }) => dueOn],
    [t.milestone.name, ({ milestones }) => milestones.map(({ name, dueOn }) => `${name} ${dueOn}`).join(comma())],
    [t.facts.evidence, ({ evidence }) => evidence],
    [t.budgetPlanned, ({ budgetPlanned }) => budgetPlanned],
    [t.budgetArrived, ({ budgetArrived }) => budgetArrived],
    [t.budgetSpent, ({ budgetSpent }) => budgetSpent],
  ]
  return fields.flatMap(([label, of]) => {
    const [before, now] = [of(seen) ?? '—', of(theirs) ?? '—']
    return before === now ? [] : [`${label}${colon()}${String(before)} → ${String(now)}`]
  })
}

interface Props {
  task: TaskDetail | null
  departments: readonly Department[]
  base: string
}

function Form({ task, departments, base }: Props) {
  const t = useTaskText()
  const navigate = useNavigate()
  const [milestones, setMilestones] = useState<Milestone[]>([...(task?.milestones ?? [])])
  const [problem, setProblem] = useState('')
  const [seen, setSeen] = useState<Task | null>(task)
  const change = (n: number, given: Partial<Milestone>) => setMilestones(milestones.map((one, i) => (i === n ? { ...one, ...given } : one)))
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const draft = draftOf(form, milestones)
    const own = typed(form, 'id')
    setProblem('')
    try {
      const saved = seen
        ? await editTask(seen.id, { ...draft, version: seen.version })
        : await createTask(own ? { ...draft, id: own } : draft)
      void navigate(`${base}/t/${encodeURIComponent(saved.id)}`)
    } catch (error) {
      const theirs = lostTo(error)
      setProblem([refusalWords(error, t), ...(seen && theirs ? changesOf(seen, theirs, departments, t) : [])].join('\n'))
      if (theirs) setSeen(theirs)
    }
  }
  const input = (name: keyof TaskDraft, label: string, given: { type?: string; required?: boolean; max?: number } = {}) => (
    <label className={controls.field}>
      {label}
      <input
        name={name}
        type={given.type ?? 'text'}
        required={given.required ?? false}
        defaultValue={String(task?.[name as keyof TaskDetail] ?? '')}
        {...(given.type === 'number' ? { min: 0, step: '0.01' } : { maxLength: given.max ?? 100 })}
      />
    </label>
  )
  const day = (name: 'startsOn' | 'dueOn', label: string) => (
    <label className={controls.field}>
      {label}
      <DateField name={name} required defaultValue={task?.[name] ?? ''} />
    </label>
  )
  return (
    <form className={desk.panel} aria-label={task ? t.edit : t.newTask} onSubmit={(event) => void submit(event)}>
      <h2>{task ? `${t.edit} ${task.id}` : t.newTask}</h2>
      <div className={desk.form}>
        {!task && input('id', t.form.id, { max: 64 })}
        {input('point', t.facts.point, { required: true })}
        <label className={`${controls.field} ${desk.wide}`}>
          {t.columns.text}
          <textarea name="text" required maxLength={1000} defaultValue={task?.text ?? ''} />
        </label>
        <label className={controls.field}>
          {t.facts.lead}
          <select name="leadDept" required defaultValue={task?.leadDept ?? ''}>
            <option value="">{t.form.chooseDepartment}</option>
            {departments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {input('measureId', t.facts.measure, { max: 64 })}
        <fieldset className={desk.wide} style={{ margin: 0, border: '1px solid var(--line)' }}>
          <legend>{t.form.responsible}</legend>
          <div className={styles.choices}>
            {departments.map(({ id, name }) => (
              <label key={id}>
                <input type="checkbox" name="responsible" value={id} defaultChecked={task?.responsible.includes(id) ?? false} />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
        {input('person', t.facts.person)}
        {input('leader', t.facts.leader)}
        {day('startsOn', t.facts.starts)}
        {day('dueOn', t.facts.due)}
        <div className={desk.wide}>
          {Object.entries(milestones).map(([place, one]) => (
            <div key={place} className={styles.milestone}>
              <input
                aria-label={t.milestone.name}
                value={one.name}
                maxLength={200}
                onChange={(event) => change(Number(place), { name: event.target.value })}
              />
              <DateField aria-label={t.milestone.due} value={one.dueOn} onChange={(dueOn) => change(Number(place), { dueOn })} />
              <button type="button" className={controls.quiet} onClick={() => setMilestones(milestones.filter((other) => other !== one))}>
                {t.milestone.remove}
              </button>
            </div>
          ))}
          <button
            type="button"
            className={controls.button}
            onClick={() => setMilestones([...milestones, { name: '', dueOn: '', doneOn: null }])}
          >
            {t.milestone.add}
          </button>
        </div>
        <label className={`${controls.field} ${desk.wide}`}>
          {t.facts.evidence}
          <input name="evidence" maxLength={500} defaultValue={task?.evidence ?? ''} />
        </label>
        {input('budgetPlanned', t.budgetPlanned, { type: 'number' })}
        {input('budgetArrived', t.budgetArrived, { type: 'number' })}
        {input('budgetSpent', t.budgetSpent, { type: 'number' })}
      </div>
      {problem && (
        <p role="alert" className={desk.wrong} style={{ whiteSpace: 'pre-line' }}>
          {problem}
        </p>
      )}
      <div className={desk.buttons}>
        <button type="submit" className={desk.primary}>
          {t.save}
        </button>
        <button type="button" className={controls.button} onClick={() => navigate(-1)}>
          {t.cancel}
        </button>
      </div>
    </form>
  )
}
