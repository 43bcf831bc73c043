import { useCallback, useState } from 'react'
import { Link } from 'react-router'
import type { NewMeeting } from '#contracts/campaign.ts'
import type { Department } from '#contracts/department.ts'
import { readMeetings, recordMeeting } from '../../api/campaign.ts'
import { comma } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, FormError, typed } from './ActForm.tsx'
import { Area, DayLine, Line, Several } from './Choices.tsx'
import { type SupervisionText, useSupervisionText } from './supervision-text.ts'
import styles from './Tasks.module.css'
import { useYear, YearBar } from './YearBar.tsx'

interface Props {
  departments: readonly Department[]
  base: string
  mayWrite: boolean
  /** whose decisions go onto the task list, which is the whole district's */
  makesTasks: boolean
}

/** 联席会议: who met, what was decided, and the tasks that it became. */
export function Meetings({ departments, base, mayWrite, makesTasks }: Props) {
  const t = useSupervisionText()
  const words = t.meeting
  const { year } = useYear()
  const read = useCallback(() => readMeetings(year), [year])
  const { value, failed, again } = useReading(read, 60_000)
  const [adding, setAdding] = useState(false)
  const done = () => {
    setAdding(false)
    void again()
  }
  return (
    <section aria-label={t.pages.meetings}>
      <YearBar label={t.year} title={t.pages.meetings} list="meetings">
        {mayWrite && (
          <button type="button" className={desk.primary} onClick={() => setAdding(true)}>
            {words.add}
          </button>
        )}
      </YearBar>
      {adding && (
        <ActForm
          title={words.add}
          send={(form) => recordMeeting(meetingOf(form, departments, makesTasks, t))}
          onDone={done}
          onCancel={() => setAdding(false)}
          onRefused={() => {}}
        >
          <div className={desk.form}>
            <Line name="title" label={words.title} />
            <DayLine name="heldOn" label={words.heldOn} />
            <Line name="chair" label={words.chair} required={false} />
          </div>
          <Several name="departments" label={words.departments} choices={departments} />
          <Area name="minutes" label={words.minutes} required={false} />
          <Area name="decisions" label={makesTasks ? words.lines : words.linesOnly} required={false} placeholder={words.linesHint} />
        </ActForm>
      )}
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{words.none}</p>}
      {value?.items.map((meeting) => (
        <article key={meeting.id} className={desk.panel}>
          <h2>
            {meeting.heldOn} {meeting.title}{' '}
            {meeting.townships?.map(({ id, name }) => (
              <span key={id} className={desk.note}>
                {name}
              </span>
            ))}{' '}
            {meeting.synthetic && <span className={desk.tag}>{t.synthetic}</span>}
          </h2>
          <p className={desk.dim}>
            {meeting.chair && `${words.chair} ${meeting.chair} · `}
            {meeting.departments.map(({ name }) => name).join(comma())}
          </p>
          {meeting.minutes && <p>{meeting.minutes}</p>}
          <ol className={styles.list}>
            {meeting.decisions.map((decision) => (
              <li key={decision.n}>
                {decision.n}. {decision.text} · {decision.departmentName} · {decision.dueOn}{' '}
                {decision.taskId && (
                  <Link className={styles.link} to={`${base}/t/${encodeURIComponent(decision.taskId)}`}>
                    {words.task}
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </article>
      ))}
    </section>
  )
}

/** One decision a line: what | department | due day. A line that cannot be read is said, not dropped. */
function meetingOf(form: FormData, departments: readonly Department[], task: boolean, t: SupervisionText): NewMeeting {
  const lines = (typed(form, 'decisions') ?? '').split('\n').map((line) => line.trim())
  const decisions = lines.filter(Boolean).map((line) => {
    const [text = '', name = '', dueOn = ''] = line.split(/[|｜]/).map((part) => part.trim())
    const department = departments.find((one) => one.name === name || one.id === name)
    if (!text || !department || !/^\d{4}-\d\d-\d\d$/.test(dueOn)) throw new FormError(t.meeting.badLine(line))
    return { text, departmentId: department.id, dueOn, person: null, task }
  })
  return {
    title: typed(form, 'title') ?? '',
    heldOn: typed(form, 'heldOn') ?? '',
    chair: typed(form, 'chair'),
    departments: form.getAll('departments').map(String),
    minutes: typed(form, 'minutes'),
    decisions,
  }
}
