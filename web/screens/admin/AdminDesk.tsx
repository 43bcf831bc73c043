import { useEffect } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { Session } from '#contracts/session.ts'
import type { Right } from '#domain/policy.ts'
import { holds } from '../../live/rights.ts'
import { DeskFrame } from '../../ui/DeskFrame.tsx'
import { CampusPage } from '../campus/CampusPage.tsx'
import { AccountsPage } from './AccountsPage.tsx'
import { ApiKeys } from './ApiKeys.tsx'
import { AuditPage } from './AuditPage.tsx'
import { CredentialPage } from './CredentialPage.tsx'
import { ImportPage } from './ImportPage.tsx'
import { InboxPage } from './InboxPage.tsx'
import { loadPlaces } from './places.ts'
import { SourcePage } from './SourcePage.tsx'
import { useAdminText } from './text.ts'

/** Each page, and the right that opens it. */
const PAGES = {
  inbox: 'unregistered:read',
  sources: 'source:read',
  campuses: 'campus:draft',
  import: 'register:import',
  credentials: 'credential:read',
  accounts: 'account:read',
  keys: 'apiKey:write',
  audit: 'audit:read',
} as const satisfies Record<string, Right>
type PageName = keyof typeof PAGES
const PAGE_NAMES = Object.keys(PAGES) as PageName[]

/** The desk of the three administrators (三员), and of the technician who drafts: devices, accounts, the log. */
export function AdminDesk({ session }: { session: Session }) {
  const admin = useAdminText()
  const mayConnect = holds(session, 'unregistered:read')
  useEffect(() => {
    if (!mayConnect) return
    loadPlaces().catch(() => setTimeout(() => void loadPlaces().catch(() => {}), 5_000)) // the pages work without; only the map waits
  }, [mayConnect])
  const pages = PAGE_NAMES.filter((page) => holds(session, PAGES[page]))
  return (
    <DeskFrame
      session={session}
      title={mayConnect ? admin.title : admin.titleOfGrants}
      pages={pages.map((page) => ({ path: `/admin/${page}`, name: admin.nav[page] }))}
      {...(session.home === '/admin' ? {} : { back: admin.back })}
    >
      <Routes>
        {mayConnect && <Route path="inbox" element={<InboxPage session={session} />} />}
        {mayConnect && <Route path="sources" element={<SourcePage session={session} />} />}
        {mayConnect && <Route path="campuses" element={<CampusPage session={session} />} />}
        {mayConnect && <Route path="import" element={<ImportPage session={session} />} />}
        {mayConnect && <Route path="credentials" element={<CredentialPage session={session} />} />}
        {pages.includes('accounts') && <Route path="accounts" element={<AccountsPage session={session} />} />}
        {pages.includes('keys') && <Route path="keys" element={<ApiKeys />} />}
        {pages.includes('audit') && <Route path="audit" element={<AuditPage />} />}
        <Route path="*" element={<Navigate to={`/admin/${pages[0] ?? 'inbox'}`} replace />} />
      </Routes>
    </DeskFrame>
  )
}
