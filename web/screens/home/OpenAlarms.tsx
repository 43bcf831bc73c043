import { useEffect, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { readAlarms } from '../../api/alarm.ts'
import { ProblemError } from '../../api/http.ts'
import { useText } from '../../i18n/text.ts'
import { loadSchools, useRegister } from '../../live/register.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { momentText } from '../../ui/time.ts'
import styles from './Home.module.css'

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
      <TableHead words={Object.values(t.home.table)} />
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

/** The open alarms of the own scope; nothing at all for a role that may not read them. @param withPaper a page of its own, which prints */
export function OpenAlarms({ withPaper = false }: { withPaper?: boolean }) {
  const t = useText()
  const reading = useAlarmList()
  if (reading.state === 'forbidden' || reading.state === 'loading') return null
  return (
    <section aria-label={t.home.alarms}>
      <h2>{t.home.alarms}</h2>
      {withPaper && <PaperLine />}
      <p className={styles.acts} data-print="no">
        {reading.state === 'read' && <ExportButton list="alarms" query="state=open" />}
        {withPaper && <PrintButton ready={reading.state === 'read'} />}
      </p>
      {reading.state === 'read' ? <AlarmTable alarms={reading.alarms} /> : <p role="alert">{t.home.retry}</p>}
    </section>
  )
}

/** The same as a page of a desk, which prints. */
export const AlarmsPage = () => <OpenAlarms withPaper />
