import { serverNow, useLink } from '../../live/link.ts'
import { clockText } from '../../ui/time.ts'
import styles from './StaleBanner.module.css'
import { useRoomText } from './text.ts'

/** Printed across the map while it is not live: of when the picture is. The states of devices are of the last pulse, whatever alarms were asked for since. */
export function StaleStamp() {
  const room = useRoomText()
  const stale = useLink((link) => link.faults.length > 0)
  const at = useLink((link) => (link.pulseAtMs === null ? null : serverNow(link) - (link.nowMs - link.pulseAtMs)))
  if (!stale) return null
  return (
    <p className={styles.stamp} aria-hidden="true">
      {at === null ? room.stale.none : room.stale.pictureOf(clockText(at))}
    </p>
  )
}
