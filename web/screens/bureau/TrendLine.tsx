import type { MeasureFigure } from '#contracts/measure.ts'
import { rateText } from '#domain/gap-note.ts'
import styles from './Bureau.module.css'
import { useBureauText } from './text.ts'

const [WIDE, HIGH] = [104, 26]

/** The rates of the periods as a line, from the lowest to the highest of them. @returns '' when it would say no more than the table does */
export function trendPath(trend: readonly { rate: number | null }[]): string {
  const rates = trend.map(({ rate }) => rate)
  const known = rates.filter((rate) => rate !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  if (known.length < 3 || high - low < 0.1) return ''
  let pen = 'M'
  return rates
    .map((rate, n) => {
      if (rate === null) {
        pen = 'M'
        return ''
      }
      const point = `${pen}${((n * WIDE) / (rates.length - 1)).toFixed(1)} ${(HIGH - ((rate - low) / (high - low)) * HIGH).toFixed(1)}`
      pen = 'L'
      return point
    })
    .join('')
}

/** The last periods of a figure as a small line; nothing where it would be flat. */
export function TrendLine({ trend }: Pick<MeasureFigure, 'trend'>) {
  const t = useBureauText()
  const path = trendPath(trend)
  if (path === '') return null
  const words = t.overview.trendOf(trend.map(({ rate }) => rateText(rate)).join(' → '))
  return (
    <svg role="img" aria-label={words} className={styles.trend} width={WIDE} height={HIGH} viewBox={`-3 -3 ${WIDE + 6} ${HIGH + 6}`}>
      <title>{words}</title>
      <path d={path} fill="none" stroke="var(--dim)" strokeWidth="1.8" />
      <circle cx={WIDE} cy={Number(path.split(' ').pop())} r="3" fill="var(--text)" />
    </svg>
  )
}
