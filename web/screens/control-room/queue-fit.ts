/** How tall rows are, so that everything that waits stays on one screen: full, compact, dense; then tiles side by side, then small ones. */
export type Density = 'full' | 'compact' | 'dense' | 'tiles' | 'chips'

const HEIGHT = { full: 96, compact: 58, dense: 31 } as const
/** What stands side by side, px, and what it leaves to the map: in the worst flood a strip of it. */
const TILES = { height: 29, width: 180, map: 200 } as const
const CHIPS = { height: 23, width: 118, map: 40 } as const

export interface Fit {
  density: Density
  columns: number
  /** px that the columns need; null = the list is as wide as always */
  width: number | null
}

/**
 * @param height of the list's window, px; 0 = it grows with its rows, or is not laid out yet: then by count alone
 * @param room what the screen has beside the detail, px
 */
export function fitQueue(rows: number, height: number, room: number): Fit {
  const window = height > 0 ? height : 960
  for (const density of ['full', 'compact', 'dense'] as const)
    if (rows * HEIGHT[density] <= window || rows <= 1) return { density, columns: 1, width: null }
  const columnsOf = (tile: { height: number }) => Math.ceil(rows / Math.max(1, Math.floor(window / tile.height)))
  const mostOf = (tile: { width: number; map: number }) => Math.max(2, Math.floor((room - tile.map) / tile.width))
  const [density, tile] = columnsOf(TILES) <= mostOf(TILES) ? (['tiles', TILES] as const) : (['chips', CHIPS] as const)
  const columns = Math.min(columnsOf(tile), mostOf(tile))
  return { density, columns, width: columns > 1 ? columns * tile.width : null }
}
