import type { IncomingHttpHeaders } from 'node:http'

/** What other sites make a browser send must not act here; SameSite=Strict is the first line, this is the second. */
const HARMLESS_SITES: readonly unknown[] = [undefined, 'same-origin', 'none']

/**
 * Whether a request comes from our own pages or from no browser at all: a browser names the page's origin, or whose site it is on.
 * Asked for every request that changes something, and for every socket's handshake.
 */
export function checkOrigin(headers: IncomingHttpHeaders | Record<string, string | string[] | undefined>): boolean {
  if (!HARMLESS_SITES.includes(headers['sec-fetch-site'])) return false
  const { origin, host } = headers
  if (origin === undefined) return true
  return typeof origin === 'string' && typeof host === 'string' && hostOf(origin) === host.toLowerCase()
}

/** Host and port of an http(s) origin as a browser would write them in Host; null for `null` and for what is no origin. */
function hostOf(origin: string): string | null {
  try {
    const { protocol, host } = new URL(origin)
    return protocol === 'http:' || protocol === 'https:' ? host : null
  } catch {
    return null // not a URL
  }
}
