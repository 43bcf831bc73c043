import { type Form, type Shape, symbolShapes } from './symbol.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** A shape as DOM. */
export function shapeElement({ tag, attrs, text, children = [] }: Shape): SVGElement {
  const node = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, String(value))
  if (text !== undefined) node.textContent = text
  node.append(...children.map(shapeElement))
  return node
}

/** An alarm's symbol as DOM; decoration only, the words stand beside it. */
export function symbolElement(form: Form, size: number): SVGElement {
  const attrs = { viewBox: '-2 -2 44 44', width: size, height: size, 'aria-hidden': 'true', focusable: 'false' }
  const svg = shapeElement({ tag: 'svg', attrs })
  svg.append(...symbolShapes(form).map(shapeElement))
  return svg
}
