import { type FormEvent, useEffect, useState } from 'react'
import { Link, Route, Routes, useNavigate } from 'react-router'
import type { Period } from '#contracts/measure.ts'
import type { Report, ReportKind } from '#contracts/report.ts'
import type { Session } from '#contracts/session.ts'
import { periodText } from '#domain/draft-brief.ts'
import { shanghaiDay, shanghaiMoment } from '#domain/shanghai.ts'
import { ProblemError } from '../../api/http.ts'
import { readPeriods } from '../../api/measure.ts'
import { draftReport, readReports } from '../../api/report.ts'
import { useServer } from '../../api/use-server.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { holds } from '../../live/rights.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { Paper } from '../../ui/Paper.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { Deliveries } from './Deliveries.tsx'
import { EvidenceBundle } from './EvidenceBundle.tsx'
import { MinorsAudit } from './MinorsAudit.tsx'
import { ReportEditor } from './ReportEditor.tsx'
import { Schedules } from './Schedules.tsx'
import { Templates } from './Templates.tsx'
import { useReportText } from './text.ts'

/** 报表: what was drafted and issued, and the editor of one. */
export function ReportsPage({ session }: { session: Session }) {
  return (
    <Routes>
      <Route path=":id" element={<ReportEditor session={session} />} />
      <Route path="*" element={<ReportList session={session} />} />
    </Routes>
  )
}

/** The newest month that is over: a brief is of a month that is over, as the months are cut here. */
const lastMonth = (periods: readonly Period[]): string => {
  const today = shanghaiDay(Date.now())
  return (periods.find(({ kind, to }) => kind === 'month' && to <= today) ?? periods[0])?.id ?? ''
}

function ReportList({ session }: { session: Session }) {
  const t = useReportText()
  const [reports, setReports] = useState<Report[] | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  useEffect(() => {
    readReports()
      .then(({ items }) => setReports(items))
      .catch((error: unknown) => setWrong(error instanceof ProblemError ? refusalText(error.problem) : t.failed))
  }, [t])
  return (
    <Paper session={session} title={t.title} filter="全部" at={new Date()}>
      <p className={desk.intro} data-print="no">
        {t.intro}
      </p>
      {holds(session, 'report:receive') && <Deliveries session={session} />}
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      <div className={desk.bar} data-print="no">
        {holds(session, 'report:write') && <DraftForm />}
        <span className={desk.grow} />
        <ExportButton list="reports" query="" />
      </div>
      {reports && reports.length === 0 && <p className={desk.empty}>{t.none}</p>}
      {reports && reports.length > 0 && <ReportTable reports={reports} />}
      {holds(session, 'report:schedule') && <Schedules />}
      <Templates mayAdd={holds(session, 'report:write')} />
      {holds(session, 'evidence:export') && <EvidenceBundle />}
      {holds(session, 'minorsAudit:export') && <MinorsAudit />}
    </Paper>
  )
}

function DraftForm() {
  const t = useReportText()
  const navigate = useNavigate()
  const [kind, setKind] = useState<ReportKind>('monthly')
  const periods = useServer('periods', readPeriods).value?.items ?? []
  const nameOf = usePeriodName()
  const [period, setPeriod] = useState('')
  const chosen = period || lastMonth(periods)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const draft = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const { from = '', to = '' } = periods.find(({ id }) => id === chosen) ?? {}
    try {
      const { id } = await draftReport({ kind, from, to })
      await navigate(id)
    } catch (error) {
      setWrong(error instanceof ProblemError ? t.refused(refusalText(error.problem)) : t.failed)
      setBusy(false)
    }
  }
  return (
    <form className={desk.bar} onSubmit={(event) => void draft(event)}>
      <select aria-label={t.head.kind} value={kind} onChange={(event) => setKind(event.target.value as ReportKind)}>
        {Object.entries(t.kind).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
      <select aria-label={t.period} value={chosen} onChange={(event) => setPeriod(event.target.value)}>
        {periods.map(({ id, name }) => (
          <option key={id} value={id}>
            {nameOf(name)}
          </option>
        ))}
      </select>
      <button type="submit" className={desk.primary} disabled={busy || chosen === ''}>
        {busy ? t.drafting : t.draft}
      </button>
      {wrong && <span role="alert">{wrong}</span>}
    </form>
  )
}

function ReportTable({ reports }: { reports: Report[] }) {
  const t = useReportText()
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={Object.values(t.head)} />
        <tbody>
          {reports.map((report) => (
            <tr key={report.id}>
              <td>
                <Link to={report.id}>{report.title}</Link>
              </td>
              <td>{t.kind[report.kind]}</td>
              <td>{periodText(report.from, report.to)}</td>
              <td>{t.state[report.state]}</td>
              <td className={desk.number}>{report.version}</td>
              <td>
                {report.changedBy} · {shanghaiMoment(report.changedAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
