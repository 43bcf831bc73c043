import type { Session } from '#contracts/session.ts'
import { useText } from '../../i18n/text.ts'
import { useLink, useSecond } from '../../live/link.ts'
import { ageText } from '../../ui/time.ts'
import { useHandoverText } from './handover-text.ts'
import styles from './UnmannedBanner.module.css'

/** Calls the leaders while no operator is signed in during the hours of duty (R15); their screens sound, too. */
export function UnmannedBanner({ session }: { session: Session }) {
  const t = useText()
  const h = useHandoverText()
  const since = useLink(({ pulse }) => pulse?.unmannedSince ?? null)
  const nowMs = useSecond() * 1000
  if (since === null || session.role === 'operator') return null
  return (
    <section className={styles.banner}>
      <b>{h.unmanned(ageText(Math.max(0, nowMs - Date.parse(since)), t.time))}</b> <span role="alert">{h.unmannedLead}</span>
    </section>
  )
}
