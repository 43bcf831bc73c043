// What control-room.html asks for before its scripts run stays in the document until somebody takes it.
import type { Session } from '#contracts/session.ts'
import { useSession } from './session.ts'

/** Takes the answers that nobody has taken, and reads none of them. Taken once, an address is asked for as always. */
function dropPreloads(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="preload"][as="fetch"]')) {
    link.remove()
    const abort = new AbortController()
    fetch(link.href, { signal: abort.signal }).catch(() => {})
    abort.abort()
  }
}

const whose = (session: Session | null | undefined) => session?.user.username ?? session

/** Follows who is signed in: what was asked for ahead was asked for in the name of whoever opened the page, and is nobody else's. */
export function followPreloads(): void {
  useSession.subscribe(({ session }, before) => {
    const isOpener = before.session === undefined && session !== null
    if (whose(session) !== whose(before.session) && !isOpener) dropPreloads()
  })
}
