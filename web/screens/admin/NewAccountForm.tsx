import { type FormEvent, useState } from 'react'
import { createAccount } from '../../api/account.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { useAccountsText } from './account-text.ts'
import { wordsOf } from './problem-words.ts'
import { fromScope, ScopeFields, toScope } from './ScopeFields.tsx'
import { useAdminText } from './text.ts'

/** A new account with its one role. */
export function NewAccountForm({ onMade }: { onMade: () => void }) {
  const admin = useAdminText()
  const a = useAccountsText()
  const [grant, setGrant] = useState(fromScope(null, null))
  const [problem, setProblem] = useState('')
  const [made, setMade] = useState('')
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    const [username, name, password] = ['username', 'name', 'password'].map((field) => String(given.get(field)).trim()) as [
      string,
      string,
      string,
    ]
    setProblem('')
    setMade('')
    try {
      await createAccount({ username, name, password, role: grant.role, scope: toScope(grant) })
      form.reset()
      setGrant(fromScope(null, null))
      setMade(a.made(username))
      onMade()
    } catch (error) {
      setProblem(wordsOf(error, admin))
    }
  }
  return (
    <form className={styles.panel} aria-label={a.add} onSubmit={(event) => void submit(event)}>
      <h2>{a.add}</h2>
      <div className={styles.form}>
        <label className={controls.field}>
          {a.username}
          <input name="username" required pattern="[A-Za-z0-9._\\-]{1,64}" autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </label>
        <label className={controls.field}>
          {a.name}
          <input name="name" required maxLength={100} autoComplete="off" />
        </label>
        <label className={`${controls.field} ${styles.wide}`}>
          {a.password}
          <input name="password" type="password" required minLength={8} maxLength={256} autoComplete="new-password" />
          <span className={styles.dim}>{a.passwordWhy}</span>
        </label>
        <ScopeFields value={grant} onChange={setGrant} />
      </div>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {made && (
        <p role="status" className={styles.said}>
          {made}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" className={styles.primary}>
          {a.make}
        </button>
      </div>
    </form>
  )
}
