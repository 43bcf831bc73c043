// Whose page it is when it opens without a network, and what he saw last. Only for the technician's: it works in cellars, and shows no alarm.
import type { Session } from '#contracts/session.ts'
import { loadSession, useSession } from './session.ts'
import { forget, keep, recall } from './storage.ts'

const STORE = 'xiaowei.kept-session'
const PART = 'xiaowei.kept-part.'
const PARTS = ['board', 'records', 'schools'] as const
type Part = (typeof PARTS)[number]
const HOME = '/technician'
/** A server that takes longer to say who is signed in counts as none, ms. */
const PATIENCE_MS = 3000
/** No session of a desk lives longer, so what is older shows nobody anything, ms. */
const LIFE_MS = 12 * 3_600_000

interface Kept {
  readonly session: Session
  /** by this device's clock */
  readonly heardAt: number
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Whether a page may open with what was kept. Pure. */
export const isFresh = ({ heardAt }: Pick<Kept, 'heardAt'>, nowMs: number): boolean => heardAt <= nowMs && nowMs - heardAt < LIFE_MS

/** Asks who is signed in; on the technician's page, while nobody answers, it is who was. */
export async function openSession(path: string): Promise<void> {
  const asked = loadSession()
  if (path !== HOME) return asked
  await Promise.race([asked, wait(PATIENCE_MS)])
  const kept = recall<Kept>(STORE)
  if (useSession.getState().session === undefined && kept && isFresh(kept, Date.now()))
    useSession.setState({ session: kept.session, isRemembered: true })
}

/** Notes that the server has answered this session. */
export function noteHeard(): void {
  const { session, isRemembered } = useSession.getState()
  if (session?.home === HOME && !isRemembered) keep(STORE, { session, heardAt: Date.now() } satisfies Kept)
}

/** Keeps a part of what the page shows, for this person alone. */
export function keepPart(name: Part, value: unknown): void {
  const by = useSession.getState().session?.user.username
  if (by !== undefined) keep(PART + name, { by, value })
}

/** What was kept of a part for whoever is signed in; null when there is none. */
export function recallPart<T>(name: Part): T | null {
  const kept = recall<{ by: string; value: T }>(PART + name)
  return kept && kept.by === useSession.getState().session?.user.username ? kept.value : null
}

/** Follows who is signed in: what was kept goes with the session. */
export function followSession(): void {
  useSession.subscribe((now, before) => {
    if (now.session) return noteHeard()
    if (now.session === undefined || recall(STORE) === null) return
    // Who leaves of himself has been known here until now; this one is found gone when the page opens.
    if (before.session === undefined) useSession.setState({ hasEnded: true })
    forget(STORE)
    for (const part of PARTS) forget(PART + part)
  })
}
