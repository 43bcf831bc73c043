import { useCallback } from 'react'
import type { Unregistered } from '#contracts/unregistered.ts'
import { decode, readDeadLetters } from '../../api/admin.ts'
import { brackets } from '../../i18n/text.ts'
import styles from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { DecodedView } from './DecodedView.tsx'
import { fromBase64 } from './payload-text.ts'
import { useAdminText } from './text.ts'
import { useReading } from './use-reading.ts'

const SHOWN = 5

/** What a stranger said last, as bytes and as decoded; of what may be an alarm only where the reader may read it. */
export function KeptMessages({ stranger }: { stranger: Unregistered }) {
  const t = useAdminText()
  const { source, externalId } = stranger
  const read = useCallback(async () => {
    const query = `source=${encodeURIComponent(source)}&identity=${encodeURIComponent(externalId)}&limit=${SHOWN}`
    const letters = (await readDeadLetters(query)).items.flatMap((letter) =>
      letter.payloadBase64 === null ? [] : [{ ...letter, payloadBase64: letter.payloadBase64 }],
    )
    if (letters.length === 0) return []
    const { results } = await decode(letters.map(({ topic, payloadBase64, receivedAt }) => ({ topic, payloadBase64, receivedAt })))
    return letters.map((letter, n) => ({ letter, result: results[n] }))
  }, [source, externalId])
  const { value } = useReading(read, 0)
  if (!value) return null
  return (
    <details>
      <summary style={{ cursor: 'pointer', padding: '8px 0' }}>
        {t.inbox.messages}
        {brackets(value.length)}
      </summary>
      {value.length === 0 && <p className={styles.dim}>{t.inbox.messagesNone}</p>}
      {value.map(({ letter, result }) => (
        <div key={letter.id} style={{ marginBottom: 16 }}>
          <p className={styles.dim}>
            {momentText(letter.receivedAt, Date.now())} · <span className={styles.mono}>{letter.topic}</span>
          </p>
          <pre className={`${styles.payload} ${styles.mono}`}>{fromBase64(letter.payloadBase64).text.slice(0, 4000)}</pre>
          {result && <DecodedView result={result} />}
        </div>
      ))}
    </details>
  )
}
