import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { SecondFactorOffer, Session } from '#contracts/session.ts'
import { ProblemError } from '../../api/http.ts'
import { changePassword, offerSecondFactor, proveSecondFactor } from '../../api/session.ts'
import { useText } from '../../i18n/text.ts'
import { loadSession } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { SignOut } from '../../ui/SignOut.tsx'
import { useLight } from '../../ui/use-light.ts'
import styles from './AccountPage.module.css'
import { type AccountText, useAccountText } from './text.ts'

/** Why it was refused; a wrong field in the page's own words. */
function wordsOf(error: unknown, t: AccountText, wrong: string): string {
  if (!(error instanceof ProblemError)) return t.unreachable
  const { status, detail, errors = [] } = error.problem
  if (status === 429) return t.later
  const field = errors[0]
  if (field?.path === 'body.newPassword') return `${t.fresh}: ${field.message}`
  return status === 422 ? wrong : detail
}

/** One's own password and second factor (两步验证). */
export function AccountPage({ session }: { session: Session }) {
  const t = useText()
  const a = useAccountText()
  const light = useLight()
  if (!light) return null
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{a.title}</h1>
        <span className={desk.dim}>
          {session.user.name} · {session.user.username} · {t.role[session.role]}
        </span>
        <LanguageSwitch />
        {session.kind === 'desk' && (
          <Link to={session.home} className={controls.button}>
            {a.back}
          </Link>
        )}
        <SignOut className={controls.button}>{t.home.signOut}</SignOut>
      </header>
      {session.kind === 'enrolling' && (
        <p role="alert" className={styles.must}>
          {a.mustEnrol}
        </p>
      )}
      <Factor session={session} />
      {session.kind === 'desk' && <Password />}
    </main>
  )
}

function Factor({ session }: { session: Session }) {
  const a = useAccountText()
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null)
  const [problem, setProblem] = useState('')
  const attempt = async (work: () => Promise<unknown>, wrong: string) => {
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(wordsOf(error, a, wrong))
    }
  }
  const begin = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    void attempt(async () => setOffer(await offerSecondFactor(password)), a.wrongPassword)
  }
  const finish = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code'))
    void attempt(async () => {
      await proveSecondFactor(code)
      await loadSession()
    }, a.wrongCode)
  }
  return (
    <section className={desk.panel}>
      <h2>{a.factor}</h2>
      <p className={desk.dim}>{session.secondFactor ? a.factorOn : a.factorOff}</p>
      {!session.secondFactor && offer === null && (
        <form className={styles.form} onSubmit={begin}>
          <label className={controls.field}>
            {a.old}
            <input name="password" type="password" autoComplete="current-password" required maxLength={256} />
          </label>
          <button type="submit" className={controls.primary}>
            {a.begin}
          </button>
        </form>
      )}
      {!session.secondFactor && offer && (
        <form className={styles.form} onSubmit={finish}>
          <p>{a.scan}</p>
          <QrCode text={offer.uri} label={a.qr} className={styles.qr} />
          <code className={styles.secret}>{offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          <label className={controls.field}>
            {a.code}
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required pattern="[0-9]{6}" maxLength={6} />
          </label>
          <button type="submit" className={controls.primary}>
            {a.finish}
          </button>
        </form>
      )}
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
    </section>
  )
}

function Password() {
  const a = useAccountText()
  const [problem, setProblem] = useState('')
  const [done, setDone] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    const [password, newPassword] = [String(given.get('password')), String(given.get('newPassword'))]
    setDone(false)
    if (newPassword !== given.get('again')) {
      setProblem(a.differ)
      return
    }
    setProblem('')
    try {
      await changePassword({ password, newPassword })
      form.reset()
      setDone(true)
    } catch (error) {
      setProblem(wordsOf(error, a, a.wrongPassword))
    }
  }
  return (
    <section className={desk.panel}>
      <h2>{a.password}</h2>
      <p className={desk.dim}>{a.passwordWhy}</p>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <label className={controls.field}>
          {a.old}
          <input name="password" type="password" autoComplete="current-password" required maxLength={256} />
        </label>
        <label className={controls.field}>
          {a.fresh}
          <input name="newPassword" type="password" autoComplete="new-password" required minLength={8} maxLength={256} />
        </label>
        <label className={controls.field}>
          {a.again}
          <input name="again" type="password" autoComplete="new-password" required minLength={8} maxLength={256} />
        </label>
        <button type="submit" className={controls.primary}>
          {a.change}
        </button>
      </form>
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
      {done && <p role="status">{a.changed}</p>}
    </section>
  )
}
