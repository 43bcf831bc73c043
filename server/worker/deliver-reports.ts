import type { Period } from '#contracts/measure.ts'
import { CLOCKWORK, deliverDueReport } from '../commands/deliver-report.ts'
import { briefOf } from '../reports/brief-of.ts'
import { letterHtml } from '../reports/letter-html.ts'
import { printPdf } from '../reports/print-pdf.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from './loop.ts'

/** A period is frozen within seconds of its cut-off; its reports follow within a minute. */
const EVERY_MS = 60_000

interface Options {
  readonly filesRoot: string
  readonly unitName: string
  readonly chromium: string | null
}

/** 定时报表: drafts, prints and delivers the reports of periods that were frozen. */
export function reportDelivery(pool: Pool, { filesRoot, unitName, chromium }: Options, onError: (error: Error) => void): Loop {
  const tools = {
    filesRoot,
    unitName,
    figuresOf: (period: Period) => briefOf(pool, CLOCKWORK, { from: period.from, to: period.to }, period),
    print: chromium === null ? null : (letter: Parameters<typeof letterHtml>[0]) => printPdf(chromium, letterHtml(letter)),
  }
  return loop(
    EVERY_MS,
    async () => {
      while (await deliverDueReport(pool, tools)) {
        // each run in transactions of its own; alarms go on between them
      }
    },
    onError,
  )
}
