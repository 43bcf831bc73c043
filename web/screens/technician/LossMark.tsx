import type { Loss } from '#domain/fault-loss.ts'

const SHAPES: Record<Loss, { path: string; colour: string; numeral: string }> = {
  alarm: { path: 'M7 1h8l6 6v8l-6 6H7l-6-6V7z', colour: 'var(--p1)', numeral: '1' },
  policeLink: { path: 'M11 1l10 20H1z', colour: 'var(--p2)', numeral: '2' },
  gatePicture: { path: 'M2 2h18v18H2z', colour: 'var(--p2)', numeral: '3' },
  retention: { path: 'M2 2h18v18H2z', colour: 'var(--p3)', numeral: '4' },
  picture: { path: 'M11 1a10 10 0 1 0 0 20a10 10 0 1 0 0-20', colour: 'var(--dim)', numeral: '5' },
  other: { path: 'M11 1a10 10 0 1 0 0 20a10 10 0 1 0 0-20', colour: 'var(--line-strong)', numeral: '6' },
}

/** What a fault costs, by form and numeral before colour. */
export function LossMark({ loss }: { loss: Loss }) {
  const { path, colour, numeral } = SHAPES[loss]
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <path d={path} fill={colour} />
      <text x="11" y={loss === 'policeLink' ? 18 : 16} textAnchor="middle" fontSize="13" fontWeight="700" fill="#fff">
        {numeral}
      </text>
    </svg>
  )
}
