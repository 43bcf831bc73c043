import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import type { GapAction } from '#contracts/gap.ts'
import type { Urge } from '#contracts/urge.ts'
import { ProblemError } from '../../api/http.ts'
import { saveGapAction, sendUrges } from '../../api/measure.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { colon, pause } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import form from './Forms.module.css'
import { minuteText } from './PageHead.tsx'
import { useBureauText } from './text.ts'

const wordsOf = (error: unknown, unanswered: string): string => (error instanceof ProblemError ? refusalText(error.problem) : unanswered)

/** A form that a person opened begins in its first field. */
function useFirstField<T extends HTMLElement>(): RefObject<T | null> {
  const field = useRef<T>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}

function Buttons({ word, onCancel, children }: { word: string; onCancel: () => void; children?: ReactNode }) {
  const t = useBureauText()
  return (
    <span className={form.acts}>
      <button type="submit" className={desk.primary}>
        {word}
      </button>
      <button type="button" className={controls.button} onClick={onCancel}>
        {t.cancel}
      </button>
      {children}
    </span>
  )
}

interface ActionProps {
  measureId: string
  school: { id: string; name: string }
  action: GapAction | undefined
  onSaved: () => void
  onCancel: () => void
}

/** 整改措施 of one school: what, who, by when. Whoever is second reads what the first wrote, and keeps what he typed. */
export function ActionForm({ measureId, school, action, onSaved, onCancel }: ActionProps) {
  const t = useBureauText()
  const first = useFirstField<HTMLInputElement>()
  const [seen, setSeen] = useState(action)
  const [what, setWhat] = useState(action?.action ?? '')
  const [who, setWho] = useState(action?.responsible ?? '')
  const [due, setDue] = useState(action?.due ?? '')
  const [wrong, setWrong] = useState('')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await saveGapAction(measureId, school.id, { version: seen?.version ?? 0, action: what, responsible: who, due: due || null })
      onSaved()
    } catch (error) {
      const current = error instanceof ProblemError && error.problem.status === 409 ? (error.problem.current as GapAction | null) : null
      if (!current) return setWrong(wordsOf(error, t.unanswered))
      setSeen(current)
      setWrong(t.action.who409(current.by, [current.action, current.responsible, current.due].filter(Boolean).join(' · ')))
    }
  }
  return (
    <form className={form.inline} aria-label={t.action.title(school.name)} onSubmit={(event) => void save(event)}>
      <label className={controls.field}>
        {t.action.what}
        <input ref={first} required maxLength={2000} value={what} onChange={(event) => setWhat(event.target.value)} />
      </label>
      <label className={controls.field}>
        {t.action.who}
        <input maxLength={100} value={who} onChange={(event) => setWho(event.target.value)} />
      </label>
      <label className={controls.field}>
        {t.action.due}
        <DateField value={due} onChange={setDue} />
      </label>
      <Buttons word={t.save} onCancel={onCancel} />
      {seen && <p className={`${form.wideField} ${desk.dim}`}>{t.action.by(seen.by, minuteText(seen.at))}</p>}
      {wrong && (
        <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
          {wrong}
        </p>
      )}
    </form>
  )
}

interface UrgeProps {
  measureId: string
  periodId: string
  /** with the text that each receives; of a single school it can be changed */
  schools: readonly { id: string; name: string; text: string }[]
  onSent: (said: string) => void
  onCancel: () => void
}

const DAY_MS = 86_400_000
const inDays = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10)
const AT_ONCE = 500

/** 催办 one school with a text of one's own, or several with their gap notes. */
export function UrgeForm({ measureId, periodId, schools, onSent, onCancel }: UrgeProps) {
  const t = useBureauText()
  const first = useFirstField<HTMLTextAreaElement>()
  const [only] = schools.length === 1 ? schools : []
  const [text, setText] = useState(only?.text ?? '')
  const [due, setDue] = useState(() => inDays(7))
  const [wrong, setWrong] = useState('')
  const send = async (event: FormEvent) => {
    event.preventDefault()
    let [sent, already] = [0, 0]
    try {
      for (let n = 0; n < schools.length; n += AT_ONCE) {
        const batch = schools
          .slice(n, n + AT_ONCE)
          .map((school) => ({ schoolId: school.id, text: only ? text : school.text.slice(0, 2000) }))
        const done = await sendUrges({ measureId, periodId, due: due || null, schools: batch }).catch((error: unknown) => {
          const current = error instanceof ProblemError && error.problem.status === 409 ? (error.problem.current as Urge[]) : null
          if (!current) throw error
          return { items: [], already: current }
        })
        sent += done.items.length
        already += done.already.length
      }
      onSent([t.urge.sent(sent), already > 0 ? t.urge.already(already) : ''].join(' '))
    } catch (error) {
      setWrong(wordsOf(error, t.unanswered))
    }
  }
  return (
    <form
      className={form.inline}
      aria-label={only ? t.urge.one(only.name) : t.urge.title(schools.length)}
      onSubmit={(event) => void send(event)}
    >
      {only ? (
        <label className={`${controls.field} ${form.wideField}`}>
          {t.urge.text}
          <textarea ref={first} required maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
      ) : (
        <p className={form.wideField}>
          {t.urge.title(schools.length)}
          {colon()}
          {t.urge.bulkText}
        </p>
      )}
      <label className={controls.field}>
        {t.urge.due}
        <DateField value={due} onChange={setDue} />
      </label>
      <Buttons word={t.urge.send} onCancel={onCancel} />
      {wrong && (
        <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
          {wrong}
        </p>
      )}
    </form>
  )
}

const FRESH_MS = 24 * 3_600_000
export const isFresh = (urge: Urge | undefined, nowMs: number): boolean => urge !== undefined && nowMs - Date.parse(urge.at) < FRESH_MS

/** The newest urge of a row and what the school answered. */
export function UrgeWords({ urge }: { urge: Urge | undefined }) {
  const t = useBureauText()
  if (!urge) return null
  const answer = urge.answers[urge.answers.length - 1]
  if (!answer) return <span className={styles.late}>{t.urge.waiting(minuteText(urge.at).slice(5))}</span>
  return (
    <>
      <span className={styles.small}>
        {[
          t.urge.answered(minuteText(answer.at).slice(5)),
          answer.by,
          ...(answer.expectedOn ? [t.urge.expected(answer.expectedOn)] : []),
        ].join(pause())}
      </span>
      <p>{answer.text}</p>
    </>
  )
}
