import { useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { screenText } from '../../i18n/text.ts'
import { startAct } from '../../live/acts.ts'
import { holds } from '../../live/rights.ts'
import { isWall } from '../../live/shown.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import styles from './ReleaseSilent.module.css'
import { useKeys } from './use-keys.ts'

const useReleaseText = screenText(
  {
    hidden: '无声：本校保安的手机上什么也没有。',
    release: '通知本校保安',
    warning: '通知后他们的手机会响铃、亮屏，不能撤回。',
    confirm: '确定通知',
    cancel: '取消',
    released: '本校保安已接到通知。',
  },
  {
    hidden: 'Silent: nothing shows on the phones of this school’s guards.',
    release: 'Tell the guards',
    warning: 'Their phones will then ring and light up; it cannot be taken back.',
    confirm: 'Tell them',
    cancel: 'Cancel',
    released: 'The school’s guards have been told.',
  },
)

const isSilentHere = ({ silent, state, schoolId }: Alarm): boolean => silent && state !== 'closed' && schoolId !== null
const isHeldBack = (alarm: Alarm): boolean => isSilentHere(alarm) && !alarm.released

/** Of a silent alarm the guards at the scene know nothing until the control room says so (R25); asked twice, as a phone that rings may betray somebody. */
export function ReleaseSilent({ alarm, session, keysCount }: { alarm: Alarm; session: Session; keysCount: boolean }) {
  const t = useReleaseText()
  const [asked, setAsked] = useState<string | null>(null)
  const release = () => {
    setAsked(null)
    void startAct({ alarm, name: 'release' })
  }
  const canRelease = keysCount && isHeldBack(alarm) && holds(session, 'alarm:release') && !isWall()
  useKeys(canRelease ? { s: () => (asked === alarm.id ? release() : setAsked(alarm.id)) } : {})
  if (!isSilentHere(alarm)) return null
  if (alarm.released) return <p className={styles.told}>{t.released}</p>
  if (!holds(session, 'alarm:release')) return <p className={styles.told}>{t.hidden}</p>
  if (asked !== alarm.id)
    return (
      <p className={styles.release}>
        {t.hidden}
        <button type="button" className={controls.button} onClick={() => setAsked(alarm.id)}>
          {t.release}
          <KeyCap>S</KeyCap>
        </button>
      </p>
    )
  return (
    <p role="alert" className={styles.release}>
      {t.warning}
      <button type="button" className={controls.button} onClick={release}>
        {t.confirm}
        <KeyCap>S</KeyCap>
      </button>
      <button type="button" className={controls.quiet} onClick={() => setAsked(null)}>
        {t.cancel}
      </button>
    </p>
  )
}
