import type { ReactNode } from 'react'
import { screenText } from '../i18n/text.ts'
import { endSession, useSession } from '../live/session.ts'
import styles from './SignOut.module.css'

const useSignOutText = screenText(
  { notYet: '未退出：连上后自动退出', why: '没有连上服务器，登录仍然有效；请勿把设备交给他人。' },
  {
    notYet: 'Not signed out yet',
    why: 'The server was not reached, so the session is still valid: hand the device to nobody.',
  },
)

interface Props {
  className: string | undefined
  /** asked before it; false = stay */
  mayLeave?: () => boolean
  children: ReactNode
}

/** Signs out, and says so while the server has not heard it. */
export function SignOut({ className, mayLeave, children }: Props) {
  const t = useSignOutText()
  const isLeaving = useSession((state) => state.isLeaving)
  if (isLeaving)
    return (
      <b role="alert" className={styles.notYet} title={t.why}>
        {t.notYet}
      </b>
    )
  const leave = () => {
    if (!mayLeave || mayLeave()) void endSession()
  }
  return (
    <button type="button" className={className} onClick={leave}>
      {children}
    </button>
  )
}
