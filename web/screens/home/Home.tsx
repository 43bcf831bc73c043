import { lazy, Suspense } from 'react'
import { Link } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { colon, comma, useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import '../../ui/print.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { SignOut } from '../../ui/SignOut.tsx'
import styles from './Home.module.css'
import { OpenAlarms } from './OpenAlarms.tsx'

const Requests = lazy(() => import('../school/Requests.tsx').then((m) => ({ default: m.Requests })))
const Phones = lazy(() => import('../school/Phones.tsx').then((m) => ({ default: m.Phones })))

const Deliveries = lazy(() => import('../reports/Deliveries.tsx').then((m) => ({ default: m.Deliveries })))
const OwnHazards = lazy(() => import('../school/OwnHazards.tsx').then((m) => ({ default: m.OwnHazards })))
const Urges = lazy(() => import('../school/Urges.tsx').then((m) => ({ default: m.Urges })))

/** What a scope holds: schools by their names, the rest by what it is called in the register. */
const namesOf = ({ scope, schools }: Session): readonly string[] => {
  if (scope.kind === 'district') return []
  return scope.kind === 'school' ? scope.ids.map((own) => schools.find(({ id }) => id === own)?.name ?? own) : scope.ids
}

/** Who you are and, where the role may read them, the open alarms. */
export function Home({ session }: { session: Session }) {
  const t = useText()
  const { scope } = session
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{t.app.full}</h1>
        <span className={styles.acts} data-print="no">
          <PrintButton />
          <LanguageSwitch />
          <SignOut className={controls.button}>{t.home.signOut}</SignOut>
        </span>
      </header>
      <PaperLine />
      <dl className={styles.facts}>
        <dt>{t.home.account}</dt>
        <dd>
          {session.user.username} · <Link to="/account">{t.home.myAccount}</Link>
        </dd>
        <dt>{t.home.name}</dt>
        <dd>{session.user.name}</dd>
        <dt>{t.home.role}</dt>
        <dd>{t.role[session.role]}</dd>
        <dt>{t.home.scope}</dt>
        <dd>
          {t.scope[scope.kind]}
          {scope.kind !== 'district' && `${colon()}${namesOf(session).join(comma())}`}
        </dd>
      </dl>
      {session.home === '/school' && holds(session, 'hazard:read') && (
        <Suspense fallback={null}>
          <OwnHazards home={session.home} />
        </Suspense>
      )}
      {holds(session, 'report:receive') && (
        <Suspense fallback={null}>
          <Deliveries session={session} />
        </Suspense>
      )}
      {holds(session, 'urge:answer') && (
        <Suspense fallback={null}>
          <Urges />
        </Suspense>
      )}
      {holds(session, 'incident:read') && (
        <p className={styles.way}>
          <Link to={`${session.home}/incidents`} className={controls.primary}>
            {t.home.incidents}
          </Link>
        </p>
      )}
      {holds(session, 'enrolment:write') && (
        <Suspense fallback={null}>
          <Phones />
        </Suspense>
      )}
      {session.scope.kind === 'school' && holds(session, 'schoolRequest:read') && (
        <Suspense fallback={null}>
          <Requests mayAnswer={holds(session, 'schoolRequest:answer')} />
        </Suspense>
      )}
      <OpenAlarms />
    </main>
  )
}
