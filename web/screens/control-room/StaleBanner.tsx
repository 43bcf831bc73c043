import { useText } from '../../i18n/text.ts'
import { listedLately, serverNow, useLink } from '../../live/link.ts'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { ageText, clockText } from '../../ui/time.ts'
import styles from './StaleBanner.module.css'
import { useRoomText } from './text.ts'

/** Says that the picture is not live, why, since when, and what still works. */
export function StaleBanner({ onPhoneBook }: { onPhoneBook: () => void }) {
  const t = useText()
  const room = useRoomText()
  const faults = useLink((link) => link.faults)
  const silentS = useLink((link) => (link.pulseAtMs === null ? null : Math.floor((link.nowMs - link.pulseAtMs) / 1000)))
  const listed = useLink((link) => {
    const atMs = listedLately(link)
    return atMs === null ? null : clockText(serverNow(link) - (link.nowMs - atMs))
  })
  if (faults.length === 0) return null
  return (
    <section className={styles.banner} aria-label={t.stale.title}>
      <p role="alert" className={styles.reason}>
        <strong>{t.stale.title}</strong>
        {faults.map((fault) => (
          <span key={fault}>{t.stale[fault]}</span>
        ))}
      </p>
      <p className={styles.works}>
        {silentS === null ? t.stale.never : silentS > 2 ? t.stale.since(ageText(silentS * 1000, t.time)) : null}
        {listed !== null && <b>{t.stale.listed(listed)}</b>}
        {t.stale.works}{' '}
        <button type="button" className={styles.book} onClick={onPhoneBook}>
          {room.phoneBook.title}
          <KeyCap>T</KeyCap>
        </button>
      </p>
    </section>
  )
}
