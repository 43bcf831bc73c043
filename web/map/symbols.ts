import L from 'leaflet'
import { type Form, type Shape, symbolShapes } from '../ui/symbol.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** A shape as DOM. */
export function shapeElement({ tag, attrs, text, children = [] }: Shape): SVGElement {
  const node = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, String(value))
  if (text !== undefined) node.textContent = text
  node.append(...children.map(shapeElement))
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
  svg.append(...symbolShapes(form).map(shapeElement))
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
