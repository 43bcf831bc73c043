import { type FormEvent, useState } from 'react'
import type { Account } from '#contracts/account.ts'
import { changeRole, disableAccount, endSessions, removeSecondFactor, resetPassword } from '../../api/account.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { useAccountsText } from './account-text.ts'
import { wordsOf } from './problem-words.ts'
import { fromScope, ScopeFields, toScope } from './ScopeFields.tsx'
import { useAdminText } from './text.ts'

interface Props {
  account: Account
  isOwn: boolean
  onChanged: () => void
}

/** One account: its role and scope, its sessions, its password and second factor. */
export function AccountPanel({ account, isOwn, onChanged }: Props) {
  const admin = useAdminText()
  const a = useAccountsText()
  const { username } = account
  const [grant, setGrant] = useState(fromScope(account.role, account.scope))
  const [problem, setProblem] = useState('')
  const [said, setSaid] = useState('')
  const [sure, setSure] = useState<string | null>(null)
  const attempt = async (work: () => Promise<string>) => {
    setProblem('')
    setSaid('')
    setSure(null)
    try {
      setSaid(await work())
    } catch (error) {
      setProblem(wordsOf(error, admin))
    }
    onChanged()
  }
  /** Asks once more before what cannot be taken back. */
  const twice = (word: string, work: () => Promise<string>) => (
    <button type="button" className={controls.button} onClick={() => (sure === word ? void attempt(work) : setSure(word))}>
      {sure === word ? a.sure : word}
    </button>
  )
  const grantIt = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await changeRole(username, grant.role, toScope(grant))
      return a.changed
    })
  }
  const reset = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const password = String(new FormData(form).get('password'))
    void attempt(async () => {
      await resetPassword(username, password)
      form.reset()
      return a.resetDone
    })
  }
  return (
    <section className={styles.panel} aria-label={a.edit(username)}>
      <h2>{a.edit(username)}</h2>
      {isOwn ? (
        <p className={styles.dim}>{a.own}</p>
      ) : (
        <>
          <form onSubmit={grantIt}>
            <div className={styles.form}>
              <ScopeFields value={grant} onChange={setGrant} />
            </div>
            <div className={styles.buttons}>
              <button type="submit" className={styles.primary}>
                {a.change}
              </button>
            </div>
          </form>
          <h3>{a.reset}</h3>
          <form className={styles.bar} onSubmit={reset}>
            <label className={controls.field}>
              {a.fresh}
              <input name="password" type="password" required minLength={8} maxLength={256} autoComplete="new-password" />
            </label>
            <button type="submit" className={controls.button}>
              {a.reset}
            </button>
          </form>
          <div className={styles.buttons}>
            {twice(a.endSessions, async () => a.ended((await endSessions(username)).ended))}
            {account.secondFactor &&
              twice(a.removeFactor, async () => {
                await removeSecondFactor(username)
                return a.factorRemoved
              })}
            {twice(account.disabled ? a.reopen : a.close, async () => {
              await disableAccount(username, !account.disabled)
              return a.done
            })}
          </div>
        </>
      )}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {said && (
        <p role="status" className={styles.said}>
          {said}
        </p>
      )}
    </section>
  )
}
