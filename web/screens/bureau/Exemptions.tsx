import { Link } from 'react-router'
import type { Exemption } from '#contracts/measure.ts'
import { decideExemption, readExemptions } from '../../api/measure-rule.ts'
import { useServer } from '../../api/use-server.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import styles from './Bureau.module.css'
import { Notice } from './Notice.tsx'
import { useBureauText } from './text.ts'
import { useAct } from './use-act.ts'
import { usePeriodLink } from './use-filter.ts'

/** 不适用: who asked, who approved, until when; approved by somebody else than proposed it. */
export function Exemptions({ names }: { names: ReadonlyMap<string, string> }) {
  const t = useBureauText()
  const link = usePeriodLink()
  const exemptions = useServer('exemptions', readExemptions)
  const { wrong, act } = useAct()
  const decide = async (id: string, verb: Parameters<typeof decideExemption>[1]) => {
    await act(() => decideExemption(id, verb))
    await exemptions.again()
  }
  const items = exemptions.value?.items ?? []
  return (
    <section aria-label={t.exemptions.title}>
      <div className={styles.head} style={{ marginTop: 24 }}>
        <h3 style={{ margin: 0 }}>{t.exemptions.title}</h3>
        <span data-print="no" className={styles.headActs}>
          <ExportButton list="measure-exemptions" query="" />
        </span>
      </div>
      <p className={desk.dim}>{t.exemptions.intro}</p>
      <Notice served={exemptions} />
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      {items.length > 0 && (
        <div className={desk.scroll}>
          <table className={desk.table}>
            <TableHead
              words={[
                t.rows.school,
                t.overview.measure,
                t.rules.reason,
                t.exemptions.span,
                t.rules.proposed,
                t.rules.approved,
                t.file.state,
              ]}
            />
            <tbody>
              {items.map((exemption) => (
                <ExemptionRow
                  key={exemption.id}
                  exemption={exemption}
                  measure={names.get(exemption.measureId) ?? exemption.measureId}
                  place={link(`measures/${exemption.measureId}/schools/${exemption.schoolId}`)}
                  onDecide={(verb) => void decide(exemption.id, verb)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

interface ExemptionProps {
  exemption: Exemption
  measure: string
  place: string
  onDecide: (verb: 'approve' | 'reject' | 'end') => void
}

function ExemptionRow({ exemption, measure, place, onDecide }: ExemptionProps) {
  const t = useBureauText()
  const { state } = exemption
  const verbs = state === 'proposed' ? (['approve', 'reject'] as const) : state === 'inForce' ? (['end'] as const) : []
  return (
    <tr>
      <td>
        <Link className={styles.link} to={place}>
          {exemption.schoolName}
        </Link>
      </td>
      <td>{measure}</td>
      <td>{exemption.reason}</td>
      <td className={styles.date}>
        {exemption.from} – {exemption.until ?? t.rows.untilEver}
      </td>
      <td>{exemption.proposedBy}</td>
      <td>{exemption.approvedBy}</td>
      <td>
        {t.exemptions.state[state]}{' '}
        {verbs.map((verb) => (
          <button key={verb} type="button" className={styles.quiet} data-print="no" onClick={() => onDecide(verb)}>
            {t.rules.verb[verb]}
          </button>
        ))}
      </td>
    </tr>
  )
}
