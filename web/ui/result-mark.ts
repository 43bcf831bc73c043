import type { MeasureResult } from '#contracts/measure.ts'
import type { Shape } from './symbol.ts'

/** What a result looks like: form first, so that it survives grey print; colour only where somebody must act. Box 20 × 20. */
const FORMS: Record<MeasureResult, Shape[]> = {
  met: [
    { tag: 'circle', attrs: { cx: 10, cy: 10, r: 7, fill: 'var(--panel)', stroke: 'var(--dim)', 'stroke-width': 1.5 } },
    { tag: 'path', attrs: { d: 'M6.4 10.2l2.5 2.6 4.7-5.2', fill: 'none', stroke: 'var(--dim)', 'stroke-width': 1.8 } },
  ],
  notMet: [
    { tag: 'path', attrs: { d: 'M10 1.6 19 18.2H1z', fill: 'var(--p1)', stroke: 'var(--panel)', 'stroke-width': 1 } },
    { tag: 'path', attrs: { d: 'M10 7v5.6M10 14.4v2', stroke: 'var(--on-priority)', 'stroke-width': 2.2 } },
  ],
  expired: [
    { tag: 'path', attrs: { d: 'M2.5 2.5h15v15h-15z', fill: 'var(--panel)', stroke: 'var(--p2)', 'stroke-width': 2.6 } },
    { tag: 'path', attrs: { d: 'M10 5.2V10l3.4 2.6', fill: 'none', stroke: 'var(--p2)', 'stroke-width': 2 } },
  ],
  noEvidence: [
    {
      tag: 'circle',
      attrs: { cx: 10, cy: 10, r: 8, fill: 'var(--panel)', stroke: 'var(--p4)', 'stroke-width': 2, 'stroke-dasharray': '3.4 2.2' },
    },
    {
      tag: 'text',
      attrs: { x: 10, y: 14.2, 'text-anchor': 'middle', 'font-size': 12, 'font-weight': 700, fill: 'var(--p4)' },
      text: '?',
    },
  ],
  notApplicable: [{ tag: 'path', attrs: { d: 'M4 10h12', stroke: 'var(--dim)', 'stroke-width': 2 } }],
}

export const resultShapes = (result: MeasureResult): readonly Shape[] => FORMS[result]
