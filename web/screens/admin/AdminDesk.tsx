import { useEffect } from 'react'
import { Link, Navigate, NavLink, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { useText } from '../../i18n/text.ts'
import { endSession } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { useLight } from '../../ui/use-light.ts'
import styles from './Admin.module.css'
import { CredentialPage } from './CredentialPage.tsx'
import { ImportPage } from './ImportPage.tsx'
import { InboxPage } from './InboxPage.tsx'
import { loadPlaces } from './places.ts'
import { SourcePage } from './SourcePage.tsx'
import { useAdminText } from './text.ts'

/** 接入与登记: what is heard, who waits for registration. The technician drafts, the system administrator puts in force. */
export function AdminDesk({ session }: { session: Session }) {
  const t = useText()
  const admin = useAdminText()
  const light = useLight()
  useEffect(() => {
    loadPlaces().catch(() => setTimeout(() => void loadPlaces().catch(() => {}), 5_000)) // the pages work without; only the map waits
  }, [])
  if (!light) return null
  return (
    <div className={styles.desk}>
      <header className={styles.head}>
        <h1>
          {t.app.name} · {admin.title}
        </h1>
        <nav className={styles.nav}>
          {(['inbox', 'sources', 'import', 'credentials'] as const).map((page) => (
            <NavLink key={page} to={`/admin/${page}`}>
              {admin.nav[page]}
            </NavLink>
          ))}
          {session.home !== '/admin' && <Link to={session.home}>{admin.back}</Link>}
        </nav>
        <div className={styles.who}>
          <span>
            {session.user.name} · {t.role[session.role]}
          </span>
          <LanguageSwitch />
          <button type="button" className={controls.button} onClick={() => void endSession()}>
            {admin.signOut}
          </button>
        </div>
      </header>
      <main className={styles.page}>
        <Routes>
          <Route path="inbox" element={<InboxPage session={session} />} />
          <Route path="sources" element={<SourcePage session={session} />} />
          <Route path="import" element={<ImportPage session={session} />} />
          <Route path="credentials" element={<CredentialPage session={session} />} />
          <Route path="*" element={<Navigate to="/admin/inbox" replace />} />
        </Routes>
      </main>
    </div>
  )
}
