import { Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { holds } from '../../live/rights.ts'
import { HazardDetail } from './HazardDetail.tsx'
import { HazardForm } from './HazardForm.tsx'
import { HazardList } from './HazardList.tsx'

/** 隐患, for whoever has some: the bureau, a department, a school. */
export function HazardPage({ session }: { session: Session }) {
  const base = `${session.home}/hazards`
  const mayReport = holds(session, 'hazard:report')
  const mayLink = holds(session, 'hazard:link')
  const mayOrder = holds(session, 'supervision:write')
  const seesSchools = holds(session, 'school:read')
  return (
    <Routes>
      <Route
        index
        element={<HazardList base={base} mayReport={mayReport} mayImport={session.role === 'bureau'} seesSchools={seesSchools} />}
      />
      {mayReport && <Route path="new" element={<HazardForm base={base} />} />}
      <Route path=":id" element={<HazardDetail base={base} mayLink={mayLink} mayOrder={mayOrder} oversees={session.role === 'bureau'} />} />
    </Routes>
  )
}
