import { type FormEvent, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { EvidenceRow } from '#contracts/measure.ts'
import { amountText, changeWords, undertaking } from '#domain/gap-note.ts'
import { factWords, gapWords, kindWords, valueWords } from '#domain/gap-words.ts'
import { readEvidence, readGapActions, readUrges } from '../../api/measure.ts'
import { proposeExemption } from '../../api/measure-rule.ts'
import { useServer } from '../../api/use-server.ts'
import { brackets, colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import styles from './Bureau.module.css'
import form from './Forms.module.css'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { minuteText, PageHead } from './PageHead.tsx'
import { evidencePlace } from './places.ts'
import { ResultWord } from './ResultWord.tsx'
import { useBureauText } from './text.ts'
import { useAct } from './use-act.ts'
import { useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** The evidence behind one school's result: every row, whether it counts, and why not. */
export function EvidencePage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const { measureId = '', schoolId = '' } = useParams()
  const { period, periods } = usePeriod()
  const link = usePeriodLink()
  const proof = useServer(period && `evidence ${measureId} ${schoolId} ${period.id}`, () =>
    readEvidence(measureId, schoolId, period?.id ?? ''),
  )
  const actions = useServer(`action ${measureId} ${schoolId}`, () => readGapActions({ measure: measureId, school: schoolId }))
  const urges = useServer(`urges ${measureId} ${schoolId}`, () => readUrges({ measure: measureId, school: schoolId }))
  useKeptPlace(proof.value !== null)
  const crumb = (
    <p className={styles.crumb} data-print="no">
      <Link className={styles.link} to={link(`measures/${measureId}`)}>
        ← {t.evidence.back}
      </Link>
    </p>
  )
  if (!proof.value)
    return (
      <>
        {crumb}
        <PageHead title={t.evidence.title} period={period} periods={periods} />
        <Notice served={proof} />
      </>
    )
  const { result, measure, evidence, rows, later } = proof.value
  const [action] = actions.value?.items ?? []
  const change = changeWords(result, language)
  const facts = [
    `${amountText(result.met)} ÷ ${amountText(result.required)} ${measure.unit[language]}`,
    t.evidence.version(result.version),
    result.since && t.evidence.since(minuteText(result.since)),
    change && `${t.rows.change}${colon()}${change}`,
    result.exemption &&
      t.rows.exemption(
        result.exemption.reason,
        result.exemption.approvedBy,
        result.exemption.until ? t.rows.until(result.exemption.until) : t.rows.untilEver,
      ),
  ].filter(Boolean)
  return (
    <>
      {crumb}
      <PageHead
        title={`${result.schoolName} · ${measure.name[language]}`}
        period={period}
        periods={periods}
        words={[result.townshipName]}
        computedAt={result.computedAt}
      >
        {period && (
          <ExportButton
            list="evidence-rows"
            query={`${new URLSearchParams({ measure: measureId, school: schoolId, period: period.id })}`}
          />
        )}
      </PageHead>
      <Notice served={proof} />
      <p className={styles.figure}>
        <ResultWord row={result} />
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        <Link className={styles.link} to={link(`schools/${schoolId}`)}>
          {t.evidence.file1}
        </Link>
      </p>
      {result.gaps.length > 0 && (
        <section className={styles.note} aria-label={t.evidence.gaps}>
          <h3>{t.evidence.gaps}</h3>
          <ul>
            {result.gaps.map((gap) => (
              <li key={gap.code + JSON.stringify(gap.params)}>
                {gapWords(gap, language)}
                {gap.since && <span className={styles.small}>{`${t.rows.since} ${minuteText(gap.since)}`}</span>}
              </li>
            ))}
          </ul>
          {action && <p>{undertaking(action, language)}</p>}
        </section>
      )}
      {result.result !== 'met' && result.result !== 'notApplicable' && period?.state === 'open' && (
        <ExemptionForm measureId={measureId} schoolId={schoolId} />
      )}
      <p className={desk.intro}>
        {evidence.length === 0 ? t.evidence.empty : t.evidence.intro} {rows > evidence.length && t.evidence.firstOf(evidence.length, rows)}
      </p>
      {evidence.length > 0 && <EvidenceTable rows={evidence} schoolId={schoolId} measureId={measureId} />}
      {later.length > 0 && (
        <section aria-label={t.evidence.later}>
          <h3 className={styles.later}>{t.evidence.later}</h3>
          <p className={desk.intro}>{t.evidence.laterIntro}</p>
          <EvidenceTable rows={later} schoolId={schoolId} measureId={measureId} />
        </section>
      )}
      {urges.value && urges.value.length > 0 && (
        <section className={styles.note} style={{ marginTop: 16 }} aria-label={t.urge.history}>
          <h3>{t.urge.history}</h3>
          <ul>
            {urges.value.map((urge) => (
              <li key={urge.id}>
                {minuteText(urge.at)} {urge.by}
                {colon()}
                {urge.text}
                {urge.answers.map((answer) => (
                  <span key={answer.version} className={styles.small}>
                    → {minuteText(answer.at)} {answer.by}
                    {colon()}
                    {answer.text}
                    {answer.expectedOn && brackets(t.urge.expected(answer.expectedOn))}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** Asks that the rule be not applied to this school; somebody else approves. */
function ExemptionForm({ measureId, schoolId }: { measureId: string; schoolId: string }) {
  const t = useBureauText()
  const { wrong, act } = useAct()
  const [said, setSaid] = useState('')
  const ask = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const field = (name: string) => String(given.get(name) ?? '')
    const wanted = { reason: field('reason').trim(), from: field('from'), until: field('until') || null }
    if (await act(() => proposeExemption(measureId, schoolId, wanted))) setSaid(t.exemptions.sent)
  }
  return (
    <details className={styles.rule} data-print="no">
      <summary>{t.exemptions.ask}</summary>
      <form className={form.inline} aria-label={t.exemptions.ask} onSubmit={(event) => void ask(event)}>
        <label className={controls.field}>
          {t.rules.reason}
          <input name="reason" required maxLength={500} />
        </label>
        <label className={controls.field}>
          {t.rules.from}
          <DateField name="from" required />
        </label>
        <label className={controls.field}>
          {t.exemptions.last}
          <DateField name="until" />
        </label>
        <span className={form.acts}>
          <button type="submit" className={controls.button}>
            {t.exemptions.ask}
          </button>
        </span>
        <p role="status">{said}</p>
        {wrong && (
          <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
            {wrong}
          </p>
        )}
      </form>
    </details>
  )
}

function EvidenceTable({ rows, schoolId, measureId }: { rows: readonly EvidenceRow[]; schoolId: string; measureId: string }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const words = t.evidence
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={[words.kind, words.label, words.at, words.counts, words.facts, words.files]} />
        <tbody>
          {rows.map((row) => {
            const place = evidencePlace(row, schoolId)
            return (
              <tr key={`${row.kind} ${row.id}`}>
                <td>{kindWords(row.kind, language)}</td>
                <td>
                  <Link className={styles.link} to={link(place, { measure: measureId })}>
                    {row.label || row.id}
                  </Link>
                </td>
                <td className={styles.date}>{row.at && minuteText(row.at)}</td>
                <td>
                  <b>{row.counts ? `✓ ${words.yes}` : `✗ ${words.no}`}</b>
                  {row.why !== null && (
                    <span className={styles.small}>{gapWords({ code: row.why, params: figuresOf(row) }, language)}</span>
                  )}
                </td>
                <td className={styles.facts}>
                  {Object.entries(row.facts).map(([name, value]) =>
                    value === null || value === '' ? null : (
                      <span key={name}>
                        <i>{factWords(name, language)}</i>
                        {valueWords(value, language)}
                      </span>
                    ),
                  )}
                </td>
                <td>
                  {row.fileIds.map((id, n) => (
                    <a key={id} className={styles.link} href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
                      {words.file(n + 1)}
                    </a>
                  ))}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** What the words of a reason may name: the row itself and its facts. */
function figuresOf({ label, facts }: EvidenceRow): Record<string, string | number> {
  const known = Object.entries(facts).filter((entry): entry is [string, string | number] => ['string', 'number'].includes(typeof entry[1]))
  return { device: label, name: label, ...Object.fromEntries(known) }
}
