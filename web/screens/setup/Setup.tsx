import { type FormEvent, useState } from 'react'
import { ProblemError } from '../../api/http.ts'
import { setUp } from '../../api/session.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { useText } from '../../i18n/text.ts'
import { startSession } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import styles from '../sign-in/SignIn.module.css'
import { useSetupText } from './text.ts'

/** The first account of an empty register, by the one-time link that the server printed: a security administrator. */
export function Setup() {
  const t = useText()
  const setup = useSetupText()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const value = (name: string) => String(form.get(name) ?? '')
    if (value('password') !== value('again')) return setProblem(setup.differs)
    setBusy(true)
    setProblem('')
    try {
      const code = new URLSearchParams(location.search).get('code') ?? ''
      await setUp({ code, username: value('username'), name: value('name'), password: value('password') })
      await startSession(value('username'), value('password'))
    } catch (error) {
      const refused = error instanceof ProblemError ? error.problem : null
      if (refused?.status === 401) setProblem(setup.link)
      else setProblem(refused ? refusalText(refused) : t.signIn.unreachable)
      setBusy(false)
    }
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <h1 className={styles.name}>
          {t.app.name} <span>{setup.title}</span>
        </h1>
        <p>{setup.why}</p>
        <label className={controls.field}>
          {t.signIn.username}
          <input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} required maxLength={64} />
        </label>
        <label className={controls.field}>
          {setup.name}
          <input name="name" autoComplete="name" required maxLength={100} />
        </label>
        <label className={controls.field}>
          {setup.password}
          <input name="password" type="password" autoComplete="new-password" required minLength={8} maxLength={256} />
        </label>
        <label className={controls.field}>
          {setup.again}
          <input name="again" type="password" autoComplete="new-password" required minLength={8} maxLength={256} />
        </label>
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
        <button type="submit" className={controls.primary} disabled={busy}>
          {busy ? t.signIn.busy : setup.submit}
        </button>
        <p className={styles.note}>
          {t.signIn.note} <LanguageSwitch />
        </p>
      </form>
    </main>
  )
}
