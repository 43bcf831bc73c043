import { useEffect } from 'react'
import { comma, useText } from '../../i18n/text.ts'
import { useLink } from '../../live/link.ts'
import { ageText } from '../../ui/time.ts'
import styles from './Dock.module.css'
import { overdueOf, useSendings } from './sendings.ts'
import { Telephones } from './Telephones.tsx'
import { useGuardText } from './text.ts'
import { useWords } from './words.ts'

/** 未送达 in words and by vibration, with the telephones beside it, above the SOS button wherever the page is scrolled to. */
export function Undelivered() {
  const t = useText()
  const g = useGuardText()
  const words = useWords()
  const overdue = overdueOf(
    useSendings(),
    useLink((link) => link.nowMs),
  )
  const first = overdue[0]
  const count = overdue.length
  useEffect(() => {
    if (count > 0) navigator.vibrate?.([300, 150, 300])
  }, [count])
  if (!first) return null
  const what = overdue.map(({ sending }) => words.said(sending.word)).join(comma())
  return (
    <div role="alert" className={styles.unsent}>
      <strong>{g.notSent}</strong>
      <p>{g.notSentWhat(what, ageText(first.waitedMs, t.time))}</p>
      <Telephones schoolId={first.sending.schoolId} />
    </div>
  )
}
