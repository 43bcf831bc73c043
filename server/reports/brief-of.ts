import type { Fraction, Measure, MeasureFigure, Period } from '#contracts/measure.ts'
import type { BriefFigures } from '#domain/draft-brief.ts'
import { figureUnit } from '#domain/gap-note.ts'
import type { Principal } from '#domain/policy.ts'
import { differenceOf, differenceText, reportedText } from '#domain/reported-figure.ts'
import { readBriefFigures } from '../store/brief-figures.ts'
import { periodBefore } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { findPeriodOf, readMeasureRows } from './measure-figures.ts'

/** What a brief of some days says: alarms, devices, and the measures of the period of exactly these days. @param asked that period, where it is known */
export async function briefOf(
  pool: Pool,
  by: Principal,
  days: { from: string; to: string },
  asked: Period | null = null,
): Promise<BriefFigures> {
  const period = asked ?? (await findPeriodOf(pool, days))
  const rows = period ? await readMeasureRows(pool, by, period.id) : []
  const measures = rows.map(({ measure, met, applicable, rate, reported, corrected, computedAt }) => ({
    name: measure.name.zh,
    unit: figureUnit(measure, 'zh'),
    target: measure.target,
    met,
    applicable,
    rate,
    corrected,
    isComputed: computedAt !== null,
    reported: reported && reportedOf(reported, measure, computedAt === null ? null : { met, applicable, rate }),
  }))
  return { ...(await readBriefFigures(pool, by, { ...days, before: await dayBefore(pool, period, days) })), measures }
}

/** 上报数 in words, and how far it is from the system's. */
function reportedOf(reported: NonNullable<MeasureFigure['reported']>, measure: Measure, computed: Fraction | null) {
  const difference = differenceOf(reported.value, computed)
  return {
    text: reportedText(reported, measure, 'zh'),
    difference: difference && differenceText(difference, measure, 'zh'),
    reason: reported.reason,
  }
}

/** The first day of the period before this one, where it ends as this begins; else of as many days before. */
async function dayBefore(pool: Pool, period: Period | null, { from, to }: { from: string; to: string }): Promise<string> {
  const last = period && (await periodBefore(pool, period))
  if (last?.to === from) return last.from
  return monthBefore(to) === from ? monthBefore(from) : new Date(2 * Date.parse(from) - Date.parse(to)).toISOString().slice(0, 10)
}

/** The same day of the month before, of a day that every month has. */
const monthBefore = (day: string): string =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 2, Number(day.slice(8)))).toISOString().slice(0, 10)
