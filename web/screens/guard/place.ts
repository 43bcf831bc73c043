import { create } from 'zustand'
import type { LngLat } from '#contracts/time.ts'

/** Where this phone is, while its holder allows it: WGS-84, as browsers give it. */
export const usePlace = create<{ position: LngLat | null; atMs: number; permission: 'granted' | 'denied' | 'prompt' | 'missing' }>(() => ({
  position: null,
  atMs: 0,
  permission: 'geolocation' in navigator ? 'prompt' : 'missing',
}))

const FRESH_MS = 60_000

function onPosition({ coords }: GeolocationPosition): void {
  usePlace.setState({ position: [coords.longitude, coords.latitude], atMs: performance.now(), permission: 'granted' })
}

function onError(error: GeolocationPositionError): void {
  if (error.code === error.PERMISSION_DENIED) usePlace.setState({ permission: 'denied' })
}

/** Learns whether a position may be asked for; asks nobody. */
export function watchPermission(): void {
  if (!('geolocation' in navigator) || !navigator.permissions?.query) return
  navigator.permissions
    .query({ name: 'geolocation' })
    .then((status) => {
      const note = () => usePlace.setState({ permission: status.state })
      note()
      status.onchange = note
    })
    .catch((error: unknown) => console.info('this browser does not tell whether it gives a position', error))
}

/** Asks for the position; the browser asks its holder the first time. */
export function askPlace(): void {
  if ('geolocation' in navigator)
    navigator.geolocation.getCurrentPosition(onPosition, onError, { enableHighAccuracy: true, timeout: 10_000, maximumAge: FRESH_MS })
}

/** Asks only where it was allowed before: a question in the way of an SOS would cost its seconds. */
export function askPlaceQuietly(): void {
  if (usePlace.getState().permission === 'granted') askPlace()
}

/** The position, unless it is older than a minute. */
export function freshPlace(): LngLat | null {
  const { position, atMs } = usePlace.getState()
  return position !== null && performance.now() - atMs <= FRESH_MS ? position : null
}
