import type { ReactNode } from 'react'
import { Link, NavLink, useLocation, useNavigate } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { useText } from '../i18n/text.ts'
import controls from './controls.module.css'
import styles from './desk.module.css'
import { SignOut } from './SignOut.tsx'
import './print.css'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { useLight } from './use-light.ts'

interface Props {
  session: Session
  title: string
  /** the pages of this desk, by their whole path */
  pages: readonly { path: string; name: string }[]
  /** a way home for those who have another one */
  back?: string
  children: ReactNode
}

/** So many pages stand on one line of a phone; more are a choice there. */
const FEW = 5

/** A desk by daylight: whose it is, its pages, who is signed in. Printing leaves the page alone. */
export function DeskFrame({ session, title, pages, back, children }: Props) {
  const t = useText()
  const light = useLight()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  if (!light) return null
  const here = pages.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
  return (
    <div className={styles.desk}>
      <header className={styles.head}>
        <h1>
          {t.app.name} · {title}
        </h1>
        {pages.length > FEW && (
          <select
            className={styles.pages}
            aria-label={t.home.pages}
            value={here?.path ?? ''}
            onChange={(event) => void navigate(event.target.value)}
          >
            {!here && <option value="" />}
            {pages.map(({ path, name }) => (
              <option key={path} value={path}>
                {name}
              </option>
            ))}
            <option value="/account">{t.home.myAccount}</option>
          </select>
        )}
        <nav className={`${styles.nav} ${pages.length > FEW ? styles.many : ''}`}>
          {pages.map(({ path, name }) => (
            <NavLink key={path} to={path}>
              {name}
            </NavLink>
          ))}
          {back !== undefined && <Link to={session.home}>{back}</Link>}
        </nav>
        <div className={styles.who}>
          <Link to="/account" title={t.home.myAccount}>
            {session.user.name} · {t.role[session.role]}
          </Link>
          <LanguageSwitch />
          <SignOut className={controls.button}>{t.home.signOut}</SignOut>
        </div>
      </header>
      <main className={styles.page}>{children}</main>
    </div>
  )
}
