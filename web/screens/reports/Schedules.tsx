import { type FormEvent, useState } from 'react'
import type { NewReportSchedule, ReportSchedule } from '#contracts/report-schedule.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { ProblemError } from '../../api/http.ts'
import { endSchedule, readSchedules, scheduleReport } from '../../api/report-schedule.ts'
import { useServer } from '../../api/use-server.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { findingText, refusalText } from '../../i18n/refusal-text.ts'
import { colon, comma, screenText, semicolon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { useReportText } from './text.ts'

const zh = {
  title: '定时报表',
  intro:
    '统计期冻结后一分钟内，系统按当期数字起草，由服务器上的 Chromium 印成 PDF，送到所列各人的工作台并等签收；校长、部门联络员只得到这份文件。系统不发邮件、不发短信。',
  period: '统计期',
  periods: { month: '每月', term: '每学期', year: '每年', custom: '自定' },
  recipients: '送达',
  make: '新建',
  end: '停止',
  ended: (by: string, at: string) => `${by} 于 ${at} 停止`,
  runs: { running: '正在生成', delivered: '已送达', failed: '失败' },
  again: (n: number) => `每 5 分钟重试一次，还会试 ${n} 次`,
  given: '不再重试，请在本页上方打开已起草的报表送出',
  givenUndrafted: '不再重试，也没有起草出报表，请在本页上方手工起草',
  noRuns: '还没有到期',
  empty: '还没有定时报表。',
  choose: '至少选一人。',
}
const en: typeof zh = {
  title: 'Scheduled reports',
  intro:
    'Within a minute of a period’s freezing the brief is drafted from its figures, printed as PDF by Chromium on the server, and delivered to the desks of the people named, who sign for it; heads of schools and liaisons of departments get the paper alone. The system sends no mail and no text message.',
  period: 'Period',
  periods: { month: 'monthly', term: 'each term', year: 'yearly', custom: 'custom' },
  recipients: 'Delivered to',
  make: 'Add',
  end: 'Stop',
  ended: (by, at) => `stopped by ${by}, ${at}`,
  runs: { running: 'being made', delivered: 'delivered', failed: 'failed' },
  again: (n) => `tried again every 5 minutes, ${n} more ${n === 1 ? 'time' : 'times'}`,
  given: 'not tried again: open the draft above and send it',
  givenUndrafted: 'not tried again, and nothing was drafted: draft it by hand above',
  noRuns: 'not due yet',
  empty: 'No report is scheduled.',
  choose: 'Choose at least one person.',
}
const useScheduleText = screenText(zh, en)

/** Which brief goes to whom when a period is frozen. */
export function Schedules() {
  const t = useScheduleText()
  const report = useReportText()
  const served = useServer('report-schedules', readSchedules)
  const [wrong, setWrong] = useState('')
  const act = async (work: () => Promise<unknown>) => {
    setWrong('')
    try {
      await work()
      await served.again()
    } catch (error) {
      setWrong(error instanceof ProblemError ? refusalText(error.problem) : report.failed)
    }
  }
  return (
    <section className={desk.panel} aria-label={t.title} data-print="no">
      <h2>{t.title}</h2>
      <p className={desk.dim}>{t.intro}</p>
      {served.value && <ScheduleForm readers={served.value.readers} onMake={(wanted) => void act(() => scheduleReport(wanted))} />}
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      {served.value?.items.length === 0 && <p className={desk.dim}>{t.empty}</p>}
      {served.value && served.value.items.length > 0 && <ExportButton list="report-schedules" query="" />}
      <ul>
        {served.value?.items.map((schedule) => (
          <ScheduleLine key={schedule.id} schedule={schedule} onEnd={() => void act(() => endSchedule(schedule.id))} />
        ))}
      </ul>
    </section>
  )
}

function ScheduleForm({
  readers,
  onMake,
}: {
  readers: readonly { username: string; name: string }[]
  onMake: (wanted: NewReportSchedule) => void
}) {
  const t = useScheduleText()
  const report = useReportText()
  const [wrong, setWrong] = useState('')
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const recipients = given.getAll('recipient').map(String)
    setWrong(recipients.length === 0 ? t.choose : '')
    if (recipients.length > 0)
      onMake({
        periodKind: given.get('period') as NewReportSchedule['periodKind'],
        reportKind: given.get('kind') as NewReportSchedule['reportKind'],
        recipients,
      })
  }
  return (
    <form className={desk.bar} onSubmit={make}>
      <select name="period" aria-label={t.period}>
        {Object.entries(t.periods).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
      <select name="kind" aria-label={report.head.kind}>
        {Object.entries(report.kind).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
      {t.recipients}
      <span style={{ maxHeight: 160, overflowY: 'auto' }}>
        {readers.map(({ username, name }) => (
          <label key={username}>
            <input type="checkbox" name="recipient" value={username} /> {name}
          </label>
        ))}
      </span>
      <button type="submit" className={controls.button}>
        {t.make}
      </button>
      {wrong && <span role="alert">{wrong}</span>}
    </form>
  )
}

function ScheduleLine({ schedule, onEnd }: { schedule: ReportSchedule; onEnd: () => void }) {
  const t = useScheduleText()
  const report = useReportText()
  const nameOf = usePeriodName()
  const { periodKind, reportKind, recipients, endedBy, endedAt, runs } = schedule
  const [newest] = runs
  return (
    <li className={desk.bar}>
      <b>
        {t.periods[periodKind]} {report.kind[reportKind]}
      </b>
      <span>
        {t.recipients} {recipients.map(({ name }) => name).join(comma())}
      </span>
      <span className={newest?.message ? desk.warn : desk.dim} style={{ whiteSpace: 'normal' }}>
        {newest
          ? `${nameOf(newest.periodName)} ${t.runs[newest.state]} ${shanghaiMoment(newest.at)}${newest.message ? `${colon()}${newest.message.split('; ').map(findingText).join(semicolon())}` : ''}`
          : t.noRuns}
        {newest?.state === 'failed' &&
          `${semicolon()}${newest.triesLeft > 0 ? t.again(newest.triesLeft) : newest.reportId === null ? t.givenUndrafted : t.given}`}
      </span>
      {endedBy && endedAt ? (
        <span className={desk.dim}>{t.ended(endedBy, shanghaiMoment(endedAt))}</span>
      ) : (
        <button type="button" className={controls.quiet} onClick={onEnd}>
          {t.end}
        </button>
      )}
    </li>
  )
}
