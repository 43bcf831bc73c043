import type { FeatureCollection } from 'geojson'
import type { Bounds } from '#domain/synthetic-building.ts'
import type { Palette } from './palette.ts'
import { paintStreets, readStreets, type StreetPlan } from './streets.ts'
import { scaleAt } from './view.ts'

export type TileRequest =
  | { type: 'city'; json: string }
  | { type: 'taken'; taken: Bounds[] }
  | { type: 'palette'; palette: Palette }
  | { type: 'tile'; tile: number; x: number; y: number; zoom: number; size: number; ratio: number }
  | { type: 'drop'; tile: number }

export interface TileAnswer {
  tile: number
  picture: ImageBitmap
}

type Wanted = Extract<TileRequest, { type: 'tile' }>

let plan: StreetPlan | null = null
let taken: Bounds[] = []
let palette: Palette | null = null
const queue = new Map<number, Wanted>()
let working = false

function paint({ tile, x, y, zoom, size, ratio }: Wanted, plan: StreetPlan, palette: Palette): void {
  const canvas = new OffscreenCanvas(size * ratio, size * ratio)
  const pen = canvas.getContext('2d', { alpha: false })
  if (!pen) return
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  const scale = scaleAt(zoom)
  paintStreets(pen, plan, { scale, x0: (x * size) / scale, y0: (y * size) / scale, width: size, height: size, zoom }, palette, taken)
  const picture = canvas.transferToImageBitmap()
  postMessage({ tile, picture } satisfies TileAnswer, { transfer: [picture] })
}

/** One tile a turn, so that a tile that has left the view meanwhile is not drawn. */
function work(): void {
  const next = queue.values().next()
  if (next.done || !plan || !palette) {
    working = false
    return
  }
  queue.delete(next.value.tile)
  paint(next.value, plan, palette)
  setTimeout(work)
}

addEventListener('message', ({ data }: MessageEvent<TileRequest>) => {
  if (data.type === 'city') plan = readStreets(JSON.parse(data.json) as FeatureCollection)
  else if (data.type === 'palette') palette = data.palette
  else if (data.type === 'drop') queue.delete(data.tile)
  else if (data.type === 'tile') queue.set(data.tile, data)
  else {
    taken = data.taken
    for (const block of plan?.blocks ?? []) block.buildings = null
  }
  if (working) return
  working = true
  setTimeout(work)
})
