import type { Alarm } from '#contracts/alarm.ts'
import { screenText } from '../../i18n/text.ts'
import { useSecond } from '../../live/link.ts'
import { isStanding } from '../../live/standing.ts'
import styles from './StandingMarks.module.css'

const useMarkText = screenText({ chattering: '频繁按下', standing: '超时未结' }, { chattering: 'Chattering', standing: 'Open > 24 h' })

export const ChatteringMark = () => <span className={styles.chattering}>{useMarkText().chattering}</span>
export const StandingMark = () => <span className={styles.standing}>{useMarkText().standing}</span>

/** Whether its button is pressed again and again, and whether nobody has closed it for a day (R12). */
export function StandingMarks({ alarm }: { alarm: Alarm }) {
  const nowMs = useSecond() * 1000
  return (
    <>
      {typeof alarm.chatteringAt === 'string' && <ChatteringMark />}
      {isStanding(alarm, nowMs) && <StandingMark />}
    </>
  )
}
