import { type FormEvent, useState } from 'react'
import { ProblemError } from '../../api/http.ts'
import { refusalWords } from '../../i18n/refusal.ts'
import { useText } from '../../i18n/text.ts'
import { useOrderQueue } from '../../live/order-queue.ts'
import { startSession, useSession } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import styles from './SignIn.module.css'

/** Name and password for a session; where it leads is the role's home. */
export function SignIn() {
  const t = useText()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [wantsCode, setWantsCode] = useState(false)
  const hasEnded = useSession((state) => state.hasEnded)
  const unsent = useOrderQueue(({ waiting }) => waiting.length)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setProblem('')
    try {
      await startSession(String(form.get('username')), String(form.get('password')), wantsCode ? String(form.get('code')) : undefined)
    } catch (error) {
      const status = error instanceof ProblemError ? error.problem.status : 0
      if (error instanceof ProblemError && error.problem.type === '/problems/code-required') {
        setWantsCode(true)
        setProblem(t.signIn.codeWanted)
      } else if (status === 401 || status === 403) setProblem(wantsCode ? t.signIn.wrongWithCode : t.signIn.wrong)
      else if (status === 429) setProblem(t.signIn.tooMany)
      else setProblem(error instanceof ProblemError ? t.signIn.failed(refusalWords(error.problem)) : t.signIn.unreachable)
      setBusy(false)
    }
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={(event) => void submit(event)}>
        <h1 className={styles.name}>
          {t.app.name} <span>Xiaowei</span>
        </h1>
        {(hasEnded || unsent > 0) && (
          <p role="status" className={styles.ended}>
            {hasEnded && t.signIn.ended} {unsent > 0 && t.signIn.unsent(unsent)}
          </p>
        )}
        <label className={controls.field}>
          {t.signIn.username}
          <input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} required maxLength={64} />
        </label>
        <label className={controls.field}>
          {t.signIn.password}
          <input name="password" type="password" autoComplete="current-password" required maxLength={256} />
        </label>
        {wantsCode && (
          <label className={controls.field}>
            {t.signIn.code}
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required pattern="[0-9]{6}" maxLength={6} />
          </label>
        )}
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
        <button type="submit" className={controls.primary} disabled={busy}>
          {busy ? t.signIn.busy : t.signIn.submit}
        </button>
        <p className={styles.note}>
          {t.signIn.note} <LanguageSwitch />
        </p>
      </form>
    </main>
  )
}
