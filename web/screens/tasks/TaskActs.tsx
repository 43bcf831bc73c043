import { useState } from 'react'
import type { Task, TaskAct, TaskActName } from '#contracts/task.ts'
import { actOnTask, issueSupervisionOrder, remindTask } from '../../api/task.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ActForm, typed } from './ActForm.tsx'
import { refusalWords } from './act-words.ts'
import { type TaskText, useTaskText } from './text.ts'

type Asked = TaskActName | 'remind' | 'order'

const DEPARTMENT: Partial<Record<Task['state'], readonly Asked[]>> = {
  open: ['report', 'explain', 'askExtension', 'finish', 'note'],
  finished: ['note'],
  verified: ['note'],
}
const BUREAU: Partial<Record<Task['state'], readonly Asked[]>> = {
  open: ['remind', 'order', 'note', 'cancel'],
  finished: ['verify', 'return', 'order', 'note'],
  verified: ['reopen', 'note'],
  cancelled: ['reopen'],
}

/** What this person may do with a task now, each act with the words it needs. */
export function TaskActs({ task, own, onDone }: { task: Task; own: readonly string[] | null; onDone: () => void }) {
  const t = useTaskText()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [problem, setProblem] = useState('')
  const unsigned = own !== null && task.departments.some(({ id, receivedAt }) => own.includes(id) && receivedAt === null)
  const names = (own === null ? BUREAU : DEPARTMENT)[task.state] ?? []
  const finish = () => {
    setAsked(null)
    onDone()
  }
  /** An act that needs no words; why it was refused stands below the buttons. */
  const atOnce = async (name: 'receive' | 'verify') => {
    setProblem('')
    await actOnTask(task.id, name, { version: task.version }).catch((error: unknown) => setProblem(refusalWords(error, t)))
    finish()
  }
  const word = (name: Asked) => (name === 'remind' ? t.remind : name === 'order' ? t.issueOrder : t.acts[name])
  return (
    <>
      <div className={desk.buttons}>
        {unsigned && (
          <button type="button" className={desk.primary} onClick={() => void atOnce('receive')}>
            {t.acts.receive}
          </button>
        )}
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className={controls.button}
            aria-pressed={asked === name}
            onClick={() => (name === 'verify' ? void atOnce('verify') : setAsked(name))}
          >
            {word(name)}
          </button>
        ))}
      </div>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      {asked && (
        <ActForm
          key={asked}
          title={word(asked)}
          send={(form) => sendAct(task, asked, form)}
          onDone={finish}
          onCancel={() => setAsked(null)}
          onRefused={onDone}
        >
          <Fields asked={asked} task={task} t={t} />
        </ActForm>
      )}
    </>
  )
}

function sendAct(task: Task, asked: Asked, form: FormData): Promise<unknown> {
  const note = typed(form, 'note')
  if (asked === 'remind') return remindTask(task.id, note ?? '')
  if (asked === 'order')
    return issueSupervisionOrder({
      ownerKind: 'task',
      ownerId: task.id,
      departmentId: typed(form, 'departmentId') ?? task.leadDept,
      person: typed(form, 'person'),
      demand: note ?? '',
      dueOn: typed(form, 'dueOn') ?? '',
    })
  const [percent, milestone, dueOn] = [typed(form, 'percent'), typed(form, 'milestone'), typed(form, 'dueOn')]
  const act: TaskAct = {
    version: task.version,
    ...(note === null ? {} : { note }),
    ...(percent === null ? {} : { percent: Number(percent) }),
    ...(milestone === null ? {} : { milestone: Number(milestone) }),
    ...(dueOn === null ? {} : { dueOn }),
  }
  return actOnTask(task.id, asked, act)
}

/** The words over the note of each act. */
const noteLabel = (asked: Asked, t: TaskText): string => {
  if (asked === 'explain' || asked === 'askExtension' || asked === 'cancel') return t.ask.reason
  if (asked === 'finish') return t.ask.finish
  if (asked === 'return') return t.ask.whyBack
  if (asked === 'remind') return t.ask.remind
  return asked === 'order' ? t.order.demand : t.ask.note
}

function Fields({ asked, task, t }: { asked: Asked; task: Task; t: TaskText }) {
  const open = task.milestones.flatMap((milestone, n) => (milestone.doneOn === null ? [{ ...milestone, n }] : []))
  return (
    <>
      {asked === 'report' && (
        <label className={controls.field}>
          {t.ask.percent}
          <input type="number" name="percent" min={0} max={100} defaultValue={task.percent} required />
        </label>
      )}
      {asked === 'report' && open.length > 0 && (
        <label className={controls.field}>
          {t.milestone.reach}
          <select name="milestone" defaultValue="">
            <option value="">—</option>
            {open.map(({ name, n }) => (
              <option key={n} value={n}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {asked === 'order' && (
        <>
          <label className={controls.field}>
            {t.order.to}
            <select name="departmentId" defaultValue={task.leadDept}>
              {task.departments.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label className={controls.field}>
            {t.order.person}
            <input name="person" defaultValue={task.person ?? ''} maxLength={100} />
          </label>
        </>
      )}
      {(asked === 'askExtension' || asked === 'order') && (
        <label className={controls.field}>
          {asked === 'order' ? t.order.due : t.ask.dueOn}
          <DateField name="dueOn" required />
        </label>
      )}
      <label className={controls.field}>
        {noteLabel(asked, t)}
        <textarea name="note" className={desk.area} maxLength={1000} required={asked !== 'report'} />
      </label>
    </>
  )
}
