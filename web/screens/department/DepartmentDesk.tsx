import { Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { useLanguage } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import { DeskFrame } from '../../ui/DeskFrame.tsx'
import { Notices } from '../notices/Notices.tsx'
import { Deliveries } from '../reports/Deliveries.tsx'
import { PAGES } from './pages.tsx'

/** 部门: what the bureau and the schools ask of one department, and nothing of any other. */
export function DepartmentDesk({ session }: { session: Session }) {
  const english = useLanguage((state) => state.language === 'en')
  const pages = PAGES.filter(({ right }) => holds(session, right))
  const [first] = pages
  return (
    <DeskFrame
      session={session}
      title={english ? 'Department' : '部门'}
      pages={pages.map(({ path, zh, en }) => ({ path: `/department/${path}`, name: english ? en : zh }))}
    >
      <Notices home={session.home} />
      {holds(session, 'report:receive') && <Deliveries session={session} />}
      <Suspense fallback={null}>
        <Routes>
          {pages.map(({ path, Page }) => (
            <Route key={path} path={`${path}/*`} element={<Page session={session} />} />
          ))}
          <Route path="*" element={<Navigate to={`/department/${first?.path}`} replace />} />
        </Routes>
      </Suspense>
    </DeskFrame>
  )
}
