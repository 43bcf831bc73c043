// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { loadRegister, useRegister } from '../../web/live/register.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const ANSWERS: Record<string, unknown> = {
  '/map-config': { basemap: { kind: 'none', datum: 'wgs84' }, center: [106.23, 38.487], zoom: 12 },
  '/campuses': { features: [] },
  '/schools': { items: [], nextCursor: null },
  '/devices': { items: [], nextCursor: null },
  '/devices/places': { ids: [], lng: [], lat: [], states: [], state: [] },
}

it.each(['/map-config', '/campuses', '/schools'])('reads the devices while %s fails, and says so until it is read', async (broken) => {
  let isBroken = true
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.replace('/api/v1', '').replace(/\?.*/, '')
    return path === broken && isBroken ? new Response('', { status: 500 }) : new Response(JSON.stringify(ANSWERS[path]), { status: 200 })
  })
  useRegister.setState(useRegister.getInitialState(), true)
  const stop = loadRegister()
  await vi.advanceTimersByTimeAsync(5000)
  const { buttonsLoaded, cameras, failed } = useRegister.getState()
  expect({ buttonsLoaded, hasCameras: cameras !== null, failed }).toEqual({ buttonsLoaded: true, hasCameras: true, failed: true })
  isBroken = false
  await vi.advanceTimersByTimeAsync(20_000)
  expect(useRegister.getState().failed).toBe(false)
  stop()
})
