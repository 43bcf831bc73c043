import { createElement, type ReactElement } from 'react'
import { formOf, inStep, type Shape, type SymbolSource, symbolShapes } from './symbol.ts'

const REACT_NAMES: Record<string, string> = {
  class: 'className',
  'stroke-width': 'strokeWidth',
  'stroke-linejoin': 'strokeLinejoin',
  'text-anchor': 'textAnchor',
  'font-size': 'fontSize',
  'font-weight': 'fontWeight',
}

function draw({ tag, attrs, text, children }: Shape, key: number): ReactElement {
  const props: Record<string, string | number> = { key }
  for (const [name, value] of Object.entries(attrs)) props[REACT_NAMES[name] ?? name] = value
  return createElement(tag, props, text, children?.map(draw))
}

/** An alarm's symbol; decoration only, the words stand beside it. */
export function AlarmSymbol({ alarm, size }: { alarm: SymbolSource; size: number }) {
  return (
    <svg ref={inStep} viewBox="-2 -2 44 44" width={size} height={size} aria-hidden="true" focusable="false">
      {symbolShapes(formOf(alarm)).map(draw)}
    </svg>
  )
}
