import { NavLink, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { readDepartments } from '../../api/task.ts'
import { holds } from '../../live/rights.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../tasks/Tasks.module.css'
import { Burden } from './Burden.tsx'
import { RequestList } from './RequestList.tsx'
import { SentRequests } from './SentRequests.tsx'
import { useRequestText } from './text.ts'

/** 清单准入: of the bureau all, of a department its own. @param base the path it lies at */
function Requests({ session, base }: { session: Session; base: string }) {
  const t = useRequestText()
  // A department's liaison speaks for the own departments alone; the bureau for any.
  const all = useReading(readDepartments, 0).value?.items ?? []
  const departments = session.role === 'bureau' ? all : all.filter(({ id }) => session.departments.includes(id))
  return (
    <>
      <nav className={styles.tabs} aria-label={t.pages.list}>
        <NavLink to={base} end>
          {t.pages.list}
        </NavLink>
        <NavLink to={`${base}/sent`}>{t.pages.sent}</NavLink>
        <NavLink to={`${base}/burden`}>{t.pages.burden}</NavLink>
      </nav>
      <Routes>
        <Route path="" element={<RequestList departments={departments} mayDecide={holds(session, 'requestList:decide')} />} />
        <Route path="sent" element={<SentRequests mayAnswer={false} none={t.noneSent} />} />
        <Route path="burden" element={<Burden />} />
      </Routes>
    </>
  )
}

export const BureauRequests = ({ session }: { session: Session }) => <Requests session={session} base="/bureau/requests" />
export const DepartmentRequests = ({ session }: { session: Session }) => <Requests session={session} base="/department/requests" />
