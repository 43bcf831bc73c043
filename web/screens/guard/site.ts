import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import type { Site } from '#contracts/site.ts'
import { request } from '../../api/http.ts'
import { useLink } from '../../live/link.ts'
import { hasAskedToLeave, useSession } from '../../live/session.ts'
import { forget, keep, recall } from '../../live/storage.ts'

const STORE = 'xiaowei.guard'
const HEARD_EVERY_MS = 20_000
const DAY_MS = 86_400_000
/** No session lives longer than this without its server (R54), so what was kept opens for nobody afterwards, ms. */
const LIFE_MS: Record<Session['kind'], number> = { phone: 180 * DAY_MS, desk: DAY_MS / 2, enrolling: 0 }

interface Kept {
  session: Session
  site: Site | null
  /** when the server was last heard, by this phone's clock */
  heardAt: number | null
}

/** What was kept, while whoever it was kept for may still open the page. A clock that was set back locks nobody out. */
function recallKept(): Kept | null {
  const kept = recall<Kept>(STORE)
  if (!kept || hasAskedToLeave()) return null
  return Date.now() - (kept.heardAt ?? 0) < LIFE_MS[kept.session.kind] ? kept : null
}

/** What the phone knows without a network: whose it is, whom to telephone, where things are, and when it last heard the server. */
export const useSite = create<{ site: Site | null; kept: Kept | null }>(() => {
  const kept = recallKept()
  return { site: kept?.site ?? null, kept }
})

function update(change: Partial<Kept>): void {
  const { session } = useSession.getState()
  const { kept: before } = useSite.getState()
  const known = session ?? before?.session
  if (!known || hasAskedToLeave()) return
  const own = before?.session.user.username === known.user.username ? before : null
  const kept: Kept = { session: known, site: own?.site ?? null, heardAt: own?.heardAt ?? null, ...change }
  useSite.setState({ kept, site: kept.site })
  keep(STORE, kept)
}

/** Reads the school's telephones and places, and keeps them. @param wanted whether the answer still is, when it comes */
export async function readSite(wanted: () => boolean = () => true): Promise<void> {
  const site = await request<Site>('/site')
  if (wanted()) update({ site, heardAt: Date.now() })
}

/** Keeps what a start without network needs, until the phone is signed out. @returns how to stop */
export function keepSite(): () => void {
  let alive = true
  const read = async (delay: number): Promise<void> => {
    try {
      await readSite(() => alive)
    } catch (error) {
      console.warn('the school’s telephones are read again', error)
      if (alive) setTimeout(() => void (alive && read(Math.min(delay * 2, 30_000))), delay)
    }
  }
  void read(1000)
  const forgetPulse = useLink.subscribe((link, before) => {
    if (link.pulseAtMs !== before.pulseAtMs && Date.now() - (useSite.getState().kept?.heardAt ?? 0) > HEARD_EVERY_MS)
      update({ heardAt: Date.now() })
  })
  return () => {
    alive = false
    forgetPulse()
  }
}

/** Nobody is signed in here any more, somebody else is, or whoever was has asked to leave. */
export function forgetSite(): void {
  forget(STORE)
  useSite.setState({ kept: null, site: null })
}

export type SiteSchool = Site['schools'][number]

export const useSiteSchool = (schoolId: string | null): SiteSchool | undefined =>
  useSite(({ site }) => site?.schools.find(({ id }) => id === schoolId))

/** Where an alarm's button is, in words: its registered name, else the point it reported. */
export function placeOf(alarm: Alarm, school: SiteSchool | undefined): string {
  const button = school?.buttons.find(({ id }) => id === alarm.deviceId)
  return [...new Set([button?.name ?? '', alarm.point].filter(Boolean))].join(' · ') || (alarm.deviceId ?? '')
}
