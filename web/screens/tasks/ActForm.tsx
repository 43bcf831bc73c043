import { type FormEvent, type ReactNode, useState } from 'react'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { refusalWords } from './act-words.ts'
import styles from './Tasks.module.css'
import { useTaskText } from './text.ts'

/** What a form cannot send as it was typed. */
export class FormError extends Error {
  override readonly name = 'FormError'
}

interface Props {
  title: string
  /** Sends what was typed; throws what the server refused. */
  send: (form: FormData) => Promise<unknown>
  onDone: () => void
  onCancel: () => void
  /** Somebody else was first: what is shown must be read again. */
  onRefused: () => void
  children?: ReactNode
}

/** One act with what it must be told; a refusal stands beside the button, and what was typed stays. */
export function ActForm({ title, send, onDone, onCancel, onRefused, children }: Props) {
  const t = useTaskText()
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem('')
    try {
      await send(form)
      onDone()
    } catch (error) {
      setProblem(error instanceof FormError ? error.message : refusalWords(error, t))
      onRefused()
    }
    setBusy(false)
  }
  return (
    <form className={styles.actForm} aria-label={title} onSubmit={(event) => void submit(event)}>
      <b>{title}</b>
      {children}
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      <div className={desk.buttons} style={{ marginTop: 0 }}>
        <button type="submit" className={desk.primary} disabled={busy}>
          {t.send}
        </button>
        <button type="button" className={controls.button} onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  )
}

/** What a form holds under a name, trimmed; null when nothing was typed. */
export const typed = (form: FormData, name: string): string | null => {
  const value = form.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
