import { lazy, Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { useLanguage } from '../../i18n/text.ts'
import { DeskFrame } from '../../ui/DeskFrame.tsx'
import { Notices } from '../notices/Notices.tsx'
import { PAGES } from './pages.tsx'

/** It leaves the desk's frame, and the daylight. */
const Wall = lazy(() => import('./Wall.tsx').then((m) => ({ default: m.Wall })))

/** 安全科: the promises of the plan as figures, and what is behind them. */
export function BureauDesk({ session }: { session: Session }) {
  return (
    <Suspense fallback={null}>
      <Routes>
        <Route path="wall" element={<Wall />} />
        <Route path="*" element={<Desk session={session} />} />
      </Routes>
    </Suspense>
  )
}

function Desk({ session }: { session: Session }) {
  const english = useLanguage((state) => state.language === 'en')
  const [first] = PAGES
  return (
    <DeskFrame
      session={session}
      title={english ? 'Bureau' : '安全科'}
      pages={PAGES.map(({ path, zh, en }) => ({ path: `/bureau/${path}`, name: english ? en : zh }))}
    >
      <Notices home={session.home} />
      <Suspense fallback={null}>
        <Routes>
          {PAGES.map(({ path, Page }) => (
            <Route key={path} path={`${path}/*`} element={<Page session={session} />} />
          ))}
          <Route path="*" element={<Navigate to={`/bureau/${first?.path}`} replace />} />
        </Routes>
      </Suspense>
    </DeskFrame>
  )
}
