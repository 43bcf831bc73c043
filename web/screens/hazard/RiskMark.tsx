import type { Risk } from '#contracts/hazard.ts'
import styles from './Hazard.module.css'
import { useHazardText } from './text.ts'

/** 风险等级: by word and line, not by colour alone. */
export function RiskMark({ risk }: { risk: Risk }) {
  return <span className={`${styles.risk} ${styles[risk]}`}>{useHazardText().risks[risk]}</span>
}
