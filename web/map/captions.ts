import type { Setting } from './place-labels.ts'
import { placeLabels } from './place-labels.ts'
import type { Box } from './view.ts'

/** An alarm's marker on the screen: the symbol's centre, px, and the name below it. */
export interface Marker {
  at: readonly [x: number, y: number]
  title: string
  /** the line below the name; '' = none */
  note?: string
  selected: boolean
}

const SYMBOL = 22 // px from the centre
const LINE = { top: 26, height: 20, note: 32, selectedBy: 6 }

/** Width of a name of 14 px, px: the marks of the East are as wide as they are high, others about half. */
const widthOf = (title: string): number => [...title].reduce((sum, mark) => sum + (/[\u2e80-\uffef]/.test(mark) ? 14 : 8), 12)

const symbolOf = ({ at: [x, y] }: Marker): Box => ({ minX: x - SYMBOL, maxX: x + SYMBOL, minY: y - SYMBOL, maxY: y + SYMBOL })

/** The name with the note below it, px around the symbol's centre. */
function wordsOf({ title, note = '', selected }: Omit<Marker, 'at'>): Box {
  const half = Math.max(widthOf(title), note === '' ? 0 : widthOf(note)) / 2
  const minY = LINE.top + (selected ? LINE.selectedBy : 0)
  return { minX: -half, maxX: half, minY, maxY: minY + LINE.height + (note === '' ? 0 : LINE.note) }
}

/** What a marker and its words cover, px around its centre. */
export function coverOf(marker: Omit<Marker, 'at'>): Box {
  const { minX, maxX, maxY } = wordsOf(marker)
  return { minX: Math.min(-SYMBOL, minX), maxX: Math.max(SYMBOL, maxX), minY: -SYMBOL, maxY }
}

/**
 * Whose name has room: in a flood names would hide each other, and the symbols of other alarms. The symbol itself is always drawn.
 * @param markers the most important first
 */
export function namesWithRoom(markers: readonly Marker[]): boolean[] {
  const symbols = markers.map(symbolOf)
  const settings = markers.map((marker): Setting[] => {
    const [[x, y], { minX, maxX, minY, maxY }] = [marker.at, wordsOf(marker)]
    return [[{ minX: x + minX, maxX: x + maxX, minY: y + minY, maxY: y + maxY }]]
  })
  // The selected one is named whatever its name covers.
  return placeLabels(settings, symbols).map((setting, i) => setting >= 0 || markers[i]?.selected === true)
}
