import { create } from 'zustand'
import type { Session } from '#contracts/session.ts'
import { ProblemError } from '../api/http.ts'
import * as api from '../api/session.ts'
import { forget, keep, recall } from './storage.ts'

interface SessionState {
  /** undefined: not asked yet; null: nobody is signed in */
  session: Session | null | undefined
  /** the person has asked to be signed out and the server has not heard it: the session lives, and whoever takes this device has it */
  isLeaving: boolean
  /** the server has not answered yet: the session is what this device remembers (kept-session.ts) */
  isRemembered: boolean
  /** somebody was signed in here and the server has ended it: too long unused, revoked, or another role */
  hasEnded: boolean
  /** the server did not answer when it was last asked who is signed in */
  isUnreachable: boolean
}

export const useSession = create<SessionState>(() => ({
  session: undefined,
  isLeaving: false,
  isRemembered: false,
  hasEnded: false,
  isUnreachable: false,
}))

/** Outlives the page: who asked to leave must not be found signed in by whoever opens it next. */
const LEAVING = 'xiaowei.leaving'
/** Written whenever somebody has signed in or out here, for the other tabs: they share the cookie. */
const CHANGED = 'xiaowei.session-changed'

/** Whether who was here has asked to leave, on this page or before it was opened, and the server has not heard it. */
export const hasAskedToLeave = (): boolean => recall(LEAVING) !== null

const begun = (session: Session) => ({ session, isRemembered: false, hasEnded: false, isUnreachable: false })

const LEAVE_AGAIN_MS = 5000
let leaving: ReturnType<typeof setTimeout> | undefined

let retry: ReturnType<typeof setTimeout> | undefined

/** Asks who is signed in. An unreachable server leaves what was known. */
export async function loadSession(): Promise<void> {
  if (hasAskedToLeave()) return endSession()
  try {
    useSession.setState(begun(await api.readSession()))
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status < 500)
      useSession.setState(({ session, hasEnded }) => ({
        session: null,
        isRemembered: false,
        hasEnded: hasEnded || Boolean(session),
        isUnreachable: false,
      }))
    else if (useSession.getState().session === undefined) {
      useSession.setState({ isUnreachable: true })
      clearTimeout(retry)
      retry = setTimeout(() => void loadSession(), 2000)
    }
  }
}

export async function startSession(username: string, password: string, code?: string): Promise<Session> {
  return begin(await api.signIn(username, password, code))
}

export const enrolPhone = async (code: string): Promise<Session> => begin(await api.enrol(code))

function begin(session: Session): Session {
  setLeaving(false)
  useSession.setState(begun(session))
  keep(CHANGED, Date.now())
  return session
}

/** Signs out: nobody is signed in only once the server has said so. Without an answer it is asked again, at once when the network is back. */
export async function endSession(): Promise<void> {
  try {
    await api.signOut()
  } catch (error) {
    if (!(error instanceof ProblemError && error.problem.status === 401)) {
      setLeaving(true)
      useSession.setState(({ session }) => ({ isUnreachable: session === undefined }))
      return
    }
  }
  setLeaving(false)
  useSession.setState({ session: null, isRemembered: false, hasEnded: false, isUnreachable: false })
  keep(CHANGED, Date.now())
}

function leaveAgain(): void {
  if (hasAskedToLeave()) return void endSession()
  setLeaving(false) // another tab has left, or somebody has signed in there
  void loadSession()
}

/** Hears when another tab has signed somebody in or out. */
export function followTabs(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === CHANGED) void loadSession()
  })
}

function setLeaving(isLeaving: boolean): void {
  clearTimeout(leaving)
  removeEventListener('online', leaveAgain)
  if (isLeaving) keep(LEAVING, true)
  else forget(LEAVING)
  useSession.setState({ isLeaving })
  if (!isLeaving) return
  leaving = setTimeout(leaveAgain, LEAVE_AGAIN_MS)
  addEventListener('online', leaveAgain)
}
