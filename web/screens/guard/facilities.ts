// What this phone's browser has, each used where it is: none of it is assumed.
import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import { canKeepPage, keepPage } from '../../live/kept-page.ts'

/** ok: it works; off: it would, when asked for; denied: its holder said no; no: this browser has none */
export type Facility = 'ok' | 'off' | 'denied' | 'no'

interface Facilities {
  notice: Facility
  wake: Facility
  vibrate: Facility
  offline: Facility
}

const noticeState = (): Facility =>
  !('Notification' in window) ? 'no' : ({ granted: 'ok', denied: 'denied', default: 'off' } as const)[Notification.permission]

export const useFacilities = create<Facilities>(() => ({
  notice: noticeState(),
  wake: 'wakeLock' in navigator ? 'off' : 'no',
  vibrate: 'vibrate' in navigator ? 'ok' : 'no',
  offline: canKeepPage ? 'off' : 'no',
}))

/** Keeps the screen on while the page is in front. */
async function keepAwake(): Promise<void> {
  if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return
  try {
    const lock = await navigator.wakeLock.request('screen')
    useFacilities.setState({ wake: 'ok' })
    lock.addEventListener('release', () => useFacilities.setState({ wake: 'off' }))
  } catch {
    useFacilities.setState({ wake: 'off' }) // low battery, or the page is not in front
  }
}

/** Starts what needs no question. @returns how to stop */
export function startFacilities(): () => void {
  void keepAwake()
  void storePage()
  const onVisible = () => void keepAwake()
  document.addEventListener('visibilitychange', onVisible)
  return () => document.removeEventListener('visibilitychange', onVisible)
}

let registration: ServiceWorkerRegistration | null = null

async function storePage(): Promise<void> {
  if (useFacilities.getState().offline !== 'off') return
  registration = await keepPage('guard')
  useFacilities.setState({ offline: registration ? 'ok' : 'no' })
}

/** Asks for notices; only after a touch, or browsers refuse. */
export async function askNotices(): Promise<void> {
  if (!('Notification' in window)) return
  await Notification.requestPermission()
  useFacilities.setState({ notice: noticeState() })
}

/** Says an alarm while the page is in the background. */
export function notify(alarm: Alarm, title: string, body: string): void {
  if (document.visibilityState === 'visible' || useFacilities.getState().notice !== 'ok') return
  // A second press takes the first one's place, and is heard as it was.
  const options = { body, tag: alarm.id, renotify: true, requireInteraction: true, icon: '/favicon.svg' }
  try {
    if (registration) void registration.showNotification(title, options)
    else new Notification(title, options)
  } catch (error) {
    console.info('this browser shows notices only from a service worker', error) // Chrome on Android
  }
}
