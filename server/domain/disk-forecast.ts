export interface DiskDay {
  /** yyyy-mm-dd */
  readonly day: string
  readonly bytes: number
}

const WINDOW = 14
const DAY_MS = 86_400_000

/** Growth over the last two weeks, bytes a day, by least squares: one vacuum or import does not turn it about. Null with fewer than two days. */
export function growthPerDay(days: readonly DiskDay[]): number | null {
  const recent = days.slice(-WINDOW).map(({ day, bytes }) => ({ x: Date.parse(day) / DAY_MS, bytes }))
  if (recent.length < 2) return null
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  const [x, y] = [mean(recent.map((d) => d.x)), mean(recent.map((d) => d.bytes))]
  const spread = recent.reduce((sum, d) => sum + (d.x - x) ** 2, 0)
  return Math.round(recent.reduce((sum, d) => sum + (d.x - x) * (d.bytes - y), 0) / spread)
}

/** The day on which `capacity` is reached at this growth; null when it shrinks, when it would be after a century, or when nothing is known. */
export function fullOn(days: readonly DiskDay[], capacity: number | null): string | null {
  const growth = growthPerDay(days)
  const last = days.at(-1)
  if (!last || capacity === null || growth === null || growth <= 0) return null
  const left = Math.max(0, capacity - last.bytes) / growth
  return left > 36_500 ? null : new Date(Date.parse(last.day) + Math.floor(left) * DAY_MS).toISOString().slice(0, 10)
}
