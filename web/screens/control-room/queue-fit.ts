/** How tall rows are, so that everything that waits stays on one screen: full, compact, dense; then tiles side by side. */
export type Density = 'full' | 'compact' | 'dense' | 'tiles'

const HEIGHT = { full: 96, compact: 58, dense: 31, tiles: 29 } as const
export const TILE_WIDTH = 164

/** @param height of the list's window, px; 0 = not laid out yet, then by count alone */
export function fitQueue(rows: number, height: number): { density: Density; columns: number } {
  const window = height > 0 ? height : 960
  for (const density of ['full', 'compact', 'dense'] as const)
    if (rows * HEIGHT[density] <= window || rows <= 1) return { density, columns: 1 }
  return { density: 'tiles', columns: Math.ceil(rows / Math.max(1, Math.floor(window / HEIGHT.tiles))) }
}
