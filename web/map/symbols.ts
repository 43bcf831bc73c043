import L from 'leaflet'
import type { DeviceState } from '#contracts/device.ts'
import { type Form, type Shape, symbolShapes } from '../ui/symbol.ts'

const SVG = 'http://www.w3.org/2000/svg'

function element({ tag, attrs, text, children = [] }: Shape): SVGElement {
  const node = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, String(value))
  if (text !== undefined) node.textContent = text
  node.append(...children.map(element))
  return node
}

/** The words under a marker. They are the data of others: text nodes only, never markup. */
export interface Caption {
  title: string
  /** 演练 or 测试, across the symbol */
  band: string | null
  late: string | null
}

/** An alarm's marker: the symbol 40 px wide, its name below. */
export function alarmIcon(form: Form, caption: Caption, selected: boolean): L.DivIcon {
  const box = document.createElement('div')
  box.className = selected ? 'alarm-marker alarm-marker-selected' : 'alarm-marker'
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '-2 -2 44 44')
  svg.setAttribute('width', '44')
  svg.setAttribute('height', '44')
  svg.setAttribute('aria-hidden', 'true')
  svg.append(...symbolShapes(form).map(element))
  box.append(svg)
  const line = (className: string, words: string | null) => {
    if (!words) return
    const span = document.createElement('span')
    span.className = className
    span.textContent = words
    box.append(span)
  }
  line('alarm-marker-band', caption.band)
  line('alarm-marker-title', caption.title)
  line('alarm-marker-late', caption.late)
  return L.divIcon({ html: box, className: 'alarm-icon', iconSize: [44, 44], iconAnchor: [22, 22] })
}

interface Mark {
  x: number
  y: number
  size: number
  state: DeviceState
  square?: boolean
}

/** A device on the canvas: online a small dot, offline a ring with a stroke, unknown a dotted ring, maintenance a ring with a bar. */
export function deviceMark(
  context: CanvasRenderingContext2D,
  { x, y, size, state, square }: Mark,
  { mark, off, ground }: { mark: string; off: string; ground: string },
): void {
  const path = (grow: number) => {
    context.beginPath()
    if (square) context.rect(x - size - grow, y - size - grow, 2 * (size + grow), 2 * (size + grow))
    else context.arc(x, y, size + grow, 0, 2 * Math.PI)
  }
  if (state === 'online') {
    path(1)
    context.fillStyle = ground
    context.fill()
    path(0)
    context.fillStyle = mark
    context.fill()
    return
  }
  path(0.5)
  context.fillStyle = ground
  context.fill()
  context.lineWidth = 1.4
  context.strokeStyle = state === 'offline' ? off : mark
  context.setLineDash(state === 'unknown' ? [2, 2] : [])
  context.stroke()
  context.setLineDash([])
  if (state === 'unknown') return
  context.beginPath()
  if (state === 'offline') {
    context.moveTo(x - size - 2, y + size + 2)
    context.lineTo(x + size + 2, y - size - 2)
  } else {
    context.moveTo(x - size + 1, y)
    context.lineTo(x + size - 1, y)
  }
  context.stroke()
}
