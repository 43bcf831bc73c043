import { type FormEvent, useEffect, useState } from 'react'
import type { Urge } from '#contracts/urge.ts'
import { ProblemError } from '../../api/http.ts'
import { answerUrge, readUrges } from '../../api/measure.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { momentText } from '../../ui/time.ts'
import styles from './Urges.module.css'
import { useUrgeText } from './urge-text.ts'

const READ_MS = 30_000

/** 催办 by the bureau, and the school's answers; those that wait for one first. */
export function Urges() {
  const t = useUrgeText()
  const [urges, setUrges] = useState<Urge[] | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let alive = true
    const read = () =>
      readUrges({}).then(
        (all) => {
          if (!alive) return
          setUrges(all)
          setFailed(false)
        },
        () => alive && setFailed(true),
      )
    void read()
    const timer = setInterval(() => void read(), READ_MS)
    return () => {
      alive = false
      clearInterval(timer)
    }
  }, [])
  const replace = (urge: Urge) => setUrges((known) => (known ?? []).map((old) => (old.id === urge.id ? urge : old)))
  const waiting = (urges ?? []).filter(({ answers }) => answers.length === 0)
  const answered = (urges ?? []).filter(({ answers }) => answers.length > 0)
  return (
    <section aria-label={t.title}>
      <h2>{t.title}</h2>
      {failed && <p role="alert">{t.failed}</p>}
      {urges?.length === 0 && <p>{t.none}</p>}
      {waiting.length > 0 && <p>{t.intro}</p>}
      {urges !== null && urges.length > 0 && <ExportButton list="urges" query="" />}
      <ul className={styles.list}>
        {[...waiting, ...answered].map((urge) => (
          <UrgeItem key={urge.id} urge={urge} onChanged={replace} />
        ))}
      </ul>
    </section>
  )
}

function UrgeItem({ urge, onChanged }: { urge: Urge; onChanged: (urge: Urge) => void }) {
  const t = useUrgeText()
  const [open, setOpen] = useState(false)
  const isWaiting = urge.answers.length === 0
  const now = Date.now()
  return (
    <li className={`${styles.item} ${isWaiting ? styles.waiting : ''}`}>
      <p className={styles.head}>
        {isWaiting && <strong>{t.waiting}</strong>}
        <span>{t.from(urge.by, momentText(urge.at, now))}</span>
        {isWaiting && urge.due && <span>{t.due(urge.due)}</span>}
      </p>
      <p className={styles.text}>{urge.text}</p>
      {urge.answers.map((answer) => (
        <p key={answer.version} className={styles.answer}>
          {answer.text}
          <small>
            {t.answers} · {t.from(answer.by, momentText(answer.at, now))}
            {answer.expectedOn && ` · ${t.expects(answer.expectedOn)}`}
          </small>
        </p>
      ))}
      {open ? (
        <AnswerForm
          urge={urge}
          onCancel={() => setOpen(false)}
          onChanged={onChanged}
          onSent={(changed) => {
            setOpen(false)
            onChanged(changed)
          }}
        />
      ) : (
        <button type="button" className={isWaiting ? controls.primary : controls.button} onClick={() => setOpen(true)}>
          {isWaiting ? t.answer : t.again}
        </button>
      )}
    </li>
  )
}

interface FormProps {
  urge: Urge
  onSent: (urge: Urge) => void
  onChanged: (urge: Urge) => void
  onCancel: () => void
}

function AnswerForm({ urge, onSent, onChanged, onCancel }: FormProps) {
  const t = useUrgeText()
  const [text, setText] = useState('')
  const [expectedOn, setExpectedOn] = useState('')
  const [wrong, setWrong] = useState('')
  const send = async (event: FormEvent) => {
    event.preventDefault()
    try {
      onSent(await answerUrge(urge.id, { version: urge.answers.length, text, expectedOn: expectedOn || null }))
    } catch (error) {
      if (!(error instanceof ProblemError)) return setWrong(t.unanswered)
      const current = error.problem.status === 409 ? (error.problem.current as Urge) : null
      if (!current) return setWrong(refusalText(error.problem))
      onChanged(current)
      setWrong(t.meanwhile(current.answers[current.answers.length - 1]?.by ?? ''))
    }
  }
  return (
    <form className={styles.form} aria-label={t.answer} onSubmit={(event) => void send(event)}>
      <label className={controls.field}>
        {t.text}
        <textarea required maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <label className={controls.field}>
        {t.expected}
        <DateField value={expectedOn} onChange={setExpectedOn} />
      </label>
      {wrong && <p role="alert">{wrong}</p>}
      <p className={styles.acts}>
        <button type="submit" className={controls.primary}>
          {t.send}
        </button>
        <button type="button" className={controls.button} onClick={onCancel}>
          {t.cancel}
        </button>
      </p>
    </form>
  )
}
