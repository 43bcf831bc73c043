import { placeLabels, type Setting } from './place-labels.ts'
import type { Box, Pen } from './view.ts'

/** A name that wants a place on the map, with the ways in which it may be set, best first. */
export interface Label {
  settings: readonly Setting[]
  paint: (pen: Pen, setting: number) => void
}

export interface TextStyle {
  size: number
  weight?: 400 | 600
  colour: string
  halo: string
}

const widths = new Map<string, number>()

/** Width of a text, px; measured once. */
export function widthOf(pen: Pen, text: string, font: string): number {
  const key = `${font}|${text}`
  let width = widths.get(key)
  if (width === undefined) {
    if (widths.size > 20_000) widths.clear()
    pen.font = font
    width = pen.measureText(text).width
    widths.set(key, width)
  }
  return width
}

export const fontOf = ({ size, weight = 400 }: TextStyle, family: string): string => `${weight} ${size}px ${family}`

/** Text with a halo, so that it is read on any ground. */
export function paintText(pen: Pen, text: string, x: number, y: number, font: string, { colour, halo, size }: TextStyle): void {
  pen.font = font
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.lineJoin = 'round'
  pen.lineWidth = size / 4.5
  pen.strokeStyle = halo
  pen.strokeText(text, x, y)
  pen.fillStyle = colour
  pen.fillText(text, x, y)
}

export type Side = 'below' | 'above' | 'right' | 'left' | 'middle'

/**
 * A level name beside a symbol.
 * @param at the symbol's centre, px
 * @param gap from that centre to the text's nearer edge, px
 */
export function nameLabel(
  pen: Pen,
  text: string,
  at: readonly [x: number, y: number],
  { gap, sides, family, style }: { gap: number; sides: readonly Side[]; family: string; style: TextStyle },
): Label {
  const font = fontOf(style, family)
  const half = widthOf(pen, text, font) / 2
  const tall = style.size * 0.68
  const centreOf = (side: Side): [number, number] => {
    const [x, y] = at
    if (side === 'below') return [x, y + gap + tall]
    if (side === 'above') return [x, y - gap - tall]
    if (side === 'right') return [x + gap + half, y]
    return side === 'left' ? [x - gap - half, y] : [x, y]
  }
  const centres = sides.map(centreOf)
  return {
    settings: centres.map(([x, y]) => [{ minX: x - half - 4, maxX: x + half + 4, minY: y - tall, maxY: y + tall }]),
    paint: (pen, setting) => {
      const [x, y] = centres[setting] ?? at
      paintText(pen, text, x, y, font, style)
    },
  }
}

/** Sets the labels, the most important first, and paints those that found room. */
export function paintLabels(pen: Pen, labels: readonly Label[], taken: readonly Box[]): void {
  placeLabels(
    labels.map(({ settings }) => settings),
    taken,
  ).forEach((setting, i) => {
    if (setting >= 0) labels[i]?.paint(pen, setting)
  })
}
