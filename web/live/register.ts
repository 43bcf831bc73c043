import { create } from 'zustand'
import type { Device } from '#contracts/device.ts'
import type { MapConfig } from '#contracts/map.ts'
import type { CameraCount, DeviceDelta } from '#contracts/push.ts'
import type { CampusFeature, School } from '#contracts/school.ts'
import { devicePages, readCampuses, readMapConfig, readPlaces, readStreets, schoolPages } from '../api/register.ts'
import { firstDrawn } from '../map/first-time.ts'
import { type Places, takeDeltas, toPlaces } from './places.ts'
import { useSession } from './session.ts'

/** What the district has: schools, campuses, devices. Read once in the background; device states then come as deltas. */
interface Register {
  schools: ReadonlyMap<string, School>
  campuses: readonly CampusFeature[]
  buttons: ReadonlyMap<string, Device>
  /** false: no button is known yet, and nothing can be said of them */
  buttonsLoaded: boolean
  cameras: Places | null
  /** how many are online as the server counts them: here only those in view are told of; null = not told yet */
  cameraCount: CameraCount | null
  /** raised with every change of a camera's place or state */
  cameraRevision: number
  mapConfig: MapConfig | null
  /** the built-in basemap as the server wrote it: only the map's workers read it */
  streets: string | null
  streetsFailed: boolean
  failed: boolean
}

export const useRegister = create<Register>(() => ({
  schools: new Map(),
  campuses: [],
  buttons: new Map(),
  buttonsLoaded: false,
  cameras: null,
  cameraCount: null,
  cameraRevision: 0,
  mapConfig: null,
  streets: null,
  streetsFailed: false,
  failed: false,
}))

// States that came while the cameras were being read, so that no change falls between answer and delta; null = not being read.
let early: Map<string, DeviceDelta> | null = null

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

type Reading = 'map' | 'schools' | 'campuses' | 'buttons' | 'cameras' | 'devices'

const failing = new Set<Reading>()

/** Notes how a reading went: the register has failed while any of them has, whichever else succeeds. */
const noting = (reading: Reading) => (failed: boolean) => {
  if (failed) failing.add(reading)
  else failing.delete(reading)
  useRegister.setState({ failed: failing.size > 0 })
}

/** Repeats a reading until it succeeds: the register is needed, but alarms do not wait for it. */
async function insist(read: () => Promise<void>, alive: () => boolean, note: (failed: boolean) => void): Promise<void> {
  for (let delay = 1000; alive(); delay = Math.min(delay * 2, 15_000)) {
    try {
      await read()
      note(false)
      return
    } catch (error) {
      console.warn('register is read again', error)
      if (alive()) note(true)
      await wait(delay)
    }
  }
}

// What one person may see is not shown to the next; a reading that was under way for the one before is dropped.
let reader = 0
useSession.subscribe((now, before) => {
  if (!before.session || before.session.user.username === now.session?.user.username) return
  reader++
  failing.clear()
  useRegister.setState(useRegister.getInitialState(), true)
})

async function readSchools() {
  const by = reader
  const schools = new Map<string, School>()
  for await (const page of schoolPages()) for (const school of page) schools.set(school.id, school)
  if (by === reader) useRegister.setState({ schools })
}

async function readGrounds(alive: () => boolean) {
  const { features } = await readCampuses()
  if (alive()) useRegister.setState({ campuses: features })
}

async function readButtons() {
  const by = reader
  const buttons = new Map<string, Device>()
  for await (const page of devicePages('panicButton')) for (const device of page) buttons.set(device.id, device)
  if (by === reader) useRegister.setState({ buttons, buttonsLoaded: true })
}

async function readCameras(alive: () => boolean) {
  early = new Map()
  try {
    const cameras = toPlaces(await readPlaces('camera'))
    if (!alive()) return
    takeDeltas(cameras, early.values())
    useRegister.setState(({ cameraRevision }) => ({ cameras, cameraRevision: cameraRevision + 1 }))
  } finally {
    early = null
  }
}

/** How the map is configured, and its ground if that is our own; nothing else waits for the ground. */
async function readMap(alive: () => boolean) {
  const mapConfig = await readMapConfig()
  useRegister.setState({ mapConfig })
  if (mapConfig.basemap.kind !== 'streets') return
  const read = async () => useRegister.setState({ streets: await readStreets() })
  void insist(read, alive, (streetsFailed) => useRegister.setState({ streetsFailed }))
}

// Devices wait so long for the rest and for the first picture: on two cores, reading a thousand buttons would draw it later.
const REST_WAIT_MS = 3000
const PICTURE_WAIT_MS = 1500

/** Loads the register behind a running screen; first what an alarm's card needs, the cameras last. What cannot be read holds up no other. */
export function loadRegister(): () => void {
  let live = true
  const alive = () => live
  const rest = Promise.all([
    insist(() => readMap(alive), alive, noting('map')),
    insist(readSchools, alive, noting('schools')),
    insist(() => readGrounds(alive), alive, noting('campuses')),
  ])
  void Promise.race([rest, wait(REST_WAIT_MS)])
    .then(() => firstDrawn(PICTURE_WAIT_MS))
    .then(() => insist(readButtons, alive, noting('buttons')))
    .then(() => insist(() => readCameras(alive), alive, noting('cameras')))
  return () => {
    live = false
  }
}

let refreshing = false

/** Reads all device states again, after a time without deltas; spread over some seconds, since every screen comes back at once. */
async function refreshDevices(): Promise<void> {
  if (refreshing || !useRegister.getState().cameras) return
  refreshing = true
  try {
    await wait(Math.random() * 5000)
    await readButtons()
    await readCameras(() => true)
    noting('devices')(false)
  } catch (error) {
    console.warn('device states are as old as the last connection', error)
    noting('devices')(true)
  } finally {
    refreshing = false
  }
}

/** Schools, and the buttons' names where the person may read them, for a page without a map. */
export function loadSchools(): () => void {
  let live = true
  void insist(readSchools, () => live, noting('schools'))
  // An enrolled phone may not read devices (R54); the alarm then names its point alone.
  readButtons().catch((error) => console.info('no button names here', error))
  return () => {
    live = false
  }
}

/** Takes the coalesced state changes of devices. */
function receiveDevices(deltas: DeviceDelta[]): void {
  useRegister.setState((register) => {
    let buttons: Map<string, Device> | null = null
    for (const delta of deltas) {
      const { id, state, lastHeardAt } = delta
      early?.set(id, delta)
      const button = register.buttons.get(id)
      if (!button) continue
      buttons ??= new Map(register.buttons)
      buttons.set(id, { ...button, state, lastHeardAt })
    }
    const moved = register.cameras !== null && takeDeltas(register.cameras, deltas)
    return { ...(buttons ? { buttons } : {}), ...(moved ? { cameraRevision: register.cameraRevision + 1 } : {}) }
  })
}

/** What a page with the district's map does with news of devices. */
export const DEVICE_HEARERS = {
  onDevices: receiveDevices,
  onCameraCount: (cameraCount: CameraCount): void => useRegister.setState({ cameraCount }),
  onResumed: (): void => void refreshDevices(),
}
