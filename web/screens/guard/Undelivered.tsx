import { useEffect } from 'react'
import { useText } from '../../i18n/text.ts'
import { useLink } from '../../live/link.ts'
import { ageText } from '../../ui/time.ts'
import styles from './Guard.module.css'
import { RECEIPT_MS, type Sending, useSendings } from './sendings.ts'
import { Telephones } from './Telephones.tsx'
import { useGuardText } from './text.ts'
import { useWords } from './words.ts'

/** What was said and has no receipt though 3 s have passed, the oldest first. */
function useOverdue(): { sending: Sending; waitedMs: number }[] {
  const { sendings, sinceMs } = useSendings()
  const now = useLink((link) => link.nowMs)
  return sendings
    .filter(({ state }) => state === 'waiting')
    .map((sending) => ({ sending, waitedMs: now - (sinceMs.get(sending.key) ?? now) }))
    .filter(({ waitedMs }) => waitedMs > RECEIPT_MS)
}

/** 未送达 in words and by vibration, with the telephones beside it, above the SOS button wherever the page is scrolled to. */
export function Undelivered() {
  const t = useText()
  const g = useGuardText()
  const words = useWords()
  const overdue = useOverdue()
  const first = overdue[0]
  const count = overdue.length
  useEffect(() => {
    if (count > 0) navigator.vibrate?.([300, 150, 300])
  }, [count])
  if (!first) return null
  const what = overdue.map(({ sending }) => words.said(sending.word)).join('、')
  return (
    <div role="alert" className={styles.unsent}>
      <strong>{g.notSent}</strong>
      <p>{g.notSentWhat(what, ageText(first.waitedMs, t.time))}</p>
      <Telephones schoolId={first.sending.schoolId} />
    </div>
  )
}
