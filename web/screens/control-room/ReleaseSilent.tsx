import { useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { screenText } from '../../i18n/text.ts'
import { startAct } from '../../live/acts.ts'
import { holds } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import styles from './ReleaseSilent.module.css'

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

/** Of a silent alarm the guards at the scene know nothing until the control room says so (R25); asked twice, as a phone that rings may betray somebody. */
export function ReleaseSilent({ alarm, session }: { alarm: Alarm; session: Session }) {
  const t = useReleaseText()
  const [asked, setAsked] = useState<string | null>(null)
  if (!alarm.silent || alarm.state === 'closed' || alarm.schoolId === null) return null
  if (alarm.released) return <p className={styles.told}>{t.released}</p>
  if (!holds(session, 'alarm:release')) return <p className={styles.told}>{t.hidden}</p>
  if (asked !== alarm.id)
    return (
      <p className={styles.release}>
        {t.hidden}
        <button type="button" className={controls.button} onClick={() => setAsked(alarm.id)}>
          {t.release}
        </button>
      </p>
    )
  return (
    <p role="alert" className={styles.release}>
      {t.warning}
      <button
        type="button"
        className={controls.button}
        onClick={() => {
          setAsked(null)
          void startAct({ alarm, name: 'release' })
        }}
      >
        {t.confirm}
      </button>
      <button type="button" className={controls.quiet} onClick={() => setAsked(null)}>
        {t.cancel}
      </button>
    </p>
  )
}
