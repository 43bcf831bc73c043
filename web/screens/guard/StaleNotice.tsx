import { comma, useText } from '../../i18n/text.ts'
import { listedLately, serverNow, useLink } from '../../live/link.ts'
import { ageText, clockText } from '../../ui/time.ts'
import dockStyles from './Dock.module.css'
import styles from './StaleNotice.module.css'
import { useSite } from './site.ts'
import { Telephones } from './Telephones.tsx'
import { useGuardText } from './text.ts'

interface Stale {
  title: string
  since: string
  why: string
}

/** Why and since when the picture is not live, in words; null while it is. A page that was opened without a network says so too. */
function useStale(): Stale | null {
  const t = useText()
  const g = useGuardText()
  const faults = useLink((link) => link.faults)
  const silentMs = useLink((link) => (link.pulseAtMs === null ? null : Math.floor((link.nowMs - link.pulseAtMs) / 1000) * 1000))
  const heardAt = useSite(({ kept }) => kept?.heardAt ?? null)
  const listed = useLink((link) => (link.listedAtMs === null ? null : clockText(serverNow(link) - (link.nowMs - link.listedAtMs))))
  const isAsked = useLink((link) => listedLately(link) !== null)
  if (faults.length === 0) return null
  const why = faults.map((fault) => t.stale[fault]).join(comma())
  // Alarms still come, only later: saying that they do not would be as wrong as saying nothing.
  if (listed !== null && isAsked) return { title: t.stale.title, since: t.stale.listed(listed), why }
  if (listed !== null) return { title: g.stale, since: g.staleListed(listed), why }
  if (silentMs !== null) return { title: g.stale, since: g.staleSince(ageText(silentMs, t.time)), why }
  return { title: g.offline, since: heardAt === null ? g.offlineNever : g.offlineSince(ageText(Date.now() - heardAt, t.time)), why }
}

/** Without an alarm: the whole notice, with telephones. */
export function StaleNotice({ schoolId }: { schoolId: string | null }) {
  const g = useGuardText()
  const stale = useStale()
  return stale ? (
    <div role="alert" className={styles.stale}>
      <strong>{stale.title}</strong>
      <p>{g.staleWords(stale.why, stale.since)}</p>
      <Telephones schoolId={schoolId} />
    </div>
  ) : null
}

/** Beside an alarm: a strip at the foot of the page, so that no answer moves away under the thumb. */
export function StaleStrip() {
  const g = useGuardText()
  const isTold = useLink((link) => link.pulseAtMs !== null || link.listedAtMs !== null)
  const isListed = useLink((link) => listedLately(link) !== null)
  const stale = useStale()
  return stale ? (
    <p role="alert" className={dockStyles.strip}>
      <b>{isListed ? stale.title : g.stale}</b> {isTold ? stale.since : g.staleNever}
    </p>
  ) : null
}
