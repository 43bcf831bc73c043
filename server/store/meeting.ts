import type { Meeting, NewMeeting } from '#contracts/campaign.ts'
import { departmentsOf, ownTownships, type Principal } from '#domain/policy.ts'
import type { Queryable } from './pool.ts'

/** Meetings of a year, the newest first; a department sees those it took part in, with all their decisions; a township's clerk the district's and its own. */
export async function listMeetings(db: Queryable, reader: Principal, year: number): Promise<Meeting[]> {
  const { rows } = await db.query<Meeting>(
    `select m.id, m.title, m.held_on::text as "heldOn", m.chair, m.minutes, m.synthetic,
       (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) order by d.name), '[]') from department d where d.id = any(m.departments)) as departments,
       (select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name) order by w.name) from township w where w.id = any(m.townships)) as townships,
       (select coalesce(jsonb_agg(jsonb_build_object('n', e.n, 'text', e.text, 'departmentId', e.department_id, 'departmentName', d.name, 'dueOn', e.due_on,
          'taskId', e.task_id) order by e.n), '[]') from meeting_decision e join department d on d.id = e.department_id where e.meeting_id = m.id) as decisions
     from meeting m
     where extract(year from m.held_on) = $2 and ($1::text[] is null or m.departments && $1
       or exists (select from meeting_decision e where e.meeting_id = m.id and e.department_id = any($1)))
       and ($3::text[] is null or m.townships is null or m.townships && $3)
     order by m.held_on desc, m.id`,
    [departmentsOf(reader), year, ownTownships(reader)],
  )
  return rows
}

/** @param taskIds the task that each decision became; null where it became none */
export async function insertMeeting(
  db: Queryable,
  meeting: NewMeeting,
  taskIds: readonly (string | null)[],
  by: string,
  { synthetic = false, townships = null }: { synthetic?: boolean; townships?: readonly string[] | null } = {},
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'insert into meeting (title, held_on, chair, departments, minutes, changed_by, synthetic, townships) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id',
    [meeting.title, meeting.heldOn, meeting.chair || null, meeting.departments, meeting.minutes || null, by, synthetic, townships],
  )
  const id = rows[0]?.id ?? ''
  const decisions = meeting.decisions.map(({ text, departmentId, dueOn }, n) => ({
    n: n + 1,
    text,
    departmentId,
    dueOn,
    taskId: taskIds[n] ?? null,
  }))
  await db.query(
    `insert into meeting_decision (meeting_id, n, text, department_id, due_on, task_id)
     select $1, n, text, "departmentId", "dueOn", "taskId" from jsonb_to_recordset($2::jsonb) as r(n int, text text, "departmentId" text, "dueOn" date, "taskId" text)`,
    [id, JSON.stringify(decisions)],
  )
  return id
}
