import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { MeasureVersion } from '#contracts/measure.ts'
import { thresholdWords } from '#domain/threshold-words.ts'
import { readMeasure } from '../../api/measure.ts'
import { decideVersion } from '../../api/measure-rule.ts'
import { useServer } from '../../api/use-server.ts'
import { pause } from '../../i18n/text.ts'
import { useHolds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { minuteText, PageHead } from './PageHead.tsx'
import { ProposeVersion } from './ProposeVersion.tsx'
import { useBureauText } from './text.ts'
import { useAct } from './use-act.ts'
import { usePeriod, usePeriodLink } from './use-filter.ts'

/** Every version of one rule, the newest first, and the act by which a second person decides one. */
export function RuleVersions() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { measureId = '' } = useParams()
  const { period, periods } = usePeriod()
  const measure = useServer(period && `measure ${measureId} ${period.id}`, () => readMeasure(measureId, period?.id ?? ''))
  const versions = [...(measure.value?.versions ?? [])].reverse()
  const [proposing, setProposing] = useState(false)
  const mayChange = useHolds('measure:rule')
  const { wrong, act } = useAct()
  const decide = async (version: number, verb: 'approve' | 'reject') => {
    await act(() => decideVersion(measureId, version, verb))
    await measure.again()
  }
  const newest = versions.find(({ state }) => state === 'inForce') ?? versions[0]
  return (
    <>
      <p className={styles.crumb} data-print="no">
        <Link className={styles.link} to={link('rules')}>
          ← {t.rules.title}
        </Link>
      </p>
      <PageHead title={measure.value?.name[language] ?? t.rules.title} period={period} periods={periods} />
      <Notice served={measure} />
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      {newest && mayChange && !proposing && !versions.some(({ state }) => state === 'proposed') && (
        <p style={{ marginBottom: 12 }} data-print="no">
          <button type="button" className={controls.button} onClick={() => setProposing(true)}>
            {t.rules.propose}
          </button>
        </p>
      )}
      {newest && proposing && (
        <ProposeVersion
          measureId={measureId}
          before={newest}
          onDone={() => {
            setProposing(false)
            void measure.again()
          }}
        />
      )}
      <div className={styles.sections}>
        {versions.map((version) => (
          <Version key={version.version} version={version} mayDecide={mayChange} onDecide={(verb) => void decide(version.version, verb)} />
        ))}
      </div>
    </>
  )
}

/** One version: the rule in words, its figures, who proposed and who approved it. */
interface VersionProps {
  version: MeasureVersion
  mayDecide: boolean
  onDecide: (verb: 'approve' | 'reject') => void
}

function Version({ version, mayDecide, onDecide }: VersionProps) {
  const t = useBureauText()
  const language = useNoteLanguage()
  return (
    <section className={desk.panel} style={{ marginTop: 0 }} aria-label={t.rows.version(version.version, version.validFrom)}>
      <h3 style={{ marginTop: 0 }}>
        {t.rows.version(version.version, version.validFrom)} · {t.rules.state[version.state]}
      </h3>
      <p>{version.text}</p>
      <dl className={desk.facts}>
        <dt>{t.rules.source}</dt>
        <dd>{t.rows.source(version.source, version.clause)}</dd>
        <dt>{t.rules.reason}</dt>
        <dd>{version.reason}</dd>
        <dt>{t.rules.proposed}</dt>
        <dd>{[version.proposedBy, minuteText(version.proposedAt)].join(pause())}</dd>
        {version.approvedBy && version.approvedAt && (
          <>
            <dt>{t.rules.approved}</dt>
            <dd>{[version.approvedBy, minuteText(version.approvedAt)].join(pause())}</dd>
          </>
        )}
        {Object.entries(version.thresholds).map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{thresholdWords(name, language)}</dt>
            <dd className={desk.mono}>{JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      {version.state === 'proposed' && mayDecide && (
        <p className={desk.buttons}>
          <button type="button" className={desk.primary} onClick={() => onDecide('approve')}>
            {t.rules.verb.approve}
          </button>
          <button type="button" className={controls.button} onClick={() => onDecide('reject')}>
            {t.rules.verb.reject}
          </button>
          <span className={desk.dim}>{t.rules.second}</span>
        </p>
      )}
    </section>
  )
}
