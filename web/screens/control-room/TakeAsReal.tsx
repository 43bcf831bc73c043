import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { screenText } from '../../i18n/text.ts'
import { startAct } from '../../live/acts.ts'
import { refreshExercises } from '../../live/exercises.ts'
import { holds } from '../../live/rights.ts'
import { isWall } from '../../live/shown.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import styles from './ReleaseSilent.module.css'
import { useKeys } from './use-keys.ts'

const useRealText = screenText(
  {
    drill: '演练中按下。',
    test: '测试中按下。',
    ask: '现场真有危险？',
    take: '转为真实警情',
    ends: { drill: '该校的演练同时结束。', test: '该设备的测试同时结束。' },
  },
  {
    drill: 'Pressed in a drill.',
    test: 'Pressed in a test.',
    ask: 'Is there real danger?',
    take: 'Take as real',
    ends: { drill: 'The school’s drill ends with it.', test: 'The device’s test ends with it.' },
  },
)

/**
 * One key turns the alarm of a drill or test into a real one (R11). It is not asked twice: a drill taken for real costs less than the other
 * way round. What only the device calls an exercise is real already.
 */
export function TakeAsReal({ alarm, session, keysCount }: { alarm: Alarm; session: Session; keysCount: boolean }) {
  const t = useRealText()
  const isOffered =
    alarm.exercise !== null && alarm.exerciseVerified && alarm.state !== 'closed' && holds(session, 'alarm:takeAsReal') && !isWall()
  const take = () => void startAct({ alarm, name: 'real' }).then(refreshExercises)
  useKeys(isOffered && keysCount ? { j: take } : {})
  if (alarm.exercise === null || !isOffered) return null
  return (
    <p className={styles.release}>
      {t[alarm.exercise]} {t.ask}
      <button type="button" className={controls.button} onClick={take}>
        {t.take}
        <KeyCap>J</KeyCap>
      </button>
      <span>{t.ends[alarm.exercise]}</span>
    </p>
  )
}
