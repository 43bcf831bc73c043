import type { FeatureCollection } from 'geojson'
import type { CampusFeature } from '#contracts/school.ts'
import { type CampusShape, campusLabels, campusShape, DOTS_TO, paintCampuses, paintSchools, paintZones } from './campuses.ts'
import { BUTTONS_FROM, buttonLabels, CAMERAS_FROM, type DeviceField, paintButtons, paintCameras } from './devices.ts'
import { paintLabels } from './labels.ts'
import type { LayerName } from './layer-name.ts'
import type { Palette } from './palette.ts'
import { streetLabels } from './street-labels.ts'
import { readStreets, type StreetPlan } from './streets.ts'
import { type Box, toUnit, type View } from './view.ts'

type Devices = 'cameras' | 'buttons'

/** Something that the page draws above the picture, so that no name is set below it: a box around a place, px. */
export interface Held {
  at: [x: number, y: number]
  box: Box
  /** the school that it names, which is then not named a second time; null = it names none */
  names: string | null
}

/** What the page tells: what there is, and what view it wants a picture of. */
export type OverlayRequest =
  | { type: 'palette'; palette: Palette }
  | { type: 'campuses'; campuses: CampusFeature[] }
  | { type: 'streets'; json: string | null }
  | { type: 'devices'; of: Devices; places: Float64Array; states: Uint8Array; names: string[] }
  | { type: 'states'; of: Devices; states: Uint8Array }
  | { type: 'mute'; schools: string[] }
  | { type: 'hidden'; layers: LayerName[] }
  | { type: 'held'; held: Held[] }
  | { type: 'view'; ask: number; view: View; ratio: number; covered: Box[] }

/** The picture of the view that was asked for with this number; again with the same number when what it shows has changed. */
export interface OverlayPicture {
  ask: number
  picture: ImageBitmap
  hasCampuses: boolean
}

/** A picture, or word of devices that are known from now on and will be in every picture that is near enough. */
export type OverlayAnswer = OverlayPicture | { has: Devices }

const nothing = (): DeviceField => ({ x: new Float64Array(), y: new Float64Array(), state: new Uint8Array(), names: [] })

const scene = {
  palette: null as Palette | null,
  campuses: [] as CampusShape[],
  streets: null as StreetPlan | null,
  /** the streets as they came, until their names are set for the first time */
  unread: null as string | null,
  cameras: nothing(),
  buttons: nothing(),
  mute: new Set<string>() as ReadonlySet<string>,
  hidden: new Set<LayerName>() as ReadonlySet<LayerName>,
  held: [] as Held[],
}
let asked: Extract<OverlayRequest, { type: 'view' }> | null = null
let canvas: OffscreenCanvas | null = null
let isAnswered = false
let isFirst = true
let waitedSince: number | null = null
let dueAt = 0
let drawing: ReturnType<typeof setTimeout> | undefined

const shown = (layer: LayerName) => !scene.hidden.has(layer)

/** What has a place; names only where it is said, because the first of them cost more than all else. */
function paint(
  pen: OffscreenCanvasRenderingContext2D,
  { view, covered }: { view: View; covered: readonly Box[] },
  palette: Palette,
  hasNames: boolean,
): void {
  const { campuses, cameras, buttons, mute } = scene
  const taken: Box[] = scene.held.map(({ at: [x, y], box }) => {
    const [px, py] = [(x - view.x0) * view.scale, (y - view.y0) * view.scale]
    return { minX: px + box.minX, maxX: px + box.maxX, minY: py + box.minY, maxY: py + box.maxY }
  })
  taken.push(...covered)
  if (shown('zones')) paintZones(pen, campuses, view, palette)
  if (shown('campuses')) {
    paintCampuses(pen, campuses, view, palette)
    taken.push(...paintSchools(pen, campuses, mute, view, palette))
  }
  if (shown('cameras')) paintCameras(pen, cameras, view, palette)
  if (shown('buttons')) taken.push(...paintButtons(pen, buttons, view, palette))
  if (!shown('labels') || !hasNames) return
  const streets = readNames()
  const named = new Set(scene.held.map(({ names }) => names))
  const unnamed = campuses.filter(({ schoolId }) => !named.has(schoolId))
  paintLabels(
    pen,
    [
      ...(shown('campuses') ? campusLabels(pen, unnamed, view, palette) : []),
      ...(shown('buttons') ? buttonLabels(pen, buttons, view, palette) : []),
      ...(streets ? streetLabels(pen, streets, view, palette) : []),
    ],
    taken,
  )
}

/** The streets' names; what cannot be read leaves the map without them, and is not tried again. */
function readNames(): StreetPlan | null {
  const { unread } = scene
  scene.unread = null
  try {
    if (unread !== null) scene.streets = readStreets(JSON.parse(unread) as FeatureCollection, { blocks: false })
  } catch (error) {
    console.warn('the basemap has no names that can be read', error)
  }
  return scene.streets
}

function draw(): void {
  drawing = undefined
  const { palette } = scene
  if (!asked || !palette) return
  const { ask, view, ratio } = asked
  const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)]
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, view.width, view.height)
  paint(pen, asked, palette, !isFirst)
  const picture = canvas.transferToImageBitmap()
  isAnswered = true
  const answer: OverlayAnswer = { ask, picture, hasCampuses: scene.campuses.length > 0 }
  postMessage(answer, { transfer: [picture] })
  if (!isFirst) return
  isFirst = false
  drawWithin(0)
}

/** Draws after so many ms at the latest: what comes until then is the same picture. */
function drawWithin(ms: number): void {
  const at = performance.now() + ms
  if (drawing !== undefined && dueAt <= at) return
  clearTimeout(drawing)
  dueAt = at
  drawing = setTimeout(draw, ms)
}

function devicesOf({ places, states, names }: Extract<OverlayRequest, { type: 'devices' }>): DeviceField {
  const x = new Float64Array(states.length)
  const y = new Float64Array(states.length)
  for (let i = 0; i < states.length; i++) {
    const [ux, uy] = toUnit([places[2 * i] as number, places[2 * i + 1] as number])
    x[i] = ux
    y[i] = uy
  }
  return { x, y, state: states, names }
}

type Handlers = { [T in OverlayRequest['type']]: (request: Extract<OverlayRequest, { type: T }>) => void }
const handlers: Handlers = {
  palette: ({ palette }) => (scene.palette = palette),
  campuses: ({ campuses }) => (scene.campuses = campuses.map(campusShape)),
  streets: ({ json }) => {
    scene.streets = null
    scene.unread = json
  },
  devices: (request) => {
    scene[request.of] = devicesOf(request)
    postMessage({ has: request.of } satisfies OverlayAnswer)
  },
  states: ({ of, states }) => (scene[of].state = states),
  mute: ({ schools }) => (scene.mute = new Set(schools)),
  hidden: ({ layers }) => (scene.hidden = new Set(layers)),
  held: ({ held }) => (scene.held = held),
  view: (request) => {
    asked = request
    isAnswered = false
  },
}

/** Whether it changes what is drawn: most of what comes while a district is seen from afar does not. Asked before it is taken. */
function isSeen(request: OverlayRequest): boolean {
  const zoom = asked?.view.zoom ?? 0
  switch (request.type) {
    case 'devices':
    case 'states':
      return shown(request.of) && zoom >= (request.of === 'cameras' ? CAMERAS_FROM : BUTTONS_FROM)
    case 'mute':
      return zoom < DOTS_TO && request.schools.length + scene.mute.size > 0
    case 'held':
      return request.held.length + scene.held.length > 0
    default:
      return true
  }
}

// Before the campuses there is nothing to draw but names; where they do not come, the names stand alone.
const CAMPUSES_WAIT_MS = 1000

// An alarm's own marker stands above this picture: where a name makes room for it can wait until the marker is drawn, and those of the alarms
// that follow. On two cores the painting holds up the next marker's frame (traced: 20 to 170 ms), so several share one.
const HELD_WAIT_MS = 600

/** How long to wait for more, ms. What the hand asks for is drawn at once. */
function patience({ type }: OverlayRequest): number {
  if (isFirst && scene.campuses.length === 0) {
    waitedSince ??= performance.now()
    return Math.max(0, waitedSince + CAMPUSES_WAIT_MS - performance.now())
  }
  if (type === 'held') return HELD_WAIT_MS
  return isAnswered ? 30 : 0
}

addEventListener('message', ({ data }: MessageEvent<OverlayRequest>) => {
  const mustDraw = isSeen(data)
  ;(handlers[data.type] as (request: OverlayRequest) => void)(data)
  if (mustDraw) drawWithin(patience(data))
})
