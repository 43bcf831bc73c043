import type { Alarm } from '#contracts/alarm.ts'
import { isShelved } from '#domain/shelf.ts'

/** A piece of SVG as data: React and Leaflet's DOM draw the same tree, and no text of anybody becomes markup. */
export interface Shape {
  tag: 'svg' | 'g' | 'path' | 'circle' | 'text' | 'line'
  attrs: Record<string, string | number>
  text?: string
  children?: Shape[]
}

export type SymbolSource = Pick<Alarm, 'priority' | 'state' | 'unacknowledged' | 'exercise' | 'late' | 'shelvedUntil'>

/** What an alarm looks like: form first (priority and state), colour second (screens.md). */
export interface Form {
  priority: 1 | 2 | 3 | 4
  look: 'unacknowledged' | 'acknowledged' | 'handled' | 'resolved' | 'shelved'
  hatched: boolean
  late: boolean
}

export function formOf(alarm: SymbolSource): Form {
  return { priority: alarm.priority as Form['priority'], look: lookOf(alarm), hatched: alarm.exercise !== null, late: alarm.late }
}

function lookOf({ unacknowledged, state, shelvedUntil }: SymbolSource): Form['look'] {
  if (unacknowledged) return 'unacknowledged'
  if (isShelved({ shelvedUntil })) return 'shelved'
  if (state === 'new' || state === 'acknowledged') return 'acknowledged'
  return state === 'dispatched' || state === 'arrived' ? 'handled' : 'resolved'
}

/** Sets all unacknowledged symbols below an element to one beat: 40 of them out of step would flash far faster than 3 Hz (R7). */
export function inStep(element: Element | null | undefined): void {
  if (element?.closest('[data-still]')) return // nothing pulses in a flood, and asking would lay the page out for each symbol
  for (const pulsing of element?.querySelectorAll('.pulsing') ?? [])
    for (const animation of pulsing.getAnimations?.() ?? []) animation.startTime = 0
}

/**
 * More than so many that pulse at once are no signal, and without a graphics card they hold up the screen: 500 left one frame in three
 * seconds. Then they stand still with the thick border, as under reduced motion (`data-still`). When it is taken away they begin to pulse
 * each at its own moment, and want to be set to one beat.
 */
export const PULSING_MOST = 24

export const formKey = (form: Form): string => `${form.priority}${form.look}${form.hatched ? 'h' : ''}${form.late ? 'l' : ''}`

// In a box of 40 × 40 around the centre (20, 20): octagon, triangle, square; 4 is a circle.
const OUTLINE: Record<1 | 2 | 3, string> = {
  1: 'M13 3.2h14L36.8 13v14L27 36.8H13L3.2 27V13z',
  2: 'M20 3 37.6 34.5H2.4z',
  3: 'M5 5h30v30H5z',
}
// Strokes at 45° that stay within every outline
const HATCH = 'M9 25 21 13M13 31 29 15M21 33 31 23'
const PAUSE = 'M13.5 12h4.5v16h-4.5zM22 12h4.5v16H22z'
const PERSON = 'M20 12.2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12.6 30.5c0-5 3.2-8 7.4-8s7.4 3 7.4 8z'

function outline(priority: Form['priority'], attrs: Shape['attrs']): Shape {
  return priority === 4
    ? { tag: 'circle', attrs: { cx: 20, cy: 20, r: 16.5, ...attrs } }
    : { tag: 'path', attrs: { d: OUTLINE[priority], ...attrs } }
}

/** The shapes of an alarm's symbol, 40 × 40 units; a clock face stands at the corner of a late one. */
export function symbolShapes(form: Form): Shape[] {
  const colour = `var(--p${form.priority})`
  const filled = form.look === 'unacknowledged' || form.look === 'acknowledged'
  const ink = filled ? 'var(--on-priority)' : colour
  const down = form.priority === 2 ? 29.5 : 27
  const body: Shape[] = [
    outline(form.priority, {
      fill: filled ? colour : 'var(--panel)',
      stroke: filled ? 'var(--on-priority)' : colour,
      'stroke-width': form.look === 'resolved' ? 1.5 : filled ? 1.5 : 3.5,
      'stroke-linejoin': 'round',
      ...(form.look === 'shelved' ? { 'stroke-dasharray': '5 4' } : {}),
    }),
  ]
  if (form.hatched)
    body.push({ tag: 'path', attrs: { d: HATCH, stroke: filled ? 'var(--on-priority)' : colour, 'stroke-width': 2, opacity: 0.55 } })
  const insteadOfNumeral = form.look === 'handled' ? PERSON : form.look === 'shelved' ? PAUSE : null
  if (insteadOfNumeral !== null) {
    const small = form.priority === 2 ? 'translate(4.6 8.6) scale(0.77)' : 'translate(-1 -0.8) scale(1.05)'
    body.push({ tag: 'path', attrs: { d: insteadOfNumeral, fill: colour, transform: small } })
  } else {
    body.push({
      tag: 'text',
      attrs: { x: 20, y: down, 'text-anchor': 'middle', 'font-size': 20, 'font-weight': 700, fill: ink },
      text: String(form.priority),
    })
  }
  const shapes: Shape[] = []
  if (form.look === 'unacknowledged') {
    // Shown by CSS in place of the pulse where motion is reduced.
    shapes.push(
      outline(form.priority, {
        class: 'pulse-border',
        fill: 'none',
        stroke: 'var(--pulse-edge)',
        'stroke-width': 8,
        'stroke-linejoin': 'round',
      }),
    )
    shapes.push({ tag: 'g', attrs: { class: 'pulsing' }, children: body })
  } else shapes.push(...body)
  if (form.late)
    shapes.push({
      tag: 'g',
      attrs: { transform: 'translate(30 30)' },
      children: [
        { tag: 'circle', attrs: { r: 8, fill: 'var(--panel)', stroke: 'var(--text)', 'stroke-width': 2 } },
        { tag: 'path', attrs: { d: 'M0-4.6V0l3.4 2', fill: 'none', stroke: 'var(--text)', 'stroke-width': 2 } },
      ],
    })
  if (insteadOfNumeral !== null)
    shapes.push({
      tag: 'g',
      attrs: { transform: 'translate(33 8)' },
      children: [
        { tag: 'circle', attrs: { r: 8, fill: colour } },
        {
          tag: 'text',
          attrs: { y: 4.6, 'text-anchor': 'middle', 'font-size': 13, 'font-weight': 700, fill: 'var(--on-priority)' },
          text: String(form.priority),
        },
      ],
    })
  return shapes
}
