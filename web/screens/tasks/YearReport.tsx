import { useCallback } from 'react'
import type { Task } from '#contracts/task.ts'
import { readAccountabilities, readAppraisals, readCampaigns, readLoans, readMeetings } from '../../api/campaign.ts'
import { readDepartmentFigures, readTasks } from '../../api/task.ts'
import { brackets } from '../../i18n/text.ts'
import { useSession } from '../../live/session.ts'
import desk from '../../ui/desk.module.css'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { useReading } from '../admin/use-reading.ts'
import { AccountabilityTable, AppraisalTable } from './Accounts.tsx'
import { FiguresTable } from './DepartmentTable.tsx'
import { type SupervisionText, useSupervisionText } from './supervision-text.ts'
import styles from './Tasks.module.css'
import { type TaskText, useTaskText } from './text.ts'
import { useYear, YearBar } from './YearBar.tsx'

async function readAll(year: string) {
  const [figures, late, nobody, meetings, campaigns, points, accounts, loans] = await Promise.all([
    readDepartmentFigures(year),
    readTasks(`standing=late&year=${year}`),
    readTasks(`standing=noPerson&year=${year}`),
    readMeetings(year),
    readCampaigns(year),
    readAppraisals(year),
    readAccountabilities(year),
    readLoans(year),
  ])
  return {
    figures,
    late: late.items,
    nobody: nobody.items,
    meetings: meetings.items,
    campaigns: campaigns.items,
    points: points.items,
    accounts: accounts.items,
    loans: loans.items.filter(({ tooLong }) => tooLong),
  }
}

/** 年度报告: what the leading group is told once a year, as one print. */
export function YearReport() {
  const unit = useSession(({ session }) => session?.unit)
  const t = useSupervisionText()
  const words = t.report
  const tasks = useTaskText()
  const { year } = useYear()
  const read = useCallback(() => readAll(year), [year])
  const { value, failed } = useReading(read, 0)
  if (!value) return <p role={failed ? 'alert' : 'status'}>{failed ? t.retry : t.reading}</p>
  const rows = value.figures.items
  const sum = (key: 'total' | 'onTime' | 'doneLate' | 'late' | 'orders' | 'ordersOpen' | 'ordersLate') =>
    rows.reduce((all, row) => all + row[key], 0)
  const due = sum('onTime') + sum('doneLate') + sum('late')
  const rate = due === 0 ? '—' : `${(Math.floor((sum('onTime') * 1000) / due) / 10).toFixed(1)} %（${sum('onTime')} ÷ ${due}）`
  return (
    <section className={styles.wide} aria-label={t.pages.report}>
      <YearBar label={t.year} />
      <article className={`${desk.panel} ${styles.report}`}>
        <h1>{words.title(Number(year))}</h1>
        <p>
          {words.to}　{unit}　{words.day(value.figures.today)}
        </p>
        <PaperLine />
        <h2>{words.one}</h2>
        <p>{words.sum(sum('total'), sum('onTime') + sum('doneLate'), sum('late'), rate)}</p>
        <FiguresTable rows={rows.filter(({ total, orders }) => total + orders > 0)} base={null} year={Number(year)} t={tasks} />
        <h2>{words.two}</h2>
        <ReportTasks rows={value.late} t={tasks} words={t} />
        <h2>{words.three}</h2>
        <ReportTasks rows={value.nobody} t={tasks} words={t} />
        <h2>{words.four}</h2>
        <p>{words.orders(sum('orders'), sum('ordersOpen'), sum('ordersLate'))}</p>
        <h2>{words.five}</h2>
        {value.meetings.length === 0 && <p>{words.nothing}</p>}
        {value.meetings.map((meeting) => (
          <div key={meeting.id}>
            <p>
              {meeting.heldOn} {meeting.title}
            </p>
            <ol className={styles.list}>
              {meeting.decisions.map((decision) => (
                <li key={decision.n}>
                  {decision.n}. {decision.text}（{decision.departmentName}，{decision.dueOn}）
                </li>
              ))}
            </ol>
          </div>
        ))}
        <h2>{words.six}</h2>
        {value.campaigns.length === 0 && <p>{words.nothing}</p>}
        {value.campaigns.map((campaign) => (
          <p key={campaign.id}>
            {campaign.startsOn} – {campaign.endsOn} {campaign.name}
            {brackets(campaign.lead.name)}：
            {t.campaign.findings(campaign.findings.length, campaign.findings.filter(({ hazardId }) => hazardId !== null).length)}{' '}
            {campaign.summary}
          </p>
        ))}
        <h2>{words.seven}</h2>
        <AppraisalTable rows={value.points} t={t} />
        <AccountabilityTable rows={value.accounts} t={t} />
        <h2>{words.eight}</h2>
        {value.loans.length === 0 && <p>{words.nothing}</p>}
        {value.loans.map((loan) => (
          <p key={loan.id}>
            {loan.schoolName} {loan.name} → {loan.borrower}（{loan.startsOn} – {loan.returnedOn ?? loan.endsOn}）
          </p>
        ))}
        <p className={styles.reportSign}>{words.sign}</p>
      </article>
    </section>
  )
}

function ReportTasks({ rows, t, words }: { rows: readonly Task[]; t: TaskText; words: SupervisionText }) {
  if (rows.length === 0) return <p>{words.report.nothing}</p>
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead
          words={[t.columns.id, t.columns.text, t.columns.lead, t.columns.person, t.columns.due, t.columns.standing, t.facts.delay]}
        />
        <tbody>
          {rows.map((task) => (
            <tr key={task.id}>
              <td className={styles.nowrap}>{task.id}</td>
              <td>{task.text}</td>
              <td>{task.lead.name}</td>
              <td className={styles.nowrap}>{task.person ?? t.nobody}</td>
              <td className={styles.nowrap}>{task.dueOn}</td>
              <td className={styles.nowrap}>{task.standing === 'late' ? t.lateBy(task.lateDays) : t.standings[task.standing]}</td>
              <td>{task.delayReason ?? (task.standing === 'late' ? words.report.noReason : '—')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
