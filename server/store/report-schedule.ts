// 定时报表: schedules, their runs, and deliveries with receipts.
import type { NewReportSchedule, ReportDelivery, ReportSchedule } from '#contracts/report-schedule.ts'
import { rolesWith } from '#domain/policy.ts'
import { personName, readPersonName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Person = ReportSchedule['recipients'][number]

/**
 * Whom a brief may be sent to: those who read the district's reports, and the heads of schools and liaisons of departments, who get the paper
 * and nothing behind it.
 */
export async function possibleRecipients(db: Queryable): Promise<Person[]> {
  const { rows } = await db.query<Person>(
    `select distinct a.username, a.name from account a join account_role r on r.account_id = a.id
     where a.disabled_at is null and r.role = any($1::text[]) and (r.scope ->> 'kind' = 'district' or not r.role = any($2::text[])) order by a.username`,
    [rolesWith('report:receive'), rolesWith('report:read')],
  )
  return rows
}

export async function insertSchedule(
  db: Queryable,
  { periodKind, reportKind, recipients }: NewReportSchedule,
  by: string,
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into report_schedule (period_kind, report_kind, recipients, made_by) values ($1, $2, $3, $4) returning id',
    [periodKind, reportKind, recipients, by],
  )
  return rows[0]?.id ?? ''
}

/** Ends a schedule; what it delivered stays. @returns false when there is none that runs */
export async function endSchedule(db: Queryable, id: string, by: string): Promise<boolean> {
  const { rowCount } = await db.query('update report_schedule set ended_by = $2, ended_at = now() where id = $1 and ended_at is null', [
    id,
    by,
  ])
  return rowCount === 1
}

/** How often a run is made in all, 5 minutes apart; the table holds no more. */
export const MOST_TRIES = 5

type Row = Omit<ReportSchedule, 'madeAt' | 'endedAt'> & { madeAt: Date; endedAt: Date | null }

export async function listSchedules(db: Queryable): Promise<ReportSchedule[]> {
  const { rows } = await db.query<Row>(
    `select s.id, period_kind as "periodKind", report_kind as "reportKind", ${personName('made_by')} as "madeBy", made_at as "madeAt", ${personName('ended_by')} as "endedBy",
       ended_at as "endedAt",
       (select jsonb_agg(jsonb_build_object('username', u, 'name', coalesce((select name from account a where a.username = u), u)) order by u)
        from unnest(recipients) u) as recipients,
       (select coalesce(jsonb_agg(jsonb_build_object('periodId', period_id, 'periodName', (select name from period where period.id = period_id), 'reportId', report_id, 'fileId', file_id, 'state', state, 'triesLeft', ${MOST_TRIES} - tries, 'message', message,
          'at', to_char(touched_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by touched_at desc), '[]')
        from report_run r where r.schedule_id = s.id) as runs
     from report_schedule s order by made_at desc, s.id limit 100`,
  )
  return rows.map(({ madeAt, endedAt, ...row }) => ({ ...row, madeAt: madeAt.toISOString(), endedAt: endedAt?.toISOString() ?? null }))
}

export interface DueRun {
  scheduleId: string
  periodId: string
  reportKind: ReportSchedule['reportKind']
  recipients: string[]
  /** which of its tries this is, from 1 */
  tries: number
  /** what an earlier try has drafted */
  reportId: string | null
}

/**
 * Takes one run that is due: a period frozen since the schedule was made, not yet delivered; or a run that failed or that somebody left
 * half-way, 5 minutes later. Of several workers one gets it.
 */
export async function takeDueRun(db: Queryable): Promise<DueRun | null> {
  const { rows } = await db.query<DueRun>(
    `with due as (
       select s.id, p.id as period_id from report_schedule s join period p on p.kind = s.period_kind
       left join report_run r on r.schedule_id = s.id and r.period_id = p.id
       where s.ended_at is null and p.state = 'frozen' and p.frozen_at >= s.made_at
         and (r.schedule_id is null or (r.state <> 'delivered' and r.tries < ${MOST_TRIES} and r.touched_at < now() - interval '5 minutes'))
       order by p.from_day, s.id limit 1)
     insert into report_run as t (schedule_id, period_id, state) select id, period_id, 'running' from due
     on conflict (schedule_id, period_id) do update set state = 'running', tries = t.tries + 1, touched_at = now()
       where t.state <> 'delivered' and t.touched_at < now() - interval '5 minutes'
     returning schedule_id as "scheduleId", period_id as "periodId", tries, report_id as "reportId",
       (select report_kind from report_schedule s where s.id = schedule_id) as "reportKind",
       (select recipients from report_schedule s where s.id = schedule_id) as recipients`,
  )
  return rows[0] ?? null
}

/** Runs that somebody left in the last of their tries: nobody takes them again. */
export async function takeLostRuns(db: Queryable): Promise<Omit<DueRun, 'recipients'>[]> {
  const { rows } = await db.query<Omit<DueRun, 'recipients'>>(
    `select r.schedule_id as "scheduleId", r.period_id as "periodId", r.tries, r.report_id as "reportId", s.report_kind as "reportKind"
     from report_run r join report_schedule s on s.id = r.schedule_id
     where r.state = 'running' and r.tries >= ${MOST_TRIES} and r.touched_at < now() - interval '5 minutes' for update of r skip locked`,
  )
  return rows
}

/** So that another try goes on with the same draft. */
export async function noteDraft(db: Queryable, { scheduleId, periodId }: DueRun, reportId: string): Promise<void> {
  await db.query('update report_run set report_id = $3 where schedule_id = $1 and period_id = $2', [scheduleId, periodId, reportId])
}

export async function endRun(
  db: Queryable,
  { scheduleId, periodId }: Pick<DueRun, 'scheduleId' | 'periodId'>,
  end: { state: 'delivered' | 'failed'; fileId: string | null; message: string | null },
): Promise<void> {
  await db.query(
    'update report_run set state = $3, file_id = $4, message = $5, touched_at = now() where schedule_id = $1 and period_id = $2',
    [scheduleId, periodId, end.state, end.fileId, end.message],
  )
}

/** Delivers a report to those named who may still read it. @returns the names of the others */
export async function deliver(db: Queryable, reportId: string, fileId: string | null, recipients: readonly string[]): Promise<string[]> {
  const readers = new Set((await possibleRecipients(db)).map(({ username }) => username))
  await db.query('insert into report_delivery (report_id, file_id, account) select $1, $2, unnest($3::text[]) on conflict do nothing', [
    reportId,
    fileId,
    recipients.filter((username) => readers.has(username)),
  ])
  const missed = recipients.filter((username) => !readers.has(username))
  const names: string[] = []
  for (const username of missed) names.push(await readPersonName(db, username))
  return names
}

const DELIVERY = `select d.id, d.report_id as "reportId", r.title, d.file_id as "fileId", d.account, d.delivered_at as "deliveredAt",
    d.received_at as "receivedAt" from report_delivery d join report r on r.id = d.report_id`
type DeliveryRow = Omit<ReportDelivery, 'deliveredAt' | 'receivedAt'> & { deliveredAt: Date; receivedAt: Date | null }
const toDelivery = ({ deliveredAt, receivedAt, ...row }: DeliveryRow): ReportDelivery => ({
  ...row,
  deliveredAt: deliveredAt.toISOString(),
  receivedAt: receivedAt?.toISOString() ?? null,
})

export async function listDeliveries(db: Queryable, account: string): Promise<ReportDelivery[]> {
  const { rows } = await db.query<DeliveryRow>(`${DELIVERY} where d.account = $1 order by d.delivered_at desc, d.id limit 100`, [account])
  return rows.map(toDelivery)
}

/** Signs for a delivery; once. @returns null when it is not this person's */
export async function receiveDelivery(db: Queryable, id: string, account: string): Promise<ReportDelivery | null> {
  await db.query('update report_delivery set received_at = now() where id = $1 and account = $2 and received_at is null', [id, account])
  const { rows } = await db.query<DeliveryRow>(`${DELIVERY} where d.id = $1 and d.account = $2`, [id, account])
  return rows[0] ? toDelivery(rows[0]) : null
}

/** Whether a report was delivered to this person. */
export async function wasDelivered(db: Queryable, reportId: string, account: string): Promise<boolean> {
  const { rowCount } = await db.query('select from report_delivery where report_id = $1 and account = $2 limit 1', [reportId, account])
  return rowCount === 1
}
