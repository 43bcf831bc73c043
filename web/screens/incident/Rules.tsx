import { useEffect, useState } from 'react'
import type { Holiday, LimitRule, LimitRuleList } from '#contracts/incident-rule.ts'
import type { Session } from '#contracts/session.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { approveRule, proposeRule, readRules, setHolidays } from '../../api/incident.ts'
import { brackets } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { useRuleText } from './rule-text.ts'
import { useIncidentText } from './text.ts'

type Act = (work: () => Promise<unknown>) => Promise<void>

function ChangeForm({ rule, act, onDone }: { rule: LimitRule; act: Act; onDone: () => void }) {
  const r = useRuleText()
  const [amount, setAmount] = useState(rule.amount)
  const [warnMinutes, setWarn] = useState(rule.warnMinutes)
  const [source, setSource] = useState(rule.source)
  const [reason, setReason] = useState('')
  const send = () => act(() => proposeRule({ rule: rule.rule, amount, warnMinutes, source, reason })).then(onDone)
  return (
    <div className={styles.form}>
      <label className={controls.field}>
        {r.amount}
        {brackets(r.unit[rule.unit])}
        <input type="number" min={1} value={amount} onChange={(event) => setAmount(Number(event.target.value))} />
      </label>
      <label className={controls.field}>
        {r.warn}
        <input type="number" min={0} value={warnMinutes} onChange={(event) => setWarn(Number(event.target.value))} />
      </label>
      <label className={`${controls.field} ${styles.wide}`}>
        {r.source}
        <input value={source} maxLength={300} onChange={(event) => setSource(event.target.value)} />
      </label>
      <label className={`${controls.field} ${styles.wide}`}>
        {r.reason}
        <input value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
      </label>
      <div className={styles.buttons}>
        <button type="button" className={styles.primary} disabled={reason.trim() === ''} onClick={() => void send()}>
          {r.propose}
        </button>
        <button type="button" className={controls.button} onClick={onDone}>
          {r.cancel}
        </button>
      </div>
    </div>
  )
}

function RuleRow({ versions, session, act }: { versions: readonly LimitRule[]; session: Session; act: Act }) {
  const r = useRuleText()
  const [changing, setChanging] = useState(false)
  const inForce = versions.find(({ approvedAt }) => approvedAt !== null)
  const waiting = versions.find(({ approvedAt }) => approvedAt === null)
  if (!inForce) return null
  const mayApprove = waiting && holds(session, 'incidentRule:approve') && waiting.proposedBy !== session.user.username
  return (
    <tr>
      <th scope="row">{r.name[inForce.rule]}</th>
      <td>
        {inForce.amount} {r.unit[inForce.unit]}
      </td>
      <td style={{ minWidth: 260 }}>
        {inForce.source}
        {waiting && (
          <p className={styles.said}>{r.waiting(`${waiting.amount} ${r.unit[waiting.unit]}`, waiting.proposedByName, waiting.reason)}</p>
        )}
        {changing && <ChangeForm rule={inForce} act={act} onDone={() => setChanging(false)} />}
      </td>
      <td className={styles.dim}>{r.version(inForce.version, dateText(inForce.validFrom ?? inForce.proposedAt).slice(0, 10))}</td>
      <td>
        {mayApprove && (
          <button type="button" className={styles.primary} onClick={() => void act(() => approveRule(waiting.rule, waiting.version))}>
            {r.approve}
          </button>
        )}
        {!waiting && !changing && holds(session, 'incidentRule:write') && (
          <button type="button" className={controls.button} onClick={() => setChanging(true)}>
            {r.change}
          </button>
        )}
      </td>
    </tr>
  )
}

function Holidays({ list, session, act }: { list: LimitRuleList; session: Session; act: Act }) {
  const r = useRuleText()
  const thisYear = Number(shanghaiDay(new Date()).slice(0, 4))
  const [year, setYear] = useState(thisYear)
  const [said, setSaid] = useState('')
  const lines = list.holidays
    .filter(({ day }) => day.startsWith(`${year}-`))
    .map(({ day, kind, name }) => `${day} ${r[kind]} ${name}`)
    .join('\n')
  const [text, setText] = useState(lines)
  useEffect(() => setText(lines), [lines])
  const save = async () => {
    const days: Holiday[] = []
    for (const [n, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue
      const match = /^\s*(\d{4}-\d{2}-\d{2})\s+(放假|上班)\s+(\S.*)$/.exec(line)
      if (!match) return setSaid(r.badLine(n + 1))
      days.push({ day: match[1] ?? '', kind: match[2] === '上班' ? 'work' : 'off', name: (match[3] ?? '').trim().slice(0, 50) })
    }
    setSaid('')
    await act(async () => {
      await setHolidays({ year, days })
      setSaid(r.saved)
    })
  }
  return (
    <section className={styles.panel} aria-label={r.holidays} style={{ marginTop: 16 }}>
      <h2>{r.holidays}</h2>
      <p className={styles.dim}>{r.holidayIntro}</p>
      <div className={styles.bar} style={{ marginTop: 12 }}>
        <label>
          {r.year}{' '}
          <select value={year} onChange={(event) => setYear(Number(event.target.value))}>
            {[thisYear - 1, thisYear, thisYear + 1].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {lines === '' && <span className={styles.warn}>{r.noYear(year)}</span>}
        {list.holidays.length > 0 && <ExportButton list="holidays" query="" />}
      </div>
      <textarea
        aria-label={`${r.holidays} ${year}`}
        className={`${styles.area} ${styles.mono}`}
        style={{ width: '100%', maxWidth: 640 }}
        rows={12}
        value={text}
        readOnly={!holds(session, 'incidentRule:write')}
        onChange={(event) => setText(event.target.value)}
      />
      {said && (
        <p role="status" className={styles.said}>
          {said}
        </p>
      )}
      {holds(session, 'incidentRule:write') && (
        <div className={styles.buttons}>
          <button type="button" className={styles.primary} onClick={() => void save()}>
            {r.save}
          </button>
        </div>
      )}
    </section>
  )
}

/** 时限与节假日: the limits as data, changed by one and approved by another. */
export function Rules({ session }: { session: Session }) {
  const r = useRuleText()
  const t = useIncidentText()
  const { value, failed, again } = useReading(readRules, 0)
  const [problem, setProblem] = useState('')
  const act: Act = async (work) => {
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    await again()
  }
  if (!value) return <p role={failed ? 'alert' : undefined}>{failed ? t.failed : t.loading}</p>
  const names = [...new Set(value.items.map(({ rule }) => rule))]
  return (
    <>
      <p className={styles.intro}>{r.intro}</p>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      <div className={styles.bar}>
        <ExportButton list="incident-limits" query="" />
      </div>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>{Object.entries(r.table).map(([key, word]) => (word ? <th key={key}>{word}</th> : <td key={key} />))}</tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <RuleRow key={name} versions={value.items.filter(({ rule }) => rule === name)} session={session} act={act} />
            ))}
          </tbody>
        </table>
      </div>
      <Holidays list={value} session={session} act={act} />
    </>
  )
}
