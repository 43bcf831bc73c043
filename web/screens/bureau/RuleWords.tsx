import { Link } from 'react-router'
import type { Measure } from '#contracts/measure.ts'
import { colon } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { useNoteLanguage } from './note-language.ts'
import { useBureauText } from './text.ts'
import { usePeriodLink } from './use-filter.ts'

/** The rule in force in the period, with its source; the numbers are in its text. */
export function RuleWords({ measure }: { measure: Measure }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { rule } = measure
  return (
    <details className={styles.rule}>
      <summary>
        {t.rows.rule}
        {colon()}
        {t.rows.version(rule.version, rule.validFrom)} · {t.rows.source(rule.source, rule.clause)}
      </summary>
      <p>{rule.text}</p>
      <p className={desk.dim}>
        {t.rows.evidence}
        {colon()}
        {measure.evidence[language]} ·{' '}
        <Link className={styles.link} to={link(`rules/${measure.id}`)}>
          {t.rows.rule}
        </Link>
      </p>
    </details>
  )
}
