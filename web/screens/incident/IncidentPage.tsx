import { useEffect } from 'react'
import { NavLink, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { isOfSchool } from '#domain/policy.ts'
import { readRequests } from '../../api/incident.ts'
import { useText } from '../../i18n/text.ts'
import { loadSchools } from '../../live/register.ts'
import { holds } from '../../live/rights.ts'
import { DeskFrame } from '../../ui/DeskFrame.tsx'
import styles from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { Absences } from './Absences.tsx'
import { Counts } from './Counts.tsx'
import { FileForm } from './FileForm.tsx'
import own from './Incident.module.css'
import { IncidentList } from './IncidentList.tsx'
import { IncidentView } from './IncidentView.tsx'
import { ReportPage } from './Reports.tsx'
import { Requests } from './Requests.tsx'
import { Rules } from './Rules.tsx'
import { useIncidentText } from './text.ts'

function Tabs({ session }: { session: Session }) {
  // By its whole path: a relative one would begin at the page that is open.
  const base = `${session.home}/incidents`
  const t = useIncidentText()
  const { value } = useReading(readRequests, 15_000)
  const waiting = value?.items.filter(({ mayDecide }) => mayDecide).length ?? 0
  return (
    <nav className={`${own.tabs} ${own.noPrint}`} aria-label={t.title}>
      <NavLink to={base} end>
        {t.pages.list}
      </NavLink>
      <NavLink to={`${base}/counts`}>{t.pages.counts}</NavLink>
      <NavLink to={`${base}/requests`}>
        {t.pages.requests}
        {waiting > 0 && <b className={styles.warn}> {waiting}</b>}
      </NavLink>
      {holds(session, 'absence:read') && <NavLink to={`${base}/absences`}>{t.pages.absences}</NavLink>}
      <NavLink to={`${base}/rules`}>{t.pages.rules}</NavLink>
      {holds(session, 'incident:write') && (
        <NavLink to={`${base}/file`} className={own.file}>
          {t.pages.file}
        </NavLink>
      )}
    </nav>
  )
}

/** 事件与纠纷: the same pages for bureau, duty leader and school; what each sees the server says. */
export function IncidentPage({ session }: { session: Session }) {
  const t = useIncidentText()
  useEffect(loadSchools, [])
  return (
    <>
      <Tabs session={session} />
      <Routes>
        <Route index element={<IncidentList session={session} />} />
        <Route path="counts" element={<Counts />} />
        <Route path="requests" element={<Requests />} />
        <Route path="absences" element={<Absences session={session} />} />
        <Route path="rules" element={<Rules session={session} />} />
        <Route path="file" element={<FileForm session={session} />} />
        <Route path=":id" element={<IncidentView session={session} />} />
        <Route path=":id/report/:kind" element={<ReportPage session={session} />} />
      </Routes>
      {!isOfSchool(session) && <p className={`${styles.dim} ${own.noPrint}`}>{t.disciplineNote}</p>}
    </>
  )
}

/** The desk of those whose home is another page: the school's people and the duty leader. */
export function IncidentDesk({ session }: { session: Session }) {
  const t = useIncidentText()
  const { role } = useText()
  return (
    <DeskFrame session={session} title={role[session.role]} pages={[{ path: `${session.home}/incidents`, name: t.title }]} back={t.home}>
      <IncidentPage session={session} />
    </DeskFrame>
  )
}
