import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { ProblemError } from '../../api/http.ts'
import { beginIncident } from '../../api/incident.ts'
import { refusalWords } from '../../i18n/refusal.ts'
import { screenText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'

const useBeginText = screenText(
  {
    begin: '登记为事件',
    list: '事件列表',
    refused: (detail: string) => `未登记：${detail}`,
    exists: '这条警情已登记为事件。',
    failed: '未登记：连不上服务器，请重试。',
  },
  {
    begin: 'Make an incident of it',
    list: 'Incidents',
    refused: (detail: string) => `Not made: ${detail}`,
    exists: 'There is an incident of this alarm already.',
    failed: 'Not made: the server cannot be reached. Try again.',
  },
)

/** From a closed, genuine alarm to its incident, in one act; shown to whoever may begin one. */
export function BeginIncident({ alarm, session }: { alarm: Alarm; session: Session }) {
  const t = useBeginText()
  const navigate = useNavigate()
  const [wrong, setWrong] = useState<string | null>(null)
  const base = `${session.home}/incidents`
  const isGenuine = alarm.state === 'closed' && alarm.disposition === 'genuine' && alarm.exercise === null && alarm.schoolId !== null
  if (!isGenuine || !holds(session, 'incident:begin')) return null
  const begin = async () => {
    setWrong(null)
    try {
      const { id } = await beginIncident(alarm.id)
      await navigate(`${base}/${id}`)
    } catch (error) {
      const problem = error instanceof ProblemError ? error.problem : null
      setWrong(problem ? (problem.status === 409 ? t.exists : t.refused(refusalWords(problem))) : t.failed)
    }
  }
  return (
    <p>
      <button type="button" className={controls.button} onClick={() => void begin()}>
        {t.begin}
      </button>{' '}
      {wrong && (
        <span role="alert">
          {wrong} <a href={base}>{t.list}</a>
        </span>
      )}
    </p>
  )
}
