import { useCallback } from 'react'
import { NavLink, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { departmentsOf } from '#domain/policy.ts'
import { readDepartments } from '../../api/task.ts'
import { holds } from '../../live/rights.ts'
import { useReading } from '../admin/use-reading.ts'
import { Accounts } from './Accounts.tsx'
import { Campaigns } from './Campaigns.tsx'
import { DepartmentTable } from './DepartmentTable.tsx'
import { Loans } from './Loans.tsx'
import { Meetings } from './Meetings.tsx'
import { OrderList } from './OrderList.tsx'
import { OrderPage } from './OrderPage.tsx'
import { useSupervisionText } from './supervision-text.ts'
import { TaskEditor } from './TaskForm.tsx'
import { TaskList } from './TaskList.tsx'
import { TaskPage } from './TaskPage.tsx'
import styles from './Tasks.module.css'
import { useTaskText } from './text.ts'
import { YearReport } from './YearReport.tsx'

/** 任务: of the bureau all, of a department its own. @param base the path it lies at */
function Tasks({ session, base }: { session: Session; base: string }) {
  const t = useTaskText()
  const more = useSupervisionText()
  const read = useCallback(() => readDepartments(), [])
  const known = useReading(read, 0).value?.items ?? null
  const departments = known ?? []
  const own = departmentsOf(session)
  const mayWrite = holds(session, 'task:write')
  const mayOversee = holds(session, 'supervision:write')
  return (
    <>
      <nav className={styles.tabs} aria-label={t.pages.list}>
        <NavLink to={base} end>
          {t.pages.list}
        </NavLink>
        <NavLink to={`${base}/gantt`}>{t.pages.gantt}</NavLink>
        <NavLink to={`${base}/departments`}>{t.pages.departments}</NavLink>
        <NavLink to={`${base}/orders`}>{t.pages.orders}</NavLink>
        <NavLink to={`${base}/meetings`}>{more.pages.meetings}</NavLink>
        <NavLink to={`${base}/campaigns`}>{more.pages.campaigns}</NavLink>
        <NavLink to={`${base}/accounts`}>{more.pages.accounts}</NavLink>
        {holds(session, 'teacherLoan:write') && <NavLink to={`${base}/loans`}>{more.pages.loans}</NavLink>}
        {mayWrite && <NavLink to={`${base}/report`}>{more.pages.report}</NavLink>}
      </nav>
      <Routes>
        <Route path="" element={<TaskList departments={departments} base={base} as="list" mayWrite={mayWrite} />} />
        <Route path="gantt" element={<TaskList departments={departments} base={base} as="gantt" mayWrite={mayWrite} />} />
        <Route path="departments" element={<DepartmentTable base={base} />} />
        <Route path="orders" element={<OrderList base={base} />} />
        <Route path="orders/:id" element={<OrderPage base={base} own={own} />} />
        <Route path="meetings" element={<Meetings departments={departments} base={base} mayWrite={mayOversee} makesTasks={mayWrite} />} />
        <Route
          path="campaigns"
          element={<Campaigns departments={departments} home={session.home} mayWrite={mayOversee} ofDistrict={mayWrite} />}
        />
        <Route path="accounts" element={<Accounts departments={departments} mayWrite={holds(session, 'appraisal:write')} />} />
        {holds(session, 'teacherLoan:write') && <Route path="loans" element={<Loans />} />}
        {mayWrite && <Route path="report" element={<YearReport />} />}
        {mayWrite && <Route path="new" element={<TaskEditor departments={known} base={base} />} />}
        {mayWrite && <Route path="t/:id/edit" element={<TaskEditor departments={known} base={base} />} />}
        <Route path="t/:id" element={<TaskPage base={base} own={own} />} />
      </Routes>
    </>
  )
}

export const BureauTasks = ({ session }: { session: Session }) => <Tasks session={session} base="/bureau/tasks" />
export const DepartmentTasks = ({ session }: { session: Session }) => <Tasks session={session} base="/department/tasks" />
