import { type FormEvent, useState } from 'react'
import type { MeasureVersion } from '#contracts/measure.ts'
import { thresholdWords } from '#domain/threshold-words.ts'
import { proposeVersion } from '../../api/measure-rule.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import form from './Forms.module.css'
import { useNoteLanguage } from './note-language.ts'
import { useBureauText } from './text.ts'
import { useAct } from './use-act.ts'

/** A new version, from the one in force: its figures, its reason, its first day. Somebody else approves it. */
export function ProposeVersion({ measureId, before, onDone }: { measureId: string; before: MeasureVersion; onDone: () => void }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const [text, setText] = useState(before.text)
  const [source, setSource] = useState(before.source)
  const [clause, setClause] = useState(before.clause)
  const [numbers, setNumbers] = useState(() => Object.entries(before.thresholds).flatMap(asTyped))
  const rest = Object.entries(before.thresholds).filter(([, value]) => typeof value !== 'number')
  const [tables, setTables] = useState(JSON.stringify(Object.fromEntries(rest), null, 1))
  const [validFrom, setValidFrom] = useState('')
  const [reason, setReason] = useState('')
  const [unreadable, setUnreadable] = useState(false)
  const { wrong, act } = useAct()
  const propose = async (event: FormEvent) => {
    event.preventDefault()
    const others = objectOf(tables)
    setUnreadable(others === null)
    if (others === null) return
    const thresholds = { ...others, ...Object.fromEntries(numbers.map(({ name, typed }) => [name, Number(typed)])) }
    if (await act(() => proposeVersion(measureId, { text, source, clause, thresholds, validFrom, reason }))) onDone()
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
      {numbers.map(({ name, typed }) => (
        <label key={name} className={controls.field}>
          {thresholdWords(name, language)}
          <input
            type="number"
            step="any"
            required
            value={typed}
            onChange={(event) => setNumbers(numbers.map((one) => (one.name === name ? { name, typed: event.target.value } : one)))}
          />
        </label>
      ))}
      {rest.length > 0 && (
        <label className={`${controls.field} ${form.wideField}`}>
          {t.rules.thresholds}
          <textarea required className={desk.mono} value={tables} onChange={(event) => setTables(event.target.value)} />
        </label>
      )}
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

/** A number of the rule has a field of its own; tables and lists stay together as they are written. */
const asTyped = ([name, value]: [string, unknown]): { name: string; typed: string }[] =>
  typeof value === 'number' ? [{ name, typed: String(value) }] : []

/** What was typed, when it is a JSON object. */
function objectOf(text: string): MeasureVersion['thresholds'] | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as MeasureVersion['thresholds']) : null
  } catch {
    return null
  }
}
