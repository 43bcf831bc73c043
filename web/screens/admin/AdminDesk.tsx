import { useEffect } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { DeskFrame } from '../../ui/DeskFrame.tsx'
import { CredentialPage } from './CredentialPage.tsx'
import { ImportPage } from './ImportPage.tsx'
import { InboxPage } from './InboxPage.tsx'
import { loadPlaces } from './places.ts'
import { SourcePage } from './SourcePage.tsx'
import { useAdminText } from './text.ts'

const PAGES = ['inbox', 'sources', 'import', 'credentials'] as const

/** 接入与登记: what is heard, who waits for registration. The technician drafts, the system administrator puts in force. */
export function AdminDesk({ session }: { session: Session }) {
  const admin = useAdminText()
  useEffect(() => {
    loadPlaces().catch(() => setTimeout(() => void loadPlaces().catch(() => {}), 5_000)) // the pages work without; only the map waits
  }, [])
  return (
    <DeskFrame
      session={session}
      title={admin.title}
      pages={PAGES.map((page) => ({ path: `/admin/${page}`, name: admin.nav[page] }))}
      {...(session.home === '/admin' ? {} : { back: admin.back })}
    >
      <Routes>
        <Route path="inbox" element={<InboxPage session={session} />} />
        <Route path="sources" element={<SourcePage session={session} />} />
        <Route path="import" element={<ImportPage session={session} />} />
        <Route path="credentials" element={<CredentialPage session={session} />} />
        <Route path="*" element={<Navigate to="/admin/inbox" replace />} />
      </Routes>
    </DeskFrame>
  )
}
