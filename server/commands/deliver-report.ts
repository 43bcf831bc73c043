import type { Period } from '#contracts/measure.ts'
import type { Report } from '#contracts/report.ts'
import type { BriefFigures } from '#domain/draft-brief.ts'
import type { Principal } from '#domain/policy.ts'
import { REPORT_KIND_WORDS } from '#domain/words.ts'
import { insertFile } from '../store/file.ts'
import { writeBytes } from '../store/file-bytes.ts'
import { insertNotices, settleNotices } from '../store/notice.ts'
import { findPeriod } from '../store/period.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { findReport, readReportVersion } from '../store/report.ts'
import { type DueRun, deliver, endRun, MOST_TRIES, noteDraft, takeDueRun, takeLostRuns } from '../store/report-schedule.ts'
import type { Letter } from '../word/write-letter.ts'
import { draftReport } from './draft-report.ts'

/** Whoever no person is: what the clock makes is of the whole district. */
export const CLOCKWORK: Principal = {
  accountId: '',
  username: 'xiaowei',
  name: '系统',
  role: 'bureau',
  scope: { kind: 'district' },
  schoolIds: null,
  departments: [],
  session: 'desk',
}

export interface DeliveryTools {
  readonly filesRoot: string
  readonly unitName: string
  figuresOf(period: Period): Promise<BriefFigures>
  /** null: this server has no Chromium */
  readonly print: ((letter: Letter) => Promise<Buffer>) | null
}

/** What went wrong in words for the clerk. */
class UndeliveredReport extends Error {}

/** Makes and delivers one scheduled report that is due. @returns whether there was one */
export async function deliverDueReport(pool: Pool, tools: DeliveryTools): Promise<boolean> {
  await transaction(pool, async (db) => {
    for (const lost of await takeLostRuns(db))
      await endTold(db, lost, { state: 'failed', fileId: null, message: 'the server ended while it made the report' })
  })
  const due = await takeDueRun(pool)
  if (!due) return false
  try {
    await deliverRun(pool, due, tools)
  } catch (error) {
    const message = error instanceof UndeliveredReport ? error.message : 'the report could not be made; the server’s log says why'
    await transaction(pool, (db) => endTold(db, due, { state: 'failed', fileId: null, message }))
    throw error
  }
  return true
}

/** Ends a run; that somebody did not get what was due is told to the bureau: at once, and when it is tried no more. */
async function endTold(db: Queryable, due: Omit<DueRun, 'recipients'>, end: Parameters<typeof endRun>[2]): Promise<void> {
  await endRun(db, due, end)
  const period = await findPeriod(db, due.periodId)
  const told = {
    kind: 'deliveryFailed',
    ownerKind: 'reportSchedule',
    ownerId: due.scheduleId,
    subject: `${period?.name ?? due.periodId}${REPORT_KIND_WORDS[due.reportKind]}`,
  } as const
  // What an earlier try could not do is done.
  if (end.state === 'delivered') await settleNotices(db, told, CLOCKWORK.username)
  if (end.message === null || (end.state === 'failed' && due.tries > 1 && due.tries < MOST_TRIES)) return
  await insertNotices(db, { ...told, to: [{ audience: 'bureau', audienceId: '' }] })
}

async function deliverRun(pool: Pool, due: DueRun, tools: DeliveryTools): Promise<void> {
  const period = await findPeriod(pool, due.periodId)
  if (!period) throw new Error(`there is no period ${due.periodId}`)
  const { from, to } = period
  const drafted = due.reportId && (await findReport(pool, CLOCKWORK, due.reportId, { lock: false }))
  const report =
    drafted || (await draftReport(pool, CLOCKWORK, { kind: due.reportKind, from, to }, await tools.figuresOf(period), tools.unitName))
  await noteDraft(pool, due, report.id)
  const letter = await readReportVersion(pool, report.id, report.version)
  const pdf =
    letter && tools.print
      ? await tools.print(letter).catch((cause: unknown) => {
          // The command line with its folders is for the log alone.
          throw new UndeliveredReport('the report could not be printed by Chromium', { cause })
        })
      : null
  const sha256 = pdf && (await writeBytes(tools.filesRoot, pdf))
  await transaction(pool, async (db) => {
    const fileId =
      pdf && sha256
        ? (await insertFile(db, { ...pdfOf(report, sha256, pdf.length), uploadedBy: CLOCKWORK.username, capturedAt: null, position: null }))
            .file.id
        : null
    const missed = await deliver(db, report.id, fileId, due.recipients)
    const wrong = [
      fileId === null && 'no PDF: there is no Chromium on this server; install it, or name it by CHROMIUM',
      missed.length > 0 && `not delivered to ${missed.join('、')}: no account that receives reports any more`,
    ].filter((words) => words !== false)
    await endTold(db, due, { state: 'delivered', fileId, message: wrong.length > 0 ? wrong.join('; ') : null })
  })
}

const pdfOf = ({ id, title }: Report, sha256: string, bytes: number) => ({
  owner: { kind: 'report' as const, id },
  sha256,
  name: `${title}.pdf`,
  mediaType: 'application/pdf',
  bytes,
})
