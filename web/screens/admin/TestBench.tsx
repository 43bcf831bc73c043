import { type FormEvent, useState } from 'react'
import type { DeadLetter } from '#contracts/device.ts'
import { DialectName } from '#contracts/device.ts'
import { type DecodeResult, decode, readDeadLetters } from '../../api/admin.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { DecodedView } from './DecodedView.tsx'
import { fromBase64, type PayloadForm, toBase64 } from './payload-text.ts'
import { wordsOf } from './problem-words.ts'
import { useAdminText } from './text.ts'

/** 试译台: a message pasted or captured, and what it would become. Stores nothing. */
export function TestBench({ start }: { start: string }) {
  const t = useAdminText()
  const [topic, setTopic] = useState(start)
  const [payload, setPayload] = useState('')
  const [form, setForm] = useState<PayloadForm>('text')
  const [dialect, setDialect] = useState('')
  const [retain, setRetain] = useState(false)
  const [result, setResult] = useState<DecodeResult | null>(null)
  const [problem, setProblem] = useState('')
  const [letters, setLetters] = useState<DeadLetter[] | null>(null)

  const run = async (event: FormEvent) => {
    event.preventDefault()
    setResult(null)
    const payloadBase64 = toBase64(payload, form)
    if (payloadBase64 === null) return setProblem(form === 'hex' ? t.bench.badHex : t.bench.badBase64)
    try {
      const { results } = await decode([{ topic, payloadBase64, retain }], dialect)
      setProblem('')
      setResult(results[0] ?? null)
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
  }
  const capture = async () => {
    try {
      const { items } = await readDeadLetters('limit=100')
      setLetters(items.filter(({ payloadBase64 }) => payloadBase64 !== null).slice(0, 12))
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
  }
  const take = (letter: DeadLetter) => {
    const { text, form: read } = fromBase64(letter.payloadBase64 ?? '')
    setTopic(letter.topic)
    setPayload(text)
    setForm(read)
    setLetters(null)
    setResult(null)
    setProblem('')
  }

  return (
    <section className={styles.panel} aria-label={t.bench.title}>
      <h2>{t.bench.title}</h2>
      <p className={styles.dim}>{t.bench.what}</p>
      <form className={styles.form} onSubmit={(event) => void run(event)} style={{ marginTop: 12 }}>
        <label className={`${controls.field} ${styles.wide}`}>
          {t.bench.topic}
          <input className={styles.mono} value={topic} required onChange={(event) => setTopic(event.target.value)} spellCheck={false} />
        </label>
        <label className={`${controls.field} ${styles.wide}`}>
          {t.bench.payload}
          <textarea
            className={`${styles.mono} ${styles.area}`}
            value={payload}
            onChange={(event) => setPayload(event.target.value)}
            spellCheck={false}
          />
        </label>
        <label className={controls.field}>
          {t.bench.form}
          <select value={form} onChange={(event) => setForm(event.target.value as PayloadForm)}>
            {(['text', 'hex', 'base64'] as const).map((name) => (
              <option key={name} value={name}>
                {t.bench.as[name]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {t.bench.dialect}
          <select value={dialect} onChange={(event) => setDialect(event.target.value)}>
            <option value="">{t.bench.auto}</option>
            {DialectName.options.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <div className={`${styles.buttons} ${styles.wide}`} style={{ marginTop: 0 }}>
          <button type="submit" className={styles.primary}>
            {t.bench.run}
          </button>
          <button type="button" className={controls.button} onClick={() => void (letters ? setLetters(null) : capture())}>
            {letters ? t.close : t.bench.pick}
          </button>
          <label className={styles.check}>
            <input type="checkbox" checked={retain} onChange={(event) => setRetain(event.target.checked)} />
            {t.bench.retain}
          </label>
        </div>
      </form>
      {letters?.length === 0 && <p className={styles.said}>{t.bench.pickNone}</p>}
      {letters && letters.length > 0 && (
        <ul style={{ marginTop: 12 }}>
          {letters.map((letter) => (
            <li key={letter.id} style={{ padding: '4px 0' }}>
              <button type="button" className={`${styles.open} ${styles.mono}`} onClick={() => take(letter)}>
                {momentText(letter.receivedAt, Date.now())} {letter.topic}
              </button>{' '}
              <span className={styles.dim}>
                {letter.reason} · {t.bench.bytes(letter.bytes)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {result && (
        <div role="status" style={{ marginTop: 16 }}>
          <DecodedView result={result} />
        </div>
      )}
    </section>
  )
}
