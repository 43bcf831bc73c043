import type { NewReport, Report, ReportEdit } from '#contracts/report.ts'
import { type BriefFigures, briefTitle, draftBrief } from '#domain/draft-brief.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { findReport, insertReport, insertReportVersion, moveReport } from '../store/report.ts'

export type ReportAnswer = { ok: true; report: Report } | Refusal

/** Writes the first version of a report from its figures. @param issuer 发文机关, may be empty */
export function draftReport(pool: Pool, by: Principal, wanted: NewReport, figures: BriefFigures, issuer: string): Promise<Report> {
  const title = briefTitle(wanted.kind, wanted.from, wanted.to)
  const body = draftBrief(wanted.kind, figures)
  return transaction(pool, async (db) => {
    const id = await insertReport(db, { ...wanted, title, by: by.username })
    const dated = shanghaiDay(Date.now())
    await insertReportVersion(db, id, { version: 1, title, addressee: '', body, issuer, dated, by: by.username })
    return (await findReport(db, by, id, { lock: false })) as Report
  })
}

/** The report as this person saw it, locked; or why it cannot be changed. */
async function lockSeen(db: Queryable, by: Principal, id: string, version: number): Promise<{ ok: true; report: Report } | Refusal> {
  const report = await findReport(db, by, id, { lock: true })
  if (!report) return refuse('not-found', `there is no report ${id}`)
  if (report.version !== version)
    return refuse('version-conflict', `version ${version} was seen; ${report.changedBy} wrote version ${report.version} since`, {
      current: report,
    })
  if (report.state === 'issued')
    return refuse('conflict', `the report was issued by ${report.changedBy}: its text is final`, { current: report })
  return { ok: true, report }
}

/** Writes the next version; the ones before stay. */
export const editReport = (pool: Pool, by: Principal, id: string, { version, ...letter }: ReportEdit): Promise<ReportAnswer> =>
  transaction(pool, async (db) => {
    const seen = await lockSeen(db, by, id, version)
    if (!seen.ok) return seen
    await insertReportVersion(db, id, { ...letter, version: version + 1, by: by.username })
    await moveReport(db, id, { title: letter.title, version: version + 1, state: 'draft', by: by.username })
    return { ok: true, report: (await findReport(db, by, id, { lock: false })) as Report }
  })

/** 定稿: the text that was seen is final. */
export const issueReport = (pool: Pool, by: Principal, id: string, version: number): Promise<ReportAnswer> =>
  transaction(pool, async (db) => {
    const seen = await lockSeen(db, by, id, version)
    if (!seen.ok) return seen
    await moveReport(db, id, { ...seen.report, state: 'issued', by: by.username })
    return { ok: true, report: (await findReport(db, by, id, { lock: false })) as Report }
  })
