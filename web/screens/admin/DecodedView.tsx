import type { DecodeResult } from '../../api/admin.ts'
import styles from '../../ui/desk.module.css'
import { useAdminText } from './text.ts'

const shown = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))

/** What a message means, field by field, in the words of the contract. */
export function DecodedView({ result }: { result: DecodeResult }) {
  const t = useAdminText().bench
  const { dialect, disposition, events, reason, suspect, deviceId } = result
  return (
    <div>
      <p>
        <span className={disposition === 'dead-letter' ? styles.warn : styles.note}>{t.disposition[disposition]}</span>
        {dialect && <span className={styles.tag}>{dialect}</span>}
        {suspect && <span className={styles.warn}>{t.suspect}</span>}
      </p>
      {reason && (
        <p>
          <span className={styles.dim}>{t.reason}</span> <span className={styles.mono}>{reason}</span>
        </p>
      )}
      {deviceId && (
        <p>
          <span className={styles.dim}>deviceId</span> <span className={styles.mono}>{deviceId}</span>
        </p>
      )}
      {Object.entries(events).map(([place, event]) => (
        <section key={place}>
          <h3>{t.event(Number(place) + 1, events.length)}</h3>
          <dl className={`${styles.facts} ${styles.mono}`}>
            {Object.entries(event)
              .filter(([, value]) => value !== null && value !== undefined)
              .map(([field, value]) => (
                <div key={field} style={{ display: 'contents' }}>
                  <dt>{field}</dt>
                  <dd>{shown(value)}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
