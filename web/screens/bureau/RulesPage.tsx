import { type FormEvent, useState } from 'react'
import { Link, Route, Routes, useParams } from 'react-router'
import type { Exemption, MeasureVersion } from '#contracts/measure.ts'
import { readFigures, readMeasure } from '../../api/measure.ts'
import { decideExemption, decideVersion, proposeVersion, readExemptions } from '../../api/measure-rule.ts'
import { useServer } from '../../api/use-server.ts'
import { pause } from '../../i18n/text.ts'
import { useHolds } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import styles from './Bureau.module.css'
import form from './Forms.module.css'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { minuteText, PageHead } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { useAct } from './use-act.ts'
import { queryOf, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** 规则: by which version of which rule each figure is judged. */
export function RulePages() {
  return (
    <Routes>
      <Route index element={<RulesPage />} />
      <Route path=":measureId" element={<VersionsPage />} />
    </Routes>
  )
}

function RulesPage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { period, periods, served } = usePeriod()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  useKeptPlace(figures.value !== null)
  return (
    <>
      <PageHead title={t.rules.title} period={period} periods={periods}>
        {period && <ExportButton list="measure-rules" query={queryOf({ period: period.id })} />}
      </PageHead>
      <p className={desk.intro}>{t.rules.intro}</p>
      <Notice served={served.failed ? served : figures} />
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              {[t.overview.measure, t.rules.version, t.rules.text, t.rules.source, t.rows.evidence].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(figures.value?.items ?? []).map(({ measure }) => (
              <tr key={measure.id}>
                <td className={styles.minw}>
                  <Link className={styles.link} to={link(`rules/${measure.id}`)}>
                    {measure.name[language]}
                  </Link>
                </td>
                <td>{t.rows.version(measure.rule.version, measure.rule.validFrom)}</td>
                <td>{measure.rule.text}</td>
                <td>{t.rows.source(measure.rule.source, measure.rule.clause)}</td>
                <td>{measure.evidence[language]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Exemptions names={new Map((figures.value?.items ?? []).map(({ measure }) => [measure.id, measure.name[language]]))} />
    </>
  )
}

/** 不适用: who asked, who approved, until when; approved by somebody else than proposed it. */
function Exemptions({ names }: { names: ReadonlyMap<string, string> }) {
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
            <thead>
              <tr>
                {[
                  t.rows.school,
                  t.overview.measure,
                  t.rules.reason,
                  t.exemptions.span,
                  t.rules.proposed,
                  t.rules.approved,
                  t.file.state,
                ].map((word) => (
                  <th key={word} scope="col">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
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

function VersionsPage() {
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
        <ProposeForm
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
            <dt className={desk.mono}>{name}</dt>
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

/** A new version, from the one in force: its figures, its reason, its first day. Somebody else approves it. */
function ProposeForm({ measureId, before, onDone }: { measureId: string; before: MeasureVersion; onDone: () => void }) {
  const t = useBureauText()
  const [text, setText] = useState(before.text)
  const [source, setSource] = useState(before.source)
  const [clause, setClause] = useState(before.clause)
  const [thresholds, setThresholds] = useState(JSON.stringify(before.thresholds, null, 1))
  const [validFrom, setValidFrom] = useState('')
  const [reason, setReason] = useState('')
  const [unreadable, setUnreadable] = useState(false)
  const { wrong, act } = useAct()
  const propose = async (event: FormEvent) => {
    event.preventDefault()
    const numbers = objectOf(thresholds)
    setUnreadable(numbers === null)
    if (numbers === null) return
    if (await act(() => proposeVersion(measureId, { text, source, clause, thresholds: numbers, validFrom, reason }))) onDone()
  }
  return (
    <form className={form.inline} aria-label={t.rules.propose} onSubmit={(event) => void propose(event)}>
      <label className={`${controls.field} ${form.wideField}`}>
        {t.rules.text}
        <textarea required maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <label className={controls.field}>
        {t.rules.source}
        <input required maxLength={300} value={source} onChange={(event) => setSource(event.target.value)} />
      </label>
      <label className={controls.field}>
        {t.rules.clause}
        <input required maxLength={300} value={clause} onChange={(event) => setClause(event.target.value)} />
      </label>
      <label className={controls.field}>
        {t.rules.from}
        <DateField required value={validFrom} onChange={setValidFrom} />
      </label>
      <label className={`${controls.field} ${form.wideField}`}>
        {t.rules.thresholds}
        <textarea required className={desk.mono} value={thresholds} onChange={(event) => setThresholds(event.target.value)} />
      </label>
      <label className={`${controls.field} ${form.wideField}`}>
        {t.rules.reason}
        <input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <span className={form.acts}>
        <button type="submit" className={desk.primary}>
          {t.rules.propose}
        </button>
        <button type="button" className={controls.button} onClick={onDone}>
          {t.cancel}
        </button>
      </span>
      {(wrong || unreadable) && (
        <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
          {wrong || t.rules.unreadable}
        </p>
      )}
    </form>
  )
}

/** What was typed, when it is a JSON object. */
function objectOf(text: string): MeasureVersion['thresholds'] | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as MeasureVersion['thresholds']) : null
  } catch {
    return null
  }
}
