/** How tall rows are, so that everything that waits stays on one screen: full, compact, dense; then tiles side by side. */
export type Density = 'full' | 'compact' | 'dense' | 'tiles'

const HEIGHT = { full: 96, compact: 58, dense: 31, tiles: 29 } as const
export const TILE_WIDTH = 180
/** What a flood leaves to map and detail, px. */
const MAP_LEAST = 200

/** How many columns of tiles stand beside the detail of that width; the rest is reached by scrolling. */
export const mostColumns = (screen: number, detail: number): number => Math.max(2, Math.floor((screen - detail - MAP_LEAST) / TILE_WIDTH))

/**
 * @param height of the list's window, px; 0 = not laid out yet, then by count alone
 * @param most columns of tiles that the screen has room for
 */
export function fitQueue(rows: number, height: number, most = Number.POSITIVE_INFINITY): { density: Density; columns: number } {
  const window = height > 0 ? height : 960
  for (const density of ['full', 'compact', 'dense'] as const)
    if (rows * HEIGHT[density] <= window || rows <= 1) return { density, columns: 1 }
  const columns = Math.ceil(rows / Math.max(1, Math.floor(window / HEIGHT.tiles)))
  return { density: 'tiles', columns: Math.min(columns, most) }
}
