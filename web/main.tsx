import { Component, lazy, type ReactNode, StrictMode, Suspense, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router'
import './ui/tokens.css'
import './ui/desk.css'
import './ui/light.css'
import { text, useLanguage, useText } from './i18n/text.ts'
import { followSession, openSession } from './live/kept-session.ts'
import { holds } from './live/rights.ts'
import { useSession } from './live/session.ts'
import { loadedScreens } from './screens/loaded.ts'
import { IdentityDialog } from './ui/IdentityDialog.tsx'
import { useTheme } from './ui/theme.ts'

const SignIn = lazy(() => import('./screens/sign-in/SignIn.tsx').then((m) => ({ default: m.SignIn })))
const Setup = lazy(() => import('./screens/setup/Setup.tsx').then((m) => ({ default: m.Setup })))
const LaterControlRoom = lazy(() => import('./screens/control-room/ControlRoom.tsx').then((m) => ({ default: m.ControlRoom })))
const MapWindow = lazy(() => import('./screens/control-room/MapWindow.tsx').then((m) => ({ default: m.MapWindow })))
const MapPrint = lazy(() => import('./screens/control-room/MapPrint.tsx').then((m) => ({ default: m.MapPrint })))
const AdminDesk = lazy(() => import('./screens/admin/AdminDesk.tsx').then((m) => ({ default: m.AdminDesk })))
const BureauDesk = lazy(() => import('./screens/bureau/BureauDesk.tsx').then((m) => ({ default: m.BureauDesk })))
const DepartmentDesk = lazy(() => import('./screens/department/DepartmentDesk.tsx').then((m) => ({ default: m.DepartmentDesk })))
const IncidentDesk = lazy(() => import('./screens/incident/IncidentPage.tsx').then((m) => ({ default: m.IncidentDesk })))
const SafetyDesk = lazy(() => import('./screens/school/SafetyDesk.tsx').then((m) => ({ default: m.SafetyDesk })))
const Legend = lazy(() => import('./screens/legend/Legend.tsx').then((m) => ({ default: m.Legend })))
const Technician = lazy(() => import('./screens/technician/Technician.tsx').then((m) => ({ default: m.Technician })))
const AccountPage = lazy(() => import('./screens/account/AccountPage.tsx').then((m) => ({ default: m.AccountPage })))
const Home = lazy(() => import('./screens/home/Home.tsx').then((m) => ({ default: m.Home })))

/** A screen that fails says so in words; a blank one could pass for a quiet day. */
class Fallback extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    return this.state.failed ? (
      <p role="alert" style={{ padding: 32, fontSize: 20, background: 'var(--stale)', color: '#fff' }}>
        {text().app.broken}
      </p>
    ) : (
      this.props.children
    )
  }
}

/** Who connects and registers devices, who grants, who reads the log. */
const ADMIN = ['systemAdmin', 'securityAdmin', 'auditor', 'technician']
/** Whose home is a desk with pages of its own. */
const HAS_DESK = ['systemAdmin', 'securityAdmin', 'auditor', 'bureau', 'department', 'police']
const CONTROL_ROOM = ['operator', 'shiftLeader', 'dutyLeader']

/** The guard's page is another document, so that a phone loads nothing of the desk. */
function ToDocument({ path }: { path: string }) {
  useEffect(() => location.replace(path), [path])
  return null
}

function Screens() {
  const ControlRoom = loadedScreens.ControlRoom ?? LaterControlRoom
  const t = useText()
  const session = useSession((state) => state.session)
  const isUnreachable = useSession((state) => state.isUnreachable)
  const { pathname } = useLocation()
  if (pathname === '/legend') return <Legend />
  if (pathname === '/field') return <ToDocument path={`/field${location.hash}`} />
  if (session === undefined)
    return <p style={{ padding: 32, color: 'var(--dim)' }}>{isUnreachable ? t.signIn.unreachable : t.app.loading}</p>
  if (session === null && pathname === '/setup') return <Setup />
  if (session === null) return pathname === '/sign-in' ? <SignIn /> : <Navigate to="/sign-in" replace />
  if (session.kind === 'enrolling' || pathname === '/account') return <AccountPage session={session} />
  if (session.home === '/guard') return <ToDocument path="/guard" />
  // Keyed: another tab may have signed somebody else in, and nothing that was read for the one before is theirs.
  return (
    <Routes key={session.user.username}>
      <Route
        path="/control-room"
        element={CONTROL_ROOM.includes(session.role) ? <ControlRoom session={session} /> : <Navigate to={session.home} replace />}
      />
      {CONTROL_ROOM.includes(session.role) && <Route path="/control-room/map" element={<MapWindow />} />}
      {CONTROL_ROOM.includes(session.role) && <Route path="/control-room/print" element={<MapPrint />} />}
      {!HAS_DESK.includes(session.role) && holds(session, 'incident:read') && (
        <Route path={`${session.home}/incidents/*`} element={<IncidentDesk session={session} />} />
      )}
      {session.home === '/school' && <Route path="/school/*" element={<SafetyDesk session={session} />} />}
      {ADMIN.includes(session.role) && <Route path="/admin/*" element={<AdminDesk session={session} />} />}
      {session.role === 'bureau' && <Route path="/bureau/*" element={<BureauDesk session={session} />} />}
      {session.home === '/department' && <Route path="/department/*" element={<DepartmentDesk session={session} />} />}
      {!HAS_DESK.includes(session.role) && (
        <Route
          path={session.home}
          element={session.home === '/technician' ? <Technician session={session} /> : <Home session={session} />}
        />
      )}
      <Route path="*" element={<Navigate to={session.home} replace />} />
    </Routes>
  )
}

const root = document.getElementById('root')
if (root) {
  document.documentElement.lang = useLanguage.getState().language
  document.documentElement.dataset.theme = useTheme.getState().theme
  followSession()
  void openSession(location.pathname)
  createRoot(root).render(
    <StrictMode>
      <Fallback>
        <BrowserRouter>
          <Suspense fallback={null}>
            <Screens />
            <IdentityDialog />
          </Suspense>
        </BrowserRouter>
      </Fallback>
    </StrictMode>,
  )
}
