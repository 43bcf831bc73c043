import { lazy, Suspense, useEffect, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { readAlarms } from '../../api/alarm.ts'
import { ProblemError } from '../../api/http.ts'
import { useText } from '../../i18n/text.ts'
import { loadSchools, useRegister } from '../../live/register.ts'
import { endSession, holds } from '../../live/session.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { momentText } from '../../ui/time.ts'
import styles from './Home.module.css'

const Phones = lazy(() => import('../school/Phones.tsx').then((m) => ({ default: m.Phones })))

type Reading = { state: 'loading' | 'forbidden' | 'failed' } | { state: 'read'; alarms: Alarm[] }

/** Open alarms, read every 10 s; a role without the right sees no list at all. */
function useAlarmList(): Reading {
  const [reading, setReading] = useState<Reading>({ state: 'loading' })
  useEffect(() => {
    let alive = true
    const read = async () => {
      try {
        const { items } = await readAlarms('state=open&limit=200')
        if (alive) setReading({ state: 'read', alarms: items })
      } catch (error) {
        const refused = error instanceof ProblemError && error.problem.status === 403
        if (alive) setReading({ state: refused ? 'forbidden' : 'failed' })
        if (refused) clearInterval(timer)
      }
    }
    const timer = setInterval(() => void read(), 10_000)
    void read()
    return () => {
      alive = false
      clearInterval(timer)
    }
  }, [])
  return reading
}

function AlarmTable({ alarms }: { alarms: Alarm[] }) {
  const t = useText()
  const schools = useRegister((register) => register.schools)
  useEffect(loadSchools, [])
  if (alarms.length === 0) return <p className={styles.dim}>{t.home.noAlarms}</p>
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {Object.entries(t.home.table).map(([key, word]) => (
            <th key={key} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {alarms.map((alarm) => (
          <tr key={alarm.id}>
            <td>
              <AlarmSymbol alarm={alarm} size={24} /> {t.alarm.priority(alarm.priority)}
            </td>
            <td>{(alarm.schoolId && schools.get(alarm.schoolId)?.name) ?? alarm.schoolId ?? t.alarm.unknownSchool}</td>
            <td>
              {t.kind[alarm.kind]}
              {alarm.exercise && ` · ${t.exercise[alarm.exercise]}`}
              {alarm.late && ` · ${t.alarm.late}`}
            </td>
            <td>{t.state[alarm.state]}</td>
            <td>{momentText(alarm.receivedAt, Date.now())}</td>
            <td>{alarm.count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Who you are and, where the role may read them, the open alarms. */
export function Home({ session }: { session: Session }) {
  const t = useText()
  const reading = useAlarmList()
  const { scope } = session
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{t.app.full}</h1>
        <LanguageSwitch />
        <button type="button" className={controls.button} onClick={() => void endSession()}>
          {t.home.signOut}
        </button>
      </header>
      <dl className={styles.facts}>
        <dt>{t.home.account}</dt>
        <dd>{session.user.username}</dd>
        <dt>{t.home.name}</dt>
        <dd>{session.user.name}</dd>
        <dt>{t.home.role}</dt>
        <dd>{t.role[session.role]}</dd>
        <dt>{t.home.scope}</dt>
        <dd>
          {t.scope[scope.kind]}
          {scope.kind !== 'district' && `：${scope.ids.join('、')}`}
        </dd>
      </dl>
      {holds(session, 'enrolment:write') && (
        <Suspense fallback={null}>
          <Phones />
        </Suspense>
      )}
      {reading.state !== 'forbidden' && reading.state !== 'loading' && (
        <section aria-label={t.home.alarms}>
          <h2>{t.home.alarms}</h2>
          {reading.state === 'read' ? <AlarmTable alarms={reading.alarms} /> : <p role="alert">{t.home.retry}</p>}
        </section>
      )}
    </main>
  )
}
