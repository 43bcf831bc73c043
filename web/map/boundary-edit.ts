// A boundary while it is drawn: rings of points that have names of their own, changed by pure functions, with a way back.
import type { AreaGeometry, CampusFeature } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { type BoundaryFault, boundaryFault, partsOf } from '#domain/area.ts'

/** `id` stays with a point, however it moves and whatever is put before it. */
export interface Corner {
  readonly id: number
  readonly at: LngLat
}
/** Not closed: the last point is not the first again. `part` = which piece of ground; the first ring of a part is its outside, the others holes. */
export interface DrawnRing {
  readonly part: number
  readonly corners: readonly Corner[]
}
export interface DrawnGate extends Corner {
  readonly name: string
}
/** A boundary and the gates of a campus: what is drawn, taken back and saved together. */
export interface Drawing {
  readonly rings: readonly DrawnRing[]
  readonly gates: readonly DrawnGate[]
  readonly nextId: number
}

export const EMPTY: Drawing = { rings: [{ part: 0, corners: [] }], gates: [], nextId: 0 }

export type Gate = CampusFeature['properties']['gates'][number]

/** A boundary as it is stored, opened for drawing; null: none is known yet. */
export function drawingOf(area: AreaGeometry | null, gates: readonly Gate[] = []): Drawing {
  let nextId = 0
  const named = gates.map(({ name, position }) => ({ id: nextId++, name, at: position }))
  if (!area) return { ...EMPTY, gates: named, nextId }
  const rings = partsOf(area).flatMap((part, index) =>
    part.map((ring) => ({ part: index, corners: ring.slice(0, -1).map((at) => ({ id: nextId++, at })) })),
  )
  return { rings, gates: named, nextId }
}

/** The drawing as GeoJSON: rings closed, rings of no point left out; null where nothing is drawn yet. */
export function areaOf({ rings }: Drawing): AreaGeometry | null {
  const parts = new Map<number, LngLat[][]>()
  for (const { part, corners } of rings) {
    const [first] = corners
    if (first) parts.set(part, [...(parts.get(part) ?? []), [...corners.map(({ at }) => at), first.at]])
  }
  const [only, ...more] = [...parts.values()]
  if (!only) return null
  return more.length === 0 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: [only, ...more] }
}

/** Why the drawing is no boundary yet. */
export type DrawingFault = BoundaryFault | { readonly what: 'nothing' }

export function drawingFault(drawing: Drawing): DrawingFault | null {
  const area = areaOf(drawing)
  return area ? boundaryFault(area) : { what: 'nothing' }
}

const inRing = (drawing: Drawing, ring: number, change: (corners: readonly Corner[]) => readonly Corner[]): Drawing => ({
  ...drawing,
  rings: drawing.rings.map((one, index) => (index === ring ? { ...one, corners: change(one.corners) } : one)),
})

export const moveCorner = (drawing: Drawing, id: number, at: LngLat): Drawing => ({
  ...drawing,
  rings: drawing.rings.map((ring) =>
    ring.corners.some((corner) => corner.id === id)
      ? { ...ring, corners: ring.corners.map((corner) => (corner.id === id ? { id, at } : corner)) }
      : ring,
  ),
})

export const removeCorner = (drawing: Drawing, id: number): Drawing => ({
  ...drawing,
  rings: drawing.rings.map((ring) => ({ ...ring, corners: ring.corners.filter((corner) => corner.id !== id) })),
})

/** A new point behind another one of its ring. */
export const insertAfter = (drawing: Drawing, id: number, at: LngLat): Drawing => {
  const ring = drawing.rings.findIndex(({ corners }) => corners.some((corner) => corner.id === id))
  const added = inRing(drawing, ring, (corners) =>
    corners.flatMap((corner) => (corner.id === id ? [corner, { id: drawing.nextId, at }] : [corner])),
  )
  return { ...added, nextId: drawing.nextId + 1 }
}

/** A new point at the end of a ring. */
export const addCorner = (drawing: Drawing, ring: number, at: LngLat): Drawing => ({
  ...inRing(drawing, ring, (corners) => [...corners, { id: drawing.nextId, at }]),
  nextId: drawing.nextId + 1,
})

export const gatesOf = ({ gates }: Drawing): Gate[] => gates.map(({ name, at }) => ({ name, position: at }))

/** @param name given the number of a gate, what it is called until somebody says better */
export function addGate(drawing: Drawing, at: LngLat, name: (n: number) => string): Drawing {
  const { gates, nextId } = drawing
  const taken = new Set(gates.map((gate) => gate.name))
  let n = gates.length + 1
  while (taken.has(name(n))) n++
  return { ...drawing, gates: [...gates, { id: nextId, name: name(n), at }], nextId: nextId + 1 }
}

export const changeGate = (drawing: Drawing, id: number, change: Partial<Omit<DrawnGate, 'id'>>): Drawing => ({
  ...drawing,
  gates: drawing.gates.map((gate) => (gate.id === id ? { ...gate, ...change } : gate)),
})

export const removeGate = (drawing: Drawing, id: number): Drawing => ({ ...drawing, gates: drawing.gates.filter((gate) => gate.id !== id) })

/** A further ring to draw: another piece of ground, or a hole in the part of the given ring. @returns it and its index */
export function addRing(drawing: Drawing, holeOf: number | null): { drawing: Drawing; ring: number } {
  const { rings } = drawing
  if (holeOf === null) {
    const part = Math.max(-1, ...rings.map((ring) => ring.part)) + 1
    return { drawing: { ...drawing, rings: [...rings, { part, corners: [] }] }, ring: rings.length }
  }
  const part = rings[holeOf]?.part ?? 0
  const at = rings.reduce((last, ring, index) => (ring.part === part ? index + 1 : last), 0)
  return { drawing: { ...drawing, rings: [...rings.slice(0, at), { part, corners: [] }, ...rings.slice(at)] }, ring: at }
}

/** Takes a ring away; with the outside of a part its holes go too. The last ring is emptied instead. */
export function removeRing(drawing: Drawing, ring: number): Drawing {
  const gone = drawing.rings[ring]
  if (!gone) return drawing
  const outside = drawing.rings.findIndex(({ part }) => part === gone.part) === ring
  const rings = drawing.rings.filter((one, index) => (outside ? one.part !== gone.part : index !== ring))
  return rings.length === 0 ? { ...drawing, rings: EMPTY.rings } : { ...drawing, rings }
}

/** What was drawn before, and what was taken back. */
export interface Steps {
  readonly past: readonly Drawing[]
  readonly now: Drawing
  readonly future: readonly Drawing[]
}
const KEPT = 200

export const begin = (now: Drawing): Steps => ({ past: [], now, future: [] })
export const step = ({ past, now }: Steps, next: Drawing): Steps => ({ past: [...past, now].slice(-KEPT), now: next, future: [] })
export function undo(steps: Steps): Steps {
  const last = steps.past[steps.past.length - 1]
  return last ? { past: steps.past.slice(0, -1), now: last, future: [steps.now, ...steps.future] } : steps
}
export function redo(steps: Steps): Steps {
  const [next, ...future] = steps.future
  return next ? { past: [...steps.past, steps.now], now: next, future } : steps
}

const METRE = 1 / 111_320
/** The position some metres east and north of another, good to 1 %. */
export const shifted = ([lng, lat]: LngLat, east: number, north: number): LngLat =>
  rounded([lng + (east * METRE) / Math.cos((lat * Math.PI) / 180), lat + north * METRE])

/** 7 decimals of a degree are a centimetre. */
export const rounded = ([lng, lat]: LngLat): LngLat => [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
