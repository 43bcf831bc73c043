import { useEffect, useState } from 'react'
import { useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import { loadSession, useSession } from '../../live/session.ts'
import { Emergency, Enrol } from './Enrol.tsx'
import { scannedCode } from './enrol-code.ts'
import styles from './Page.module.css'
import { forgetSite, useSite } from './site.ts'
import { useGuardText } from './text.ts'
import { Watch } from './Watch.tsx'

/** Its holder has asked to leave and the server has not heard it: the page is nobody's until it has. */
function Leaving() {
  const g = useGuardText()
  return (
    <main className={styles.page}>
      <p role="alert" className={styles.refused}>
        <b>{g.leaving}</b> {g.leavingWhy}
      </p>
      <Emergency />
    </main>
  )
}

/** Whose page it is: enrolled, signed in, or, without a network, whose it was when it last heard the server. */
export function Guard() {
  const t = useText()
  const g = useGuardText()
  const answered = useSession((state) => state.session)
  const kept = useSite((state) => state.kept)
  const [scanned, setScanned] = useState(() => scannedCode() !== null)
  const [ended, setEnded] = useState(false)
  const isLeaving = useSession((state) => state.isLeaving)
  useEffect(() => {
    if (!scanned && useSession.getState().session === undefined) void loadSession()
  }, [scanned])
  useEffect(() => {
    if (isLeaving) return forgetSite()
    const { kept } = useSite.getState()
    if (answered === undefined || kept === null) return
    if (answered === null) setEnded(true)
    if (answered?.user.username !== kept.session.user.username) forgetSite()
  }, [answered, isLeaving])

  const onEnrolled = () => {
    history.replaceState(null, '', '/guard')
    setScanned(false)
    setEnded(false)
  }
  if (isLeaving) return <Leaving />
  if (scanned && !answered) return <Enrol ended={false} onEnrolled={onEnrolled} />
  const session = answered ?? (answered === undefined ? kept?.session : null)
  if (session === undefined)
    return (
      <main className={styles.page}>
        <p className={styles.loading}>{g.waiting}</p>
        <Emergency />
      </main>
    )
  if (session === null) return <Enrol ended={ended} onEnrolled={onEnrolled} />
  if (!holds(session, 'alarm:answer') || !holds(session, 'site:read'))
    return (
      <p className={styles.loading}>
        {g.wrongRole} <a href={session.home}>{t.role[session.role]}</a>
      </p>
    )
  return <Watch key={session.user.username} session={session} />
}
