import { useCallback, useState } from 'react'
import type { Prevention, PreventionOwnerKind } from '#contracts/absence.ts'
import type { Session } from '#contracts/session.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { addPrevention, finishPrevention, makePreventionTask, readPreventions } from '../../api/incident.ts'
import { readDepartments } from '../../api/task.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import styles from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { useAbsenceText } from './absence-text.ts'
import own from './Incident.module.css'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

/** The department that is to lead it on the task list. */
function ToTask({ onChosen }: { onChosen: (department: string) => void }) {
  const a = useAbsenceText()
  const { value } = useReading(readDepartments, 0)
  return (
    <select aria-label={`${a.toTask} · ${a.lead}`} value="" onChange={(event) => onChosen(event.target.value)}>
      <option value="">{a.toTask}…</option>
      {value?.items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

interface Props {
  ownerKind: PreventionOwnerKind
  ownerId: string
  session: Session
  onChanged?: () => void
}

/** What is done so that it does not happen again: added, put on the task list, done. */
export function Preventions({ ownerKind, ownerId, session, onChanged }: Props) {
  const a = useAbsenceText()
  const t = useIncidentText()
  const read = useCallback(() => readPreventions({ ownerKind, ownerId }), [ownerKind, ownerId])
  const { value, again } = useReading(read, 0)
  const [what, setWhat] = useState('')
  const [dueOn, setDueOn] = useState('')
  const [problem, setProblem] = useState('')
  const mayWrite = holds(session, 'incident:write')
  const act = async (work: () => Promise<unknown>) => {
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    await again()
    onChanged?.()
  }
  const add = () =>
    act(async () => {
      await addPrevention({ ownerKind, ownerId, what: what.trim(), dueOn })
      setWhat('')
      setDueOn('')
    })
  const today = shanghaiDay(new Date())
  const line = ({ id, what: words, dueOn: due, doneAt, doneBy, taskId }: Prevention) => (
    <li key={id} className={styles.bar} style={{ margin: '8px 0 0' }}>
      <span>{words}</span>
      <span className={doneAt === null && due < today ? styles.warn : styles.tag}>
        {a.dueOn} {due}
        {doneAt === null && due < today && ` · ${a.late}`}
      </span>
      {taskId && (
        <span className={styles.note}>
          {a.task} {taskId}
        </span>
      )}
      {doneAt && <span className={styles.dim}>✓ {a.finished(doneBy ?? '', dateText(doneAt))}</span>}
      {mayWrite && doneAt === null && (
        <button type="button" className={controls.button} onClick={() => void act(() => finishPrevention(id))}>
          {a.finish}
        </button>
      )}
      {holds(session, 'task:write') && taskId === null && doneAt === null && (
        <ToTask onChosen={(department) => void act(() => makePreventionTask(id, department))} />
      )}
    </li>
  )
  return (
    <section aria-label={a.prevention}>
      <h3>{a.prevention}</h3>
      {value?.items.length === 0 && <p className={styles.dim}>{a.noPrevention}</p>}
      <ul>{value?.items.map(line)}</ul>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {mayWrite && (
        <div className={own.filters} style={{ margin: '12px 0 0' }} data-print="no">
          <label style={{ flex: '1 1 220px' }}>
            {a.what}
            <input style={{ maxWidth: 'none' }} value={what} maxLength={200} onChange={(event) => setWhat(event.target.value)} />
          </label>
          <label>
            {a.dueOn}
            <DateField value={dueOn} onChange={setDueOn} />
          </label>
          <button type="button" className={controls.button} disabled={what.trim() === '' || dueOn === ''} onClick={() => void add()}>
            {a.add}
          </button>
        </div>
      )}
    </section>
  )
}
