import { useState } from 'react'
import type { Session } from '#contracts/session.ts'
import type { DistanceRule } from '#contracts/venue.ts'
import { decideRule, readRules } from '../../api/venue.ts'
import { comma, pause } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../hazard/Hazard.module.css'
import { useHazardText } from '../hazard/text.ts'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { RoadNetworks } from './RoadNetworks.tsx'
import { RuleForm } from './RuleForm.tsx'
import { type BeltText, useBeltText } from './text.ts'

/** 距离规则: what is in force, what waits for a second person, what was in force before; and the streets that routes are measured on. */
export function RuleTable({ session }: { session: Session }) {
  const t = useBeltText()
  const words = useTaskText()
  const { value, failed, again } = useReading(readRules, 30_000)
  const [shown, setShown] = useState<DistanceRule | 'new' | null>(null)
  const [problem, setProblem] = useState('')
  const mayWrite = holds(session, 'distanceRule:write')
  const all = value?.items ?? []
  const inForce = all.filter(({ state }) => state === 'inForce')
  const decide = async (id: string, verdict: 'approve' | 'reject') => {
    setProblem('')
    try {
      await decideRule(id, verdict)
    } catch (error) {
      setProblem(refusalWords(error, words))
    }
    await again()
  }
  return (
    <section aria-label={t.pages.rules}>
      {failed && <p role="alert">{t.retry}</p>}
      <div className={`${desk.bar} ${styles.noPrint}`}>
        {mayWrite && <span className={desk.dim}>{t.rules.intro}</span>}
        <span className={desk.grow} />
        <ExportButton list="distance-rules" query="" />
        {mayWrite && (
          <button type="button" className={desk.primary} onClick={() => setShown('new')}>
            {t.rules.propose}
          </button>
        )}
      </div>
      {shown !== null && (
        <RuleForm
          key={shown === 'new' ? 'new' : shown.id}
          before={shown === 'new' ? null : shown}
          onDone={() => {
            setShown(null)
            void again()
          }}
          onCancel={() => setShown(null)}
        />
      )}
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      {all
        .filter(({ state }) => state === 'proposed')
        .map((rule) => (
          <Proposal
            key={rule.id}
            rule={rule}
            before={inForce.find((one) => one.venueKind === rule.venueKind && one.levels.join() === rule.levels.join()) ?? null}
            own={rule.proposedBy === session.user.username}
            mayWrite={mayWrite}
            onDecide={(verdict) => void decide(rule.id, verdict)}
          />
        ))}
      <Rules rules={inForce} label={t.rules.inForce} onChange={mayWrite ? setShown : null} />
      {all.some(({ state }) => state === 'superseded' || state === 'rejected') && (
        <details style={{ marginTop: 16 }}>
          <summary>{t.rules.past}</summary>
          <Rules rules={all.filter(({ state }) => state === 'superseded' || state === 'rejected')} label={t.rules.past} onChange={null} />
        </details>
      )}
      <RoadNetworks mayWrite={mayWrite} />
    </section>
  )
}

interface ProposalProps {
  rule: DistanceRule
  before: DistanceRule | null
  own: boolean
  mayWrite: boolean
  onDecide: (verdict: 'approve' | 'reject') => void
}

/** What would change, beside what is in force; a second person says so. */
function Proposal({ rule, before, own, mayWrite, onDecide }: ProposalProps) {
  const t = useBeltText()
  const { kinds } = useHazardText()
  const what = `${kinds[rule.venueKind]} · ${rule.levels.map((level) => t.levels[level]).join(comma())}`
  return (
    <section className={desk.panel} style={{ marginBottom: 16 }} aria-label={`${t.rules.states.proposed} ${what}`}>
      <h2>
        <span className={desk.note}>{t.rules.states.proposed}</span> {what}
      </h2>
      <dl className={desk.facts}>
        <dt>{t.rules.change}</dt>
        <dd>
          {before ? ruleWords(before, t) : t.verdicts.noRule} → <b>{ruleWords(rule, t)}</b>
        </dd>
        <dt>{t.rules.law}</dt>
        <dd>
          {rule.law} {rule.clause}
        </dd>
        <dt>{t.rules.reason}</dt>
        <dd>{rule.reason}</dd>
        <dt>{t.rules.proposedBy}</dt>
        <dd>{[rule.proposedByName, momentText(rule.proposedAt, Date.now())].join(pause())}</dd>
      </dl>
      {mayWrite && (
        <div className={desk.buttons}>
          {!own && (
            <button type="button" className={desk.primary} onClick={() => onDecide('approve')}>
              {t.rules.approve}
            </button>
          )}
          <button type="button" className={controls.button} onClick={() => onDecide('reject')}>
            {own ? t.rules.withdraw : t.rules.reject}
          </button>
          <span className={desk.dim}>{t.rules.second}</span>
        </div>
      )}
    </section>
  )
}

const ruleWords = ({ method, metres, hours }: DistanceRule, t: BeltText): string =>
  [metres === null ? t.rules.none : `${t.methods[method]} ${t.rules.atLeast(metres)}`, hours].filter(Boolean).join(' · ')

interface RulesProps {
  rules: readonly DistanceRule[]
  label: string
  onChange: ((rule: DistanceRule) => void) | null
}

function Rules({ rules, label, onChange }: RulesProps) {
  const t = useBeltText()
  const { kinds } = useHazardText()
  const heads = [t.rules.what, t.rules.levels, t.rules.dept, t.rules.method, t.rules.metres, t.rules.law, t.rules.hours, t.rules.version]
  return (
    <div className={desk.scroll}>
      <table className={desk.table} style={{ minWidth: 900 }} aria-label={label}>
        <thead>
          <tr>
            {heads.map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
            {onChange && <th className={styles.noPrint} />}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id}>
              <td>{kinds[rule.venueKind]}</td>
              <td>{rule.levels.map((level) => t.levels[level]).join(comma())}</td>
              <td>{t.depts[rule.deptKind]}</td>
              <td>{rule.metres === null ? '—' : t.methods[rule.method]}</td>
              <td className={desk.number}>{rule.metres === null ? t.rules.none : t.rules.atLeast(rule.metres)}</td>
              <td>
                {rule.law} {rule.clause}
                <div className={desk.dim}>
                  {rule.reason} {rule.approvedBy && rule.approvedBy !== 'initial' && `（${rule.proposedByName} → ${rule.approvedByName}）`}
                </div>
              </td>
              <td>{rule.hours ?? '—'}</td>
              <td>
                {rule.version} {rule.state !== 'inForce' && <span className={desk.tag}>{t.rules.states[rule.state]}</span>}
              </td>
              {onChange && (
                <td className={styles.noPrint}>
                  <button type="button" className={desk.open} onClick={() => onChange(rule)}>
                    {t.rules.revise}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
