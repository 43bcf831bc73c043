import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ProblemError } from '../api/http.ts'
import { confirmIdentity } from '../api/session.ts'
import { screenText } from '../i18n/text.ts'
import { useIdentity } from '../live/identity.ts'
import { useSession } from '../live/session.ts'
import controls from './controls.module.css'
import styles from './IdentityDialog.module.css'

const useIdentityText = screenText(
  {
    title: '请再次确认身份',
    why: '这台工作站一直保持登录。数据带出之前，请本人再输一次密码；十分钟内不再问。导出有审计记录。',
    password: (username: string) => `${username} 的密码`,
    code: '两步验证码（6 位）',
    go: '确认',
    cancel: '取消',
    wrong: '密码或验证码不对。',
    later: '尝试过多，请稍候再试。',
    unreachable: '连不上服务器，请重试。',
  },
  {
    title: 'Please confirm who you are',
    why: 'This workstation stays signed in. Before data leaves it, give your password once more; you will not be asked again for ten minutes. Exports are in the audit log.',
    password: (username: string) => `Password of ${username}`,
    code: 'Code of the second factor (6 digits)',
    go: 'Confirm',
    cancel: 'Cancel',
    wrong: 'The password or the code is wrong.',
    later: 'Too many tries. Please wait a little.',
    unreachable: 'The server cannot be reached. Try again.',
  },
)

/** Asks who is at this desk, when {@link useIdentity} wants to know. */
export function IdentityDialog() {
  const answer = useIdentity((state) => state.answer)
  const session = useSession((state) => state.session)
  return answer && session ? <Question username={session.user.username} withCode={session.secondFactor} onAnswer={answer} /> : null
}

interface Props {
  username: string
  withCode: boolean
  onAnswer: (given: boolean) => void
}

function Question({ username, withCode, onAnswer }: Props) {
  const t = useIdentityText()
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => dialog.current?.showModal(), [])
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setProblem('')
    try {
      await confirmIdentity({ password: String(form.get('password')), ...(withCode ? { code: String(form.get('code')) } : {}) })
      onAnswer(true)
    } catch (error) {
      const status = error instanceof ProblemError ? error.problem.status : 0
      setProblem(status === 0 ? t.unreachable : status === 429 ? t.later : t.wrong)
    }
  }
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={t.title} onCancel={() => onAnswer(false)}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <h2>{t.title}</h2>
        <p className={styles.why}>{t.why}</p>
        <label className={controls.field}>
          {t.password(username)}
          <input name="password" type="password" autoComplete="current-password" required maxLength={256} />
        </label>
        {withCode && (
          <label className={controls.field}>
            {t.code}
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required pattern="[0-9]{6}" maxLength={6} />
          </label>
        )}
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
        <div className={styles.buttons}>
          <button type="button" className={controls.button} onClick={() => onAnswer(false)}>
            {t.cancel}
          </button>
          <button type="submit" className={controls.primary}>
            {t.go}
          </button>
        </div>
      </form>
    </dialog>
  )
}
