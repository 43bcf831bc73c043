import { readRules } from '../../api/venue.ts'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { useHazardText } from '../hazard/text.ts'
import { useBeltText } from './text.ts'

/** 距离规则 in force: kind, method, metres and law; where the law gives none, it says so. */
export function RuleTable() {
  const t = useBeltText()
  const { kinds } = useHazardText()
  const { value, failed } = useReading(readRules, 0)
  const rules = value?.items.filter(({ state }) => state === 'inForce') ?? []
  return (
    <section aria-label={t.pages.rules}>
      {failed && <p role="alert">{t.retry}</p>}
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              {[
                t.rules.what,
                t.rules.levels,
                t.rules.dept,
                t.rules.method,
                t.rules.metres,
                t.rules.law,
                t.rules.hours,
                t.rules.version,
              ].map((word) => (
                <th key={word}>{word}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.id}>
                <td>{kinds[rule.venueKind]}</td>
                <td>{rule.levels.map((level) => t.levels[level]).join('、')}</td>
                <td>{t.depts[rule.deptKind]}</td>
                <td>{t.methods[rule.method]}</td>
                <td>{rule.metres ?? t.rules.none}</td>
                <td>
                  {rule.law} {rule.clause}
                  <div className={desk.dim}>{rule.reason}</div>
                </td>
                <td>{rule.hours ?? '—'}</td>
                <td>{rule.version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
