import type { Incident } from '#contracts/incident.ts'
import { useText } from '../../i18n/text.ts'
import { ageText, momentText } from '../../ui/time.ts'
import styles from './Incident.module.css'
import { useIncidentText } from './text.ts'

type Clock = Incident['clocks'][number]

/** State is form first: ring = running, half = soon, square = overdue, tick = done, tick with a bar = done late, dash = lapsed. */
function ClockMark({ state }: { state: Clock['state'] }) {
  return (
    <svg className={styles.mark} data-state={state} viewBox="0 0 20 20" aria-hidden="true">
      {(state === 'running' || state === 'soon') && <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />}
      {state === 'soon' && <path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor" />}
      {state === 'overdue' && <rect x="2" y="2" width="16" height="16" rx="2" fill="currentColor" />}
      {state === 'overdue' && <path d="M10 5.5v6M10 13.6v1.6" stroke="var(--panel)" strokeWidth="2.2" />}
      {(state === 'met' || state === 'metLate') && (
        <path d="M3.5 10.5l4.5 4.5 8.5-10" fill="none" stroke="currentColor" strokeWidth="2.2" />
      )}
      {state === 'metLate' && <path d="M3 18.5h14" stroke="currentColor" strokeWidth="2" />}
      {state === 'lapsed' && <path d="M4 10h12" stroke="currentColor" strokeWidth="2.2" />}
    </svg>
  )
}

/** How long a clock still has, or by how much it is over. */
function useClockWords(): (clock: Clock, nowMs: number) => string {
  const t = useIncidentText()
  const { time } = useText()
  return ({ dueAt, metAt, state }, nowMs) => {
    if (metAt) return t.doneAt(momentText(metAt, nowMs))
    const left = Date.parse(dueAt) - nowMs
    if (state === 'lapsed') return t.clockState.lapsed
    return left >= 0 ? t.left(ageText(left, time)) : t.over(ageText(-left, time))
  }
}

/** The clocks of a row, the worst first, those that are done left out. */
export function ClockTags({ incident, nowMs }: { incident: Incident; nowMs: number }) {
  const t = useIncidentText()
  const words = useClockWords()
  const running = incident.clocks.filter(({ state }) => state === 'overdue' || state === 'soon' || state === 'running')
  const late = incident.clocks.filter(({ state }) => state === 'metLate').length
  if (running.length === 0) return late > 0 ? <span className={styles.calm}>{`${t.clockState.metLate} ${late}`}</span> : <span>—</span>
  return (
    <ul className={styles.tags}>
      {running.map((clock) => (
        <li key={clock.clock} data-state={clock.state}>
          <ClockMark state={clock.state} />
          {t.clock[clock.clock]} · {clock.state === 'running' ? '' : `${t.clockState[clock.state]} · `}
          {words(clock, nowMs)}
        </li>
      ))}
    </ul>
  )
}

/** The clocks of one incident as a time line: from their start to their end, where we are, and when it was done. */
export function ClockLines({ incident, nowMs }: { incident: Incident; nowMs: number }) {
  const t = useIncidentText()
  const words = useClockWords()
  if (incident.clocks.length === 0) return <p className={styles.calm}>{t.noClocks}</p>
  return (
    <ol className={styles.lines}>
      {incident.clocks.map((clock) => {
        const [start, due] = [Date.parse(clock.startedAt), Date.parse(clock.dueAt)]
        const end = clock.metAt ? Date.parse(clock.metAt) : nowMs
        const share = due > start ? Math.min(1, Math.max(0, (end - start) / (due - start))) : 1
        return (
          <li key={clock.clock} data-state={clock.state}>
            <span className={styles.lineName}>
              <ClockMark state={clock.state} />
              {t.clock[clock.clock]}
            </span>
            <span className={styles.bar} aria-hidden="true">
              <span style={{ width: `${share * 100}%` }} />
            </span>
            <span className={styles.lineWords}>
              <b>{t.clockState[clock.state]}</b> {words(clock, nowMs)}
              <small>
                {momentText(clock.startedAt, nowMs)} → {t.dueAt(momentText(clock.dueAt, nowMs))}
              </small>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
