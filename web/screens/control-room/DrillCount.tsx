import { useExerciseCount } from '../../live/exercises.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import styles from './DrillPanel.module.css'
import { useDrillText } from './drill-text.ts'

/** How many drills and tests are open now, hatched as they are everywhere; opens their list. */
export function DrillCount({ onOpen }: { onOpen: () => void }) {
  const d = useDrillText()
  const count = useExerciseCount()
  return (
    <button type="button" className={controls.quiet} onClick={onOpen}>
      {count > 0 ? <span className={styles.kind}>{d.strip(count)}</span> : d.title}
      <KeyCap>Y</KeyCap>
    </button>
  )
}
