import { useEffect } from 'react'
import { Link, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import { DeskFrame } from '../../ui/DeskFrame.tsx'
import { loadPlaces } from '../admin/places.ts'
import { BeltFacts } from '../belt/BeltFacts.tsx'
import { SurveyList } from '../belt/SurveyList.tsx'
import { VenueDetail } from '../belt/VenueDetail.tsx'
import { VenueTable } from '../belt/VenueTable.tsx'
import { HazardPage } from '../hazard/HazardPage.tsx'
import { Notices } from '../notices/Notices.tsx'
import { useSafetyText } from './safety-text.ts'

/** A school's own hazards, inside and around it, and its belt with the venues near it. */
export function SafetyDesk({ session }: { session: Session }) {
  const t = useSafetyText()
  const { role } = useText()
  useEffect(() => void loadPlaces().catch(() => {}), []) // the form of a hazard says when it has no school to choose
  const { home } = session
  return (
    <DeskFrame
      session={session}
      title={role[session.role]}
      pages={[
        { path: `${home}/hazards`, name: t.hazards },
        { path: `${home}/belt`, name: t.belt },
      ]}
      back={t.home}
    >
      <Notices home={home} />
      <Routes>
        <Route path="hazards/*" element={<HazardPage session={session} />} />
        <Route path="belt" element={<OwnBelt session={session} />} />
        <Route path="belt/:id" element={<VenueDetail session={session} base={`${home}/belt`} />} />
      </Routes>
    </DeskFrame>
  )
}

function OwnBelt({ session }: { session: Session }) {
  const t = useSafetyText()
  const maySurvey = holds(session, 'belt:survey')
  return (
    <>
      {session.schools.map(({ id, name }) => (
        <section key={id} aria-label={name}>
          <h2 style={{ margin: '0 0 12px' }}>{name}</h2>
          <BeltFacts schoolId={id} maySurvey={maySurvey} />
          {holds(session, 'hazard:report') && (
            <p style={{ marginBottom: 16 }}>
              {t.foundSomething} <Link to={`${session.home}/hazards/new`}>{t.report}</Link>
            </p>
          )}
          <h3 style={{ margin: '16px 0 8px' }}>{t.venues}</h3>
          <VenueTable schoolId={id} base={`${session.home}/belt`} />
        </section>
      ))}
      <h3 style={{ margin: '20px 0 8px' }}>{t.surveys}</h3>
      <SurveyList />
    </>
  )
}
