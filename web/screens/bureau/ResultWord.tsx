import type { SchoolResult } from '#contracts/measure.ts'
import { amountText } from '#domain/gap-note.ts'
import { ResultMark } from '../../ui/ResultMark.tsx'
import styles from './Bureau.module.css'
import { useBureauText } from './text.ts'

/** A result by form and word, with what later evidence would make of it. */
export function ResultWord({ row: { result, corrected } }: { row: Pick<SchoolResult, 'result' | 'corrected'> }) {
  const t = useBureauText()
  return (
    <>
      <span className={styles.word}>
        <ResultMark result={result} />
        {t.result[result]}
      </span>
      {corrected && (
        <span className={styles.small}>
          {t.rows.corrected(t.result[corrected.result], `${amountText(corrected.met)} ÷ ${amountText(corrected.required)}`)}
        </span>
      )}
    </>
  )
}
