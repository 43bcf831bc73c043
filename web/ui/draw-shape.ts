import { createElement, type ReactElement } from 'react'
import type { Shape } from './symbol.ts'

const REACT_NAMES: Record<string, string> = {
  class: 'className',
  'stroke-width': 'strokeWidth',
  'stroke-linejoin': 'strokeLinejoin',
  'stroke-dasharray': 'strokeDasharray',
  'text-anchor': 'textAnchor',
  'font-size': 'fontSize',
  'font-weight': 'fontWeight',
}

/** A shape as React draws it. */
export function drawShape({ tag, attrs, text, children }: Shape, key: number): ReactElement {
  const props: Record<string, string | number> = { key }
  for (const [name, value] of Object.entries(attrs)) props[REACT_NAMES[name] ?? name] = value
  return createElement(tag, props, text, children?.map(drawShape))
}
