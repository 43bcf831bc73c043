import { type Box, overlap } from './view.ts'

/** One way to set a label: the boxes that it would cover, px. A slanted name covers a chain of small ones. */
export type Setting = readonly Box[]

const CELL = 96 // px

const cellsOf = ({ minX, minY, maxX, maxY }: Box): string[] => {
  const cells: string[] = []
  for (let x = Math.floor(minX / CELL); x <= Math.floor(maxX / CELL); x++)
    for (let y = Math.floor(minY / CELL); y <= Math.floor(maxY / CELL); y++) cells.push(`${x}/${y}`)
  return cells
}

/**
 * Greedy: in the order given, each label takes the first of its settings that meets nothing set before it, or none.
 * @param wanted the settings of each label, the most important label first
 * @param taken what is drawn in any case: symbols, markers
 * @returns for each label the index of its setting; −1 = there is no room for it
 */
export function placeLabels(wanted: readonly (readonly Setting[])[], taken: readonly Box[] = []): number[] {
  const grid = new Map<string, Box[]>()
  const take = (box: Box) => {
    for (const cell of cellsOf(box)) {
      const boxes = grid.get(cell)
      if (boxes) boxes.push(box)
      else grid.set(cell, [box])
    }
  }
  const isFree = (box: Box) => cellsOf(box).every((cell) => !grid.get(cell)?.some((other) => overlap(box, other)))
  taken.forEach(take)
  return wanted.map((settings) => {
    const chosen = settings.findIndex((boxes) => boxes.every(isFree))
    settings[chosen]?.forEach(take)
    return chosen
  })
}
