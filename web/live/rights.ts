// What the person who is signed in may do. Apart from the session: the table of rights is heavy, and a phone answers its first alarm without it.
import type { Session } from '#contracts/session.ts'
import { may, type Right } from '#domain/policy.ts'
import { useSession } from './session.ts'

/** Whether the person may do it: the same policy as the server asks. */
export const holds = (session: Session, right: Right): boolean =>
  may({ role: session.role, session: session.kind, scope: session.scope }, right)

/** Whether the person who is signed in may do it. */
export const useHolds = (right: Right): boolean => useSession(({ session }) => (session ? holds(session, right) : false))
