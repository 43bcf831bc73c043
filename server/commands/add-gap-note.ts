import type { Report } from '#contracts/report.ts'
import type { Principal } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { withGapNote } from '#domain/report-note.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { findDraftOf, findReport, insertReport, insertReportVersion, moveReport, readReportVersion } from '../store/report.ts'
import type { ReportAnswer } from './draft-report.ts'

const LONGEST = 100_000

export interface NoteForReport {
  /** days of the period */
  readonly from: string
  readonly to: string
  readonly measure: string
  readonly lines: readonly string[]
  /** the first version of a monthly brief of these days, for where there is no draft */
  readonly first: { readonly title: string; readonly body: string; readonly issuer: string }
}

/**
 * Writes a gap note into the draft of the period's monthly brief as its next version; begins a draft where there is none, or where the last one
 * was issued. The same note twice is one version.
 */
export const addGapNote = (pool: Pool, by: Principal, { from, to, measure, lines, first }: NoteForReport): Promise<ReportAnswer> =>
  transaction(pool, async (db) => {
    const draft = await findDraftOf(db, by, { kind: 'monthly', from, to })
    const id = draft?.id ?? (await insertReport(db, { kind: 'monthly', from, to, title: first.title, by: by.username }))
    const letter = (draft && (await readReportVersion(db, id, draft.version))) ?? {
      ...first,
      addressee: '',
      dated: shanghaiDay(Date.now()),
    }
    const body = withGapNote(letter.body, measure, lines)
    if (body.length > LONGEST)
      return refuse('refused-input', `with this note the report would have ${body.length} characters; at most ${LONGEST}: shorten it first`)
    const { title, addressee, issuer, dated } = letter
    const version = (draft?.version ?? 0) + 1
    if (!draft || body !== letter.body) {
      await insertReportVersion(db, id, { title, addressee, body, issuer, dated, version, by: by.username })
      await moveReport(db, id, { title, version, state: 'draft', by: by.username })
    }
    return { ok: true, report: (await findReport(db, by, id, { lock: false })) as Report }
  })
