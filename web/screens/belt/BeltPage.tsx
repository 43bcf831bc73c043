import { NavLink, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import desk from '../../ui/desk.module.css'
import { RuleTable } from './RuleTable.tsx'
import { SurveyList } from './SurveyList.tsx'
import { useBeltText } from './text.ts'
import { VenueDetail } from './VenueDetail.tsx'
import { VenueEdit, VenueForm } from './VenueForm.tsx'
import { VenueList } from './VenueList.tsx'

/** 周边排查: venues with their distances, and the rules that judge them. */
export function BeltPage({ session }: { session: Session }) {
  const t = useBeltText()
  const base = `${session.home}/belt`
  return (
    <>
      <nav data-print="no" className={`${desk.nav} ${desk.bar}`} aria-label={t.pages.venues}>
        <NavLink to={base} end>
          {t.pages.venues}
        </NavLink>
        <NavLink to={`${base}/surveys`}>{t.pages.surveys}</NavLink>
        <NavLink to={`${base}/rules`}>{t.pages.rules}</NavLink>
      </nav>
      <Routes>
        <Route index element={<VenueList base={base} />} />
        <Route path="new" element={<VenueForm base={base} />} />
        <Route path="surveys" element={<SurveyList />} />
        <Route path=":id" element={<VenueDetail session={session} base={base} />} />
        <Route path=":id/edit" element={<VenueEdit base={base} />} />
        <Route path="rules" element={<RuleTable session={session} />} />
      </Routes>
    </>
  )
}
