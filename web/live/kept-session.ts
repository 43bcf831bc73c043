// Whose page it is when it opens without a network, and what he saw last. Only for the technician's: it works in cellars, and shows no alarm.
import type { Session } from '#contracts/session.ts'
import { followTabs, hasAskedToLeave, loadSession, useSession } from './session.ts'
import { forget, keep, recall } from './storage.ts'

const STORE = 'xiaowei.kept-session'
const PART = 'xiaowei.kept-part.'
const PARTS = ['board', 'records', 'schools'] as const
type Part = (typeof PARTS)[number]
/** Where an older version of the page kept its list, whoever's it was. */
const OLDER_BOARD = 'xiaowei.fault-board'
const HOME = '/technician'
/** A server that takes longer to say who is signed in counts as none, ms. */
const PATIENCE_MS = 3000
/** No session of a desk lives longer, so what is older shows nobody anything, ms. Longer than an unused one lives: docs/decisions/0031. */
const LIFE_MS = 12 * 3_600_000
/** Names and telephones are shown no longer than the server keeps an unused session (R54), ms. */
const CONTACTS_LIFE_MS = 30 * 60_000

interface Kept {
  readonly session: Session
  /** by this device's clock */
  readonly heardAt: number
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Whether a page may open with what was kept. Pure. */
export const isFresh = ({ heardAt }: Pick<Kept, 'heardAt'>, nowMs: number, lifeMs = LIFE_MS): boolean =>
  heardAt <= nowMs && nowMs - heardAt < lifeMs

/** Asks who is signed in; on the technician's page, while nobody answers, it is who was. */
export async function openSession(path: string): Promise<void> {
  const asked = loadSession()
  if (path !== HOME) return asked
  await Promise.race([asked, wait(PATIENCE_MS)])
  const kept = hasAskedToLeave() ? null : recall<Kept>(STORE)
  if (useSession.getState().session === undefined && kept && isFresh(kept, Date.now()))
    useSession.setState({ session: kept.session, isRemembered: true })
}

/** Notes that the server has answered this session. */
export function noteHeard(): void {
  const { session, isRemembered } = useSession.getState()
  if (session?.home === HOME && !isRemembered && !hasAskedToLeave()) keep(STORE, { session, heardAt: Date.now() } satisfies Kept)
}

/** Keeps a part of what the page shows, for the person whom it was read for, while he is signed in. @param by his user name */
export function keepPart(name: Part, value: unknown, by: string): void {
  const { session } = useSession.getState()
  if (session?.home === HOME && session.user.username === by && !hasAskedToLeave()) keep(PART + name, { by, value })
}

/** What was kept of a part for whoever is signed in; null when there is none. */
export function recallPart<T>(name: Part): T | null {
  const kept = recall<{ by: string; value: T }>(PART + name)
  if (!kept || kept.by !== useSession.getState().session?.user.username) return null
  const heard = recall<Kept>(STORE)
  return name !== 'schools' || (heard && isFresh(heard, Date.now(), CONTACTS_LIFE_MS)) ? kept.value : null
}

/** Makes room on the device: the parts are read again when there is a network. */
export function forgetParts(): void {
  for (const part of PARTS) forget(PART + part)
}

function forgetKept(): void {
  forget(STORE)
  forgetParts()
}

/** Whether what is kept here is of this session. */
const isKeptFor = ({ home, user }: Session): boolean => home === HOME && recall<Kept>(STORE)?.session.user.username === user.username

/** Follows who is signed in, here and in other tabs: what was kept goes with the session, and with the wish to leave. */
export function followSession(): void {
  forget(OLDER_BOARD)
  followTabs()
  useSession.subscribe((now, before) => {
    if (now.isLeaving) return forgetKept()
    if (now.session === before.session) return
    if (now.session) {
      if (!isKeptFor(now.session)) forgetKept()
      return noteHeard()
    }
    if (now.session === undefined || recall(STORE) === null) return
    // Who leaves of himself has been known here until now; this one is found gone when the page opens.
    if (before.session === undefined) useSession.setState({ hasEnded: true })
    forgetKept()
  })
}
