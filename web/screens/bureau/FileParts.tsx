import { type ChangeEvent, useState } from 'react'
import { Link } from 'react-router'
import type { FileInfo } from '#contracts/file.ts'
import type { Incident } from '#contracts/incident.ts'
import type { SchoolResult } from '#contracts/measure.ts'
import { isGap } from '#domain/gap-note.ts'
import { readHazards } from '../../api/hazard.ts'
import { type Listed, ProblemError, request } from '../../api/http.ts'
import { readTasks } from '../../api/task.ts'
import { type Served, useServer } from '../../api/use-server.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { RiskMark } from '../hazard/RiskMark.tsx'
import { useHazardText } from '../hazard/text.ts'
import { useIncidentText } from '../incident/text.ts'
import { useTaskText } from '../tasks/text.ts'
import styles from './Bureau.module.css'
import { useFileText } from './file-text.ts'
import { minuteText } from './PageHead.tsx'
import { Part, Table } from './Part.tsx'
import { useBureauText } from './text.ts'
import { usePeriodLink } from './use-filter.ts'

/** 隐患 of the school, in the belt and inside. */
export function HazardPart({ schoolId }: { schoolId: string }) {
  const t = useFileText()
  const words = useHazardText()
  const link = usePeriodLink()
  const served = useServer(`hazards ${schoolId}`, () => readHazards(`school=${encodeURIComponent(schoolId)}`))
  const items = served.value?.items ?? []
  return (
    <Part
      title={t.hazards}
      count={items.length}
      andMore={Boolean(served.value?.nextCursor)}
      served={served}
      empty={t.noHazards}
      sheet={{ list: 'hazards', query: `school=${encodeURIComponent(schoolId)}` }}
    >
      <Table heads={[t.number, t.title, t.risk, t.state, t.lead, t.due]}>
        {items.map((hazard) => (
          <tr key={hazard.id}>
            <td>{hazard.number}</td>
            <td>
              <Link className={styles.link} to={link(`hazards/${hazard.id}`)}>
                {hazard.title}
              </Link>
            </td>
            <td>
              <RiskMark risk={hazard.risk} />
            </td>
            <td>{words.states[hazard.state]}</td>
            <td>{hazard.leadDept?.name ?? '—'}</td>
            <td className={styles.date}>{hazard.dueOn ?? '—'}</td>
          </tr>
        ))}
      </Table>
    </Part>
  )
}

/** 事件与纠纷 without a name: who was concerned stays sealed. */
export function IncidentPart({ schoolId }: { schoolId: string }) {
  const t = useFileText()
  const words = useIncidentText()
  const link = usePeriodLink()
  const served = useServer(`incidents ${schoolId}`, () =>
    request<Listed<Incident>>(`/incidents?school=${encodeURIComponent(schoolId)}&limit=1000`),
  )
  const items = served.value?.items ?? []
  return (
    <Part
      title={t.incidents}
      count={items.length}
      andMore={Boolean(served.value?.nextCursor)}
      served={served}
      empty={t.noIncidents}
      sheet={{ list: 'incidents', query: `school=${encodeURIComponent(schoolId)}` }}
    >
      <Table heads={[t.number, t.kind, t.at, t.state, t.people]}>
        {items.map(({ id, number, kind, occurredAt, state, people }) => (
          <tr key={id}>
            <td>
              <Link className={styles.link} to={link(`incidents/${id}`)}>
                {number}
              </Link>
            </td>
            <td>{words.kind[kind]}</td>
            <td className={styles.date}>{minuteText(occurredAt)}</td>
            <td>{words.state[state]}</td>
            <td className={desk.number}>{people}</td>
          </tr>
        ))}
      </Table>
      <p className={desk.dim}>{t.sealed}</p>
    </Part>
  )
}

/** Tasks behind the measures in which the school has a gap. */
export function TaskPart({ results }: { results: readonly SchoolResult[] }) {
  const t = useFileText()
  const words = useTaskText()
  const link = usePeriodLink()
  const served = useServer('tasks of all', () => readTasks(''))
  const gaps = new Set(results.filter(({ result }) => isGap(result)).map(({ measureId }) => measureId))
  const items = (served.value?.items ?? []).filter(
    ({ measureId, state }) => measureId !== null && gaps.has(measureId) && state !== 'cancelled',
  )
  return (
    <Part title={t.tasks} count={items.length} served={served} empty={t.noTasks}>
      <p className={desk.dim}>{t.tasksWhy}</p>
      <Table heads={[t.number, t.title, t.lead, t.state, t.due]}>
        {items.map((task) => (
          <tr key={task.id}>
            <td>
              <Link className={styles.link} to={link(`tasks/t/${encodeURIComponent(task.id)}`)}>
                {task.id}
              </Link>
            </td>
            <td className={styles.minw}>{task.text}</td>
            <td>{task.lead.name}</td>
            <td>{words.standings[task.standing]}</td>
            <td className={styles.date}>{task.dueOn}</td>
          </tr>
        ))}
      </Table>
    </Part>
  )
}

/** Papers and photos of the school's file; pictures show themselves. */
export function PaperPart({ schoolId, mayAdd }: { schoolId: string; mayAdd: boolean }) {
  const t = useFileText()
  const query = `ownerKind=school&ownerId=${encodeURIComponent(schoolId)}`
  const served = useServer(`papers ${schoolId}`, () => request<Listed<FileInfo>>(`/files?${query}`))
  const items = served.value?.items ?? []
  return (
    <Part
      title={t.papers}
      count={items.length}
      served={served}
      empty={t.noPapers}
      more={mayAdd && <AddPaper query={query} served={served} />}
    >
      <Table heads={[t.title, t.size, t.by, t.at]}>
        {items.map((file) => (
          <tr key={file.id}>
            <td>
              <a className={styles.link} href={`/api/v1/files/${file.id}`} download>
                {file.mediaType.startsWith('image/') && <img className={styles.thumb} src={`/api/v1/files/${file.id}`} alt="" />}
                {file.name}
              </a>
            </td>
            <td className={desk.number}>{Math.ceil(file.bytes / 1024)} KB</td>
            <td>{file.uploadedBy}</td>
            <td className={styles.date}>{minuteText(file.capturedAt ?? file.uploadedAt)}</td>
          </tr>
        ))}
      </Table>
    </Part>
  )
}

function AddPaper({ query, served }: { query: string; served: Served<unknown> }) {
  const t = useFileText()
  const { unanswered } = useBureauText()
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState('')
  const add = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    setWrong('')
    let added = 0
    for (const file of [...(target.files ?? [])])
      try {
        await request(`/files?${query}&name=${encodeURIComponent(file.name.slice(0, 200))}`, { method: 'POST', file, timeoutMs: 120_000 })
        added++
      } catch (error) {
        setWrong(`${file.name}${colon()}${error instanceof ProblemError ? refusalText(error.problem) : unanswered}`)
      }
    target.value = ''
    setSaid(t.added(added))
    await served.again()
  }
  return (
    <div data-print="no">
      <label className={controls.field}>
        {t.addPaper}
        <input type="file" multiple onChange={(event) => void add(event)} />
      </label>
      <span role="status">{said}</span>
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
    </div>
  )
}
