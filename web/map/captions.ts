import type { Setting } from './place-labels.ts'
import { placeLabels } from './place-labels.ts'
import type { Box } from './view.ts'

/** An alarm's marker on the screen: the symbol's centre, px, and the name below it. */
export interface Marker {
  at: readonly [x: number, y: number]
  title: string
  selected: boolean
}

const SYMBOL = 22 // px from the centre
const LINE = { top: 26, height: 20, selectedBy: 6 }

/** Width of a name of 14 px, px: the marks of the East are as wide as they are high, others about half. */
const widthOf = (title: string): number => [...title].reduce((sum, mark) => sum + (/[\u2e80-\uffef]/.test(mark) ? 14 : 8), 12)

const symbolOf = ({ at: [x, y] }: Marker): Box => ({ minX: x - SYMBOL, maxX: x + SYMBOL, minY: y - SYMBOL, maxY: y + SYMBOL })

/** What a marker and its name cover, px around its centre. */
export function coverOf({ title, selected }: Omit<Marker, 'at'>): Box {
  const half = Math.max(SYMBOL, widthOf(title) / 2)
  return { minX: -half, maxX: half, minY: -SYMBOL, maxY: LINE.top + LINE.height + (selected ? LINE.selectedBy : 0) }
}

/**
 * Whose name has room: in a flood names would hide each other, and the symbols of other alarms. The symbol itself is always drawn.
 * @param markers the most important first
 */
export function namesWithRoom(markers: readonly Marker[]): boolean[] {
  const symbols = markers.map(symbolOf)
  const settings = markers.map(({ at: [x, y], title, selected }): Setting[] => {
    const [half, top] = [widthOf(title) / 2, y + LINE.top + (selected ? LINE.selectedBy : 0)]
    return [[{ minX: x - half, maxX: x + half, minY: top, maxY: top + LINE.height }]]
  })
  // The selected one is named whatever its name covers.
  return placeLabels(settings, symbols).map((setting, i) => setting >= 0 || markers[i]?.selected === true)
}
