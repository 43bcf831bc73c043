import { useCallback, useEffect, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { type Incident, IncidentKind, IncidentState } from '#contracts/incident.ts'
import type { Session } from '#contracts/session.ts'
import { isOfSchool } from '#domain/policy.ts'
import { beginIncident, readCandidates, readIncidents } from '../../api/incident.ts'
import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { ageText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { ClockTags } from './Clocks.tsx'
import own from './Incident.module.css'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

const EVERY_MS = 30_000
const KEYS = ['kind', 'state', 'clock', 'school', 'from', 'to'] as const

/** The address bar's filters as the server's query; days become instants of Shanghai, the last day included. */
function queryOf(params: URLSearchParams): string {
  const query = new URLSearchParams({ limit: '200' })
  for (const key of KEYS) {
    const value = params.get(key)
    if (!value) continue
    if (key === 'from') query.set(key, new Date(`${value}T00:00:00+08:00`).toISOString())
    else if (key === 'to') query.set(key, new Date(Date.parse(`${value}T00:00:00+08:00`) + 86_400_000).toISOString())
    else query.set(key, value)
  }
  return query.toString()
}

const useSchoolName = (): ((id: string) => string) => {
  const schools = useRegister((register) => register.schools)
  return (id) => schools.get(id)?.name ?? id
}

/** Genuine alarms without an incident: one act each. */
function Candidates({ onError }: { onError: (words: string) => void }) {
  const t = useIncidentText()
  const { kind, time } = useText()
  const navigate = useNavigate()
  const schoolName = useSchoolName()
  const { value, again } = useReading(readCandidates, EVERY_MS)
  const now = Date.now()
  if (!value || value.items.length === 0) return null
  const begin = async (alarmId: string) => {
    try {
      const { id } = await beginIncident(alarmId)
      await navigate(id)
    } catch (error) {
      onError(wordsOf(error, t))
      await again()
    }
  }
  return (
    <section className={own.candidates} aria-label={t.candidates.title(value.items.length)}>
      <h2>{t.candidates.title(value.items.length)}</h2>
      <p className={styles.dim}>{t.candidates.intro}</p>
      <ul>
        {value.items.slice(0, 8).map((one) => {
          const left = Date.parse(one.reportDueAt) - now
          return (
            <li key={one.alarmId}>
              <b>{schoolName(one.schoolId)}</b>
              <span>
                {kind[one.alarmKind as keyof typeof kind] ?? one.alarmKind} · {dateText(one.receivedAt)}
              </span>
              <span className={left < 0 ? styles.warn : styles.tag}>
                {t.candidates.due(left < 0 ? t.over(ageText(-left, time)) : t.left(ageText(left, time)))}
              </span>
              <button type="button" className={controls.button} onClick={() => void begin(one.alarmId)}>
                {t.candidates.begin}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Filters({ session }: { session: Session }) {
  const t = useIncidentText()
  const [params, setParams] = useSearchParams()
  const schools = useRegister((register) => register.schools)
  const set = (key: string, value: string) =>
    setParams((before) => {
      const next = new URLSearchParams(before)
      if (value) next.set(key, value)
      else next.delete(key)
      return next
    })
  const kinds = IncidentKind.options.filter((kind) => kind !== 'discipline' || isOfSchool(session))
  const select = (key: 'kind' | 'state' | 'clock' | 'school', label: string, options: readonly [string, string][]) => (
    <label>
      {label}
      <select value={params.get(key) ?? ''} onChange={(event) => set(key, event.target.value)}>
        <option value="">{t.filter.all}</option>
        {options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
  const day = (key: 'from' | 'to') => (
    <label>
      {t.filter[key]}
      <DateField value={params.get(key) ?? ''} onChange={(value) => set(key, value)} />
    </label>
  )
  return (
    <div className={own.filters}>
      {select(
        'kind',
        t.filter.kind,
        kinds.map((kind) => [kind, t.kind[kind]]),
      )}
      {select('state', t.filter.state, [
        ['unfinished', t.filter.unfinished],
        ...IncidentState.options.map((state): [string, string] => [state, t.state[state]]),
      ])}
      {select('clock', t.filter.clock, [
        ['overdue', t.clockState.overdue],
        ['soon', t.clockState.soon],
      ])}
      {schools.size > 1 &&
        select(
          'school',
          t.filter.school,
          [...schools.values()].map(({ id, name }) => [id, name]),
        )}
      {day('from')}
      {day('to')}
      {KEYS.some((key) => params.has(key)) && (
        <button type="button" className={controls.button} onClick={() => setParams({})}>
          {t.filter.clear}
        </button>
      )}
    </div>
  )
}

/** The filter in words, as it stands above the table and on paper. */
function useFilterWords(): (params: URLSearchParams, n: string) => string {
  const t = useIncidentText()
  const schoolName = useSchoolName()
  return (params, n) => {
    const [kind, state, clock, school, from, to] = KEYS.map((key) => params.get(key) ?? '')
    const parts = [
      kind && t.kind[kind as IncidentKind],
      state && (state === 'unfinished' ? t.filter.unfinished : t.state[state as IncidentState]),
      clock && t.clockState[clock as 'soon' | 'overdue'],
      school && schoolName(school),
      from && t.filter.since(from),
      to && t.filter.until(to),
    ].filter((words): words is string => Boolean(words))
    return t.filter.words(parts, n)
  }
}

function Row({ incident, nowMs }: { incident: Incident; nowMs: number }) {
  const t = useIncidentText()
  const schoolName = useSchoolName()
  return (
    <tr>
      <td>
        <Link to={incident.id}>{incident.number}</Link>
      </td>
      <td>{schoolName(incident.schoolId)}</td>
      <td>
        {t.kind[incident.kind]}
        {incident.grave && (
          <>
            {' '}
            <span className={styles.warn}>{t.grave}</span>
          </>
        )}
      </td>
      <td>{dateText(incident.occurredAt)}</td>
      <td>{t.state[incident.state]}</td>
      <td>
        <ClockTags incident={incident} nowMs={nowMs} />
      </td>
      <td className={styles.dim}>{dateText(incident.changedAt)}</td>
    </tr>
  )
}

/** The list with its filters in the address bar. */
export function IncidentList({ session }: { session: Session }) {
  const t = useIncidentText()
  const [params] = useSearchParams()
  const query = queryOf(params)
  const read = useCallback(() => readIncidents(query), [query])
  const { value, failed } = useReading(read, EVERY_MS)
  const [more, setMore] = useState<{ query: string; items: Incident[]; nextCursor: string | null } | null>(null)
  const [problem, setProblem] = useState('')
  const words = useFilterWords()
  useEffect(() => setMore((before) => (before?.query === query ? before : null)), [query])
  const items = [...(value?.items ?? []), ...(more?.items ?? [])]
  const next = more ? more.nextCursor : (value?.nextCursor ?? null)
  const readMore = async (cursor: string) => {
    const page = await readIncidents(`${query}&cursor=${encodeURIComponent(cursor)}`)
    setMore((before) => ({ query, items: [...(before?.items ?? []), ...page.items], nextCursor: page.nextCursor }))
  }
  const now = Date.now()
  return (
    <>
      <div data-print="no">
        <Candidates onError={setProblem} />
      </div>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      <div data-print="no">
        <Filters session={session} />
      </div>
      <PaperLine title={t.title} />
      {failed && (
        <p role="alert" className={styles.wrong}>
          {t.failed}
        </p>
      )}
      {value && items.length > 0 && (
        <p className={styles.buttons}>
          <ExportButton list="incidents" query={query} />
          <ExportButton list="preventions" query="" label={t.preventions} />
          <PrintButton />
        </p>
      )}
      {value && <p className={styles.dim}>{words(params, `${items.length}${next ? '+' : ''}`)}</p>}
      {!value && !failed && <p className={styles.dim}>{t.loading}</p>}
      {value && items.length === 0 && <p className={styles.empty}>{params.size > 0 ? t.none : t.noneYet}</p>}
      {items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <TableHead words={Object.values(t.table)} />
            <tbody>
              {items.map((incident) => (
                <Row key={incident.id} incident={incident} nowMs={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next && (
        <div className={styles.buttons}>
          <button type="button" className={controls.button} onClick={() => void readMore(next)}>
            {t.more}
          </button>
        </div>
      )}
    </>
  )
}
