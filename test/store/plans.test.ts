import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Period } from '#contracts/measure.ts'
import { clockOf } from '#domain/measures/period.ts'
import { escalateAlarms } from '../../server/commands/escalate-alarms.ts'
import { ingestMessages } from '../../server/commands/ingest-messages.ts'
import { remindOverdue } from '../../server/commands/remind-overdue.ts'
import { returnShelved } from '../../server/commands/return-shelved.ts'
import { createDecoder } from '../../server/gateway/decode-message.ts'
import { listAbsences } from '../../server/store/absence.ts'
import { readBoard } from '../../server/store/alarm.ts'
import { findAlarm, listAlarms, readAlarmLog } from '../../server/store/alarm-list.ts'
import { listAudit } from '../../server/store/audit.ts'
import { listAvailability, readHistory } from '../../server/store/availability.ts'
import { saveBeats } from '../../server/store/beat.ts'
import { lastSurveys } from '../../server/store/belt-survey.ts'
import { readBriefFigures } from '../../server/store/brief-figures.ts'
import { listDeadLetters } from '../../server/store/dead-letter-list.ts'
import { readDepartmentStanding, readDuties } from '../../server/store/department-standing.ts'
import { listDevices } from '../../server/store/device-list.ts'
import { findEvidenceRecord, listEvidenceRecords } from '../../server/store/evidence-record.ts'
import { readFaultBoard } from '../../server/store/fault-board.ts'
import { listFaults } from '../../server/store/fault-list.ts'
import { listFiles } from '../../server/store/file.ts'
import { listHazards, lockDueHazards, readHazardLog } from '../../server/store/hazard.ts'
import { listIncidents, readIncidentLog } from '../../server/store/incident.ts'
import { listRequests as listIncidentRequests } from '../../server/store/incident-request.ts'
import { readFacts } from '../../server/store/measure-facts.ts'
import { readSchoolResults, readTownshipSums } from '../../server/store/measure-matrix.ts'
import { keptEvidence, listResults, schoolResults } from '../../server/store/measure-result.ts'
import { listNotices } from '../../server/store/notice.ts'
import { readChanges } from '../../server/store/outbox.ts'
import { appPool, type Pool } from '../../server/store/pool.ts'
import { listAllPreventions } from '../../server/store/prevention.ts'
import { readWatch } from '../../server/store/probe.ts'
import { readEntries, readRegister } from '../../server/store/register.ts'
import { listRequests, readTargets } from '../../server/store/school-request.ts'
import { listUrges } from '../../server/store/urge.ts'
import { listVenues } from '../../server/store/venue.ts'
import { listOrders } from '../../server/store/work-order.ts'
import { aPrincipal, aPublish, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
let owner: pg.Client

// Two years of a district, thinned: what matters is that a table is too large to be read whole.
beforeAll(async () => {
  database = await freshDatabase()
  const { Client } = (await import('pg')).default
  owner = new Client({ connectionString: database.url })
  await owner.connect()
  await owner.query(`
    insert into township (id, name) values ('t1', '示例街道');
    insert into school (id, name, level, township_id, synthetic) select 'school-' || n, '示例', 'primary', 't1', true from generate_series(1, 175) n;
    insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
      select 'device-' || n, 'school-' || (n % 175 + 1), case when n % 17 = 0 then 'panicButton' else 'camera' end, 'native', 'native', 'device-' || n, 'x', true from generate_series(1, 18000) n;
    insert into device_state (device_id, last_heard_at) select id, now() from device;
    insert into alarm (id, kind, state, unacknowledged, priority, school_id, device_id, source, identity, point, received_at, last_press_at, unacknowledged_since, changed_at, count, late, silent, escalation, fold_key, version, cursor)
      select gen_random_uuid(), 'panic', case when n > 59980 then 'new' else 'closed' end, n > 59980, 1, 'school-' || (n % 175 + 1), 'device-' || (n % 18000 + 1), 'native', 'x', '',
        now() - (60000 - n) * interval '15 minutes', now(), now(), now(), 1, false, false, 0, 'k' || n, 1, n from generate_series(1, 60000) n;
    insert into alarm_log (alarm_id, at, kind) select id, received_at, 'raised' from alarm;
    insert into outbox (cursor, alarm_id, school_id, silent, at, body) select cursor, id, school_id, false, received_at, '{}' from alarm;
    insert into press_key (source, identity, key, seen_at) select 'native', 'device-' || n % 18000, 'k' || n, now() from generate_series(1, 60000) n;
    insert into dead_letter (received_at, topic, payload, school_id, reason) select now(), 't', '', 'school-' || (n % 175 + 1), 'x' from generate_series(1, 30000) n;
    insert into fault (kind, detail, device_id, school_id, opened_at, last_at) select 'tamper', n::text, 'device-' || (n % 18000 + 1), 'school-' || (n % 175 + 1), now(), now() from generate_series(1, 30000) n;
    insert into device_interval (device_id, state, since, until)
      select 'device-' || (n % 18000 + 1), 'online', now() - (n / 18000 + 1) * interval '10 days', case when n < 18000 then 'infinity' else now() - (n / 18000) * interval '10 days' end from generate_series(0, 53999) n;
    insert into device_day (device_id, day, online_s, offline_s, unknown_s, maintenance_s)
      select 'device-' || d, current_date - day, 86000, 400, 0, 0 from generate_series(1, 18000) d, generate_series(0, 29) day;
    insert into school_day (school_id, kind, day, devices, online_s, offline_s, unknown_s, maintenance_s)
      select 'school-' || s, kind, current_date - day, 100, 8600000, 40000, 0, 0 from generate_series(1, 175) s, unnest(array['camera', 'recorder', 'panicButton', 'gateway']) kind, generate_series(0, 729) day;
    insert into work_order (fault_id, state, assignee, assigned_by, proof, version, changed_at)
      select id, 'verified', 'x', 'x', 'signal', 4, opened_at from fault;
    insert into fault_under (fault_id, device_id) select id, 'device-1' from fault;
    insert into duty_check_in (id, school_id, kind, post, on_at, off_at, who, result)
      select 'c' || n, 'school-' || (n % 175 + 1), 'guardPost', 'x', now() - n * interval '10 minutes', now() - n * interval '10 minutes' + interval '5 minutes', 'x', 'onPost'
      from generate_series(1, 60000) n;
    insert into import (id, kind, datum, file_name, made_by, state) values ('00000000-0000-4000-8000-00000000000a', 'dutyCheckIn', 'wgs84', 'x', 'x', 'applied');
    insert into import_row (import_id, n, op, key, body) select '00000000-0000-4000-8000-00000000000a', n, 'add', 'c' || n, '{}' from generate_series(1, 40000) n;
    insert into measure (id, place, name) select 'measure' || n, n, 'x' from generate_series(1, 40) n on conflict do nothing;
    insert into period (id, kind, name, from_day, to_day, cutoff_at)
      select 'p' || n, 'month', 'x', '2020-01-01'::date + n * 30, '2020-01-31'::date + n * 30, now() from generate_series(1, 12) n;
    insert into measure_result (period_id, measure_id, school_id, school_name, township_id, version, result, met, required, changed_at)
      select 'p' || p, 'measure' || m, 'school-' || s, 'x', 't1', 1, 'met', 1, 1, now() from generate_series(1, 12) p, generate_series(1, 40) m, generate_series(1, 175) s;
    insert into hazard (school_id, place, kind, title, risk, state, found_by, found_at, listed_at, due_on, struck_off_at)
      select 'school-' || (n % 175 + 1), 'belt', 'kiosk', 'x', 'general', case when n > 29800 then 'assigned' else 'struckOff' end, 'x', at, at, at::date + 15, case when n > 29800 then null else at end
      from (select n, now() - (30000 - n) * interval '30 minutes' as at from generate_series(1, 30000) n) found;
    insert into hazard_log (hazard_id, at, kind) select id, listed_at + n * interval '1 day', (array['assign', 'accept', 'fix'])[n] from hazard, generate_series(1, 3) n;
    insert into venue (kind, name, lng, lat, accuracy_m, entered_by, entered_at) select 'kiosk', n::text, 106.2, 38.5, 5, 'x', now() - n * interval '1 hour' from generate_series(1, 20000) n;
    insert into venue_distance (venue_id, campus_id, school_id, boundary_m, provisional) select id, 'c' || name, 'school-' || (name::int % 175 + 1), 100, false from venue;
    insert into belt_survey (campus_id, school_id, surveyed_at, surveyed_by) select 'c' || n % 175, 'school-' || (n % 175 + 1), now() - n * interval '1 hour', 'x' from generate_series(1, 20000) n;
    insert into incident (id, school_id, kind, state, occurred_at, known_at, created_by, changed_by, closed_at, version)
      select gen_random_uuid(), 'school-' || (n % 175 + 1), 'dispute', case when n > 19900 then 'open' else 'closed' end, at, at, 'x', 'x', case when n > 19900 then null else at end, 1
      from (select n, now() - (20000 - n) * interval '1 hour' as at from generate_series(1, 20000) n) known;
    insert into incident_log (incident_id, at, kind) select id, known_at, 'opened' from incident, generate_series(1, 3);
    insert into prevention (owner_kind, owner_id, what, due_on, by_account, at) select 'incident', id, 'x', current_date, 'x', known_at from incident;
    insert into notice (kind, owner_kind, owner_id, subject, audience, audience_id, at)
      select 'overdue', 'hazard', id::text, 'x', audience, case audience when 'school' then school_id else '' end, listed_at from hazard, unnest(array['school', 'bureau']) audience;
    insert into audit_log (at, account, action, result, previous_hash, hash) select now() - (60000 - n) * interval '5 minutes', 'x', 'signIn', 'ok', '', '' from generate_series(1, 60000) n;
    insert into file (sha256, name, media_type, bytes, owner_kind, owner_id, uploaded_by) select lpad(to_hex(n), 64, '0'), 'x', 'image/jpeg', 1, 'hazard', n::text, 'x' from generate_series(1, 30000) n;
    insert into department (id, name) select 'd' || n, 'x' from generate_series(1, 12) n;
    insert into department_duty (period_id, measure_id, duty_id, title, department_id, department_name, due_on, done_on, met)
      select 'p' || p, 'hazardsOnTime', n::text, 'x', 'd' || (n % 12 + 1), 'x', current_date, null, false from generate_series(1, 12) p, generate_series(1, 2000) n;
    insert into task (id, point, text, lead_dept, starts_on, due_on, first_due_on, changed_by) select 't' || n, '1', 'x', 'd' || (n % 12 + 1), current_date, current_date, current_date, 'x' from generate_series(1, 400) n;
    insert into task_history select (jsonb_populate_record(null::task, to_jsonb(t) || jsonb_build_object('valid', format('[%s,%s)', now() - (n + 1) * interval '1 day', now() - n * interval '1 day')))).* from task t, generate_series(1, 50) n;
    update hazard set lead_dept = 'd' || (number % 12 + 1);
    insert into absence (school_id, day, absent, imported_by) select 'school-' || s, current_date - n, 1, 'x' from generate_series(1, 175) s, generate_series(1, 300) n;
    insert into urge (measure_id, school_id, period_id, text, urged_by, urged_at, urged_on)
      select 'measure' || m, 'school-' || s, 'p1', 'x', 'x', now() - n * interval '1 day', current_date - n from generate_series(1, 10) m, generate_series(1, 175) s, generate_series(1, 15) n;
    insert into request_list (id, department_id, title, kind, basis, approver, frequency, fields, filed_on, valid_from, valid_to, state, proposed_by)
      values ('00000000-0000-4000-8000-00000000000b', 'd1', 'x', 'inspection', 'x', 'x', 'monthly', '[]', '2020-01-01', '2020-03-01', '2030-01-01', 'approved', 'x');
    insert into school_request (id, list_id, department_id, due_on, issued_by, issued_at)
      select gen_random_uuid(), '00000000-0000-4000-8000-00000000000b', 'd1', current_date, 'x', now() - n * interval '1 day' from generate_series(1, 300) n;
    insert into school_request_target (request_id, school_id, list_id, period, month, fields, filled)
      select r.id, s.id, r.list_id, r.id::text, to_char(r.issued_at, 'YYYY-MM'), 5, 3 from school_request r, school s;
    insert into patrol_round (id, school_id, at, who, places, visited)
      select 'p' || n, 'school-' || (n % 175 + 1), now() - n * interval '10 minutes', 'x', 8, 8 from generate_series(1, 60000) n;
    insert into measure_evidence (period_id, measure_id, school_id, evidence) select period_id, measure_id, school_id, '[]' from measure_result;
    insert into incident_request (incident_id, purpose, reason, asked_by, asked_role, asked_at, decided_by, decided_at, approved)
      select id, 'look', 'x', 'x', 'bureau', known_at, 'y', known_at, true from incident;
    update alarm_cursor set value = 60000;
    analyze`)
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

const GROWING = [
  ...['alarm', 'alarm_log', 'outbox', 'press_key', 'dead_letter', 'fault', 'device_event', 'health_sample'],
  ...['device_interval', 'device_day', 'school_day', 'fault_under', 'work_order'],
  ...['duty_check_in', 'import_row', 'measure_result'],
  ...[
    'hazard',
    'hazard_log',
    'venue',
    'venue_distance',
    'belt_survey',
    'incident',
    'incident_log',
    'prevention',
    'notice',
    'audit_log',
    'file',
    'department_duty',
    'task_history',
    'absence',
    'urge',
    'school_request_target',
    'patrol_round',
    'measure_evidence',
    'incident_request',
  ],
]

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Plan[]
}
const nodes = (plan: Plan): string[] => [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodes)]
const readWhole = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' && GROWING.includes(plan['Relation Name'] ?? '') ? [plan['Relation Name'] as string] : []),
  ...(plan.Plans ?? []).flatMap(readWhole),
]

/** Runs `work` on a pool that remembers its statements, and explains each of them. @returns the growing tables that a plan reads whole */
async function tablesReadWhole(work: (pool: Pool) => Promise<unknown>): Promise<string[]> {
  const asked: { text: string; values: unknown[] }[] = []
  const note = (query: string | pg.QueryConfig, values?: unknown[]) =>
    asked.push(typeof query === 'string' ? { text: query, values: values ?? [] } : { text: query.text, values: query.values ?? [] })
  const watched = (target: pg.Pool | pg.PoolClient): pg.Pool =>
    new Proxy(target, {
      get(object, property) {
        if (property === 'query')
          return (query: string | pg.QueryConfig, values?: unknown[]) => {
            note(query, values)
            return (object as pg.Pool).query(query as string, values)
          }
        if (property === 'connect') return async () => watched(await (object as pg.Pool).connect())
        const value = Reflect.get(object, property)
        return typeof value === 'function' ? value.bind(object) : value
      },
    }) as pg.Pool
  await work(watched(database.pool))
  const found: string[] = []
  for (const { text, values } of asked) {
    if (!/^\s*(with|select)/i.test(text)) continue
    const { rows } = await owner.query(`explain (format json) ${text}`, values)
    found.push(...readWhole(rows[0]['QUERY PLAN'][0].Plan))
  }
  expect(asked.length).toBeGreaterThan(0)
  return found
}

const district = aPrincipal()
const school = aPrincipal({ role: 'schoolOfficer', scope: { kind: 'school', ids: ['school-7'] }, schoolIds: ['school-7'] })
const township = aPrincipal({ role: 'bureau', scope: { kind: 'township', ids: ['t1'] }, schoolIds: ['school-7', 'school-8'] })
const page = { limit: 100 }
const SOME = '00000000-0000-4000-8000-000000000001'
const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10)
const thisMonth = (): Period => ({
  id: 'now',
  kind: 'custom',
  name: 'x',
  from: day(30),
  to: day(-1),
  cutoffAt: new Date(Date.now() + 86_400_000).toISOString(),
  state: 'open',
  frozenAt: null,
  frozenBy: null,
})
const quarter = () => ({ from: day(90), to: day(0) })

it.each<[string, (pool: Pool) => Promise<unknown>]>([
  ['the open alarms of the district', (pool) => listAlarms(pool, district, { state: 'open', ...page })],
  ['a page of all alarms', (pool) => listAlarms(pool, district, page)],
  [
    'a school’s alarms of a month',
    (pool) => listAlarms(pool, school, { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', ...page }),
  ],
  ['everything open, for a screen', (pool) => readBoard(pool, { schools: null, silentToo: true }, null)],
  ['what a screen has missed', (pool) => readBoard(pool, { schools: ['school-7'], silentToo: true }, 59_900)],
  ['the next pushes', (pool) => readChanges(pool, 59_990)],
  ['whom escalation is due for', (pool) => escalateAlarms(pool, () => {})],
  ['whom a reminder is due for', (pool) => remindOverdue(pool, () => {})],
  ['what is due from the shelf', (pool) => returnShelved(pool, () => {})],
  ['how the chain stands', (pool) => readWatch(pool)],
  ['a page of dead letters', (pool) => listDeadLetters(pool, aPrincipal({ role: 'technician' }), page)],
  ['a school’s dead letters', (pool) => listDeadLetters(pool, aPrincipal({ role: 'technician' }), { school: 'school-7', ...page })],
  ['a page of faults', (pool) => listFaults(pool, district, page)],
  ['90 days of a device', (pool) => readHistory(pool, 'device-17', 90)],
  ['90 days of the district by school', (pool) => listAvailability(pool, district, { ...quarter(), by: 'school', ...page })],
  ['a month of a page of devices', (pool) => listAvailability(pool, district, { ...quarter(), by: 'device', ...page })],
  ['a school’s board of faults', (pool) => readFaultBoard(pool, district, { school: 'school-7' })],
  ['a school’s newest check-ins', (pool) => listEvidenceRecords(pool, 'school-7', { kind: 'dutyCheckIn', device: undefined, limit: 8 })],
  ['a row of evidence and the file it came by', (pool) => findEvidenceRecord(pool, district, 'dutyCheckIn', 'c17')],
  ['the schools behind a figure', (pool) => listResults(pool, district, { periodId: 'p5', beforeId: 'p4', measureId: 'measure7' }, page)],
  ['the results of a school', (pool) => schoolResults(pool, 'school-7', 'p5', 'p4')],
  ['open work orders', (pool) => listOrders(pool, district, { state: 'open', ...page })],
  ['a page of hazards', (pool) => listHazards(pool, district, page)],
  ['a school’s open hazards', (pool) => listHazards(pool, school, { state: 'open', ...page })],
  ['hazards whose next rung is due', (pool) => lockDueHazards(pool, day(0))],
  ['what happened to a hazard', (pool) => readHazardLog(pool, SOME)],
  ['a page of venues', (pool) => listVenues(pool, district, page)],
  ['venues near a school', (pool) => listVenues(pool, school, { school: 'school-7', ...page })],
  ['a school’s last surveys', (pool) => lastSurveys(pool, 'school-7')],
  ['a page of incidents', (pool) => listIncidents(pool, district, page)],
  ['a school’s unfinished incidents', (pool) => listIncidents(pool, school, { state: 'unfinished', ...page })],
  ['a page of prevention measures', (pool) => listAllPreventions(pool, aPrincipal({ role: 'bureau' }), page)],
  ['a page of the duty leader’s prevention measures', (pool) => listAllPreventions(pool, aPrincipal({ role: 'dutyLeader' }), page)],
  ['what happened in an incident', (pool) => readIncidentLog(pool, SOME)],
  ['the notices to a school', (pool) => listNotices(pool, school, page)],
  ['the notices that a school has not signed for', (pool) => listNotices(pool, school, { state: 'waiting', ...page })],
  ['the notices to a township’s clerk', (pool) => listNotices(pool, township, page)],
  ['the notices that a township’s clerk has not signed for', (pool) => listNotices(pool, township, { state: 'waiting', ...page })],
  [
    'hazards that departments answer for this month',
    (pool) => readDuties(pool, district, thisMonth(), Date.now(), { measure: 'hazardsOnTime', limit: 1000 }),
  ],
  [
    'tasks that a department answers for this month',
    (pool) => readDuties(pool, district, thisMonth(), Date.now(), { measure: 'tasksOnTime', department: 'd1', limit: 1000 }),
  ],
  ['what departments come to this month', (pool) => readDepartmentStanding(pool, district, thisMonth(), Date.now())],
  [
    'a month’s duties as they were frozen, and what came since',
    (pool) =>
      readDuties(pool, district, { ...thisMonth(), id: 'p5', state: 'frozen' }, Date.now(), { measure: 'hazardsOnTime', limit: 1000 }),
  ],
  ['a page of absences', (pool) => listAbsences(pool, district, page)],
  ['a school’s absences', (pool) => listAbsences(pool, school, { school: 'school-7', ...page })],
  ['a page of urges', (pool) => listUrges(pool, district, page)],
  ['a school’s urges', (pool) => listUrges(pool, school, page)],
  ['a page of requests to schools', (pool) => listRequests(pool, district, page)],
  ['requests that wait for a school', (pool) => listRequests(pool, school, { state: 'open', ...page })],
  ['what a request asked of whom', (pool) => readTargets(pool, district, SOME)],
  ['requests for names that wait', (pool) => listIncidentRequests(pool, district, {})],
  ['a school’s measures of a period', (pool) => readSchoolResults(pool, district, 'p5')],
  ['the townships’ figures of a period', (pool) => readTownshipSums(pool, district, 'p5')],
  ['the evidence of a frozen result', (pool) => keptEvidence(pool, 'p5', 'measure7', 'school-7')],
  ['what a day’s brief says', (pool) => readBriefFigures(pool, district, { from: day(1), to: day(0), before: day(2) })],
  ['the evidence of a batch of schools', (pool) => readFacts(pool, ['school-7', 'school-8'], clockOf(thisMonth(), Date.now()))],
  ['a page of the audit log', (pool) => listAudit(pool, page)],
  ['the files of a hazard', (pool) => listFiles(pool, { kind: 'hazard', id: '17' })],
  ['a school’s devices', (pool) => listDevices(pool, district, { school: 'school-7', ...page })],
  [
    'the senders of a batch',
    (pool) =>
      readRegister(
        pool,
        {
          mayRaise: true,
          senders: [{ source: 'native', externalId: 'device-17' }],
          bridges: ['b'],
          schools: ['school-7'],
          keys: [{ source: 'native', identity: 'device-17', key: 'k17' }],
          suspects: [{ source: 'native', identity: 'x', schoolId: 'school-7' }],
        },
        { lock: false },
      ),
  ],
])('finds %s by an index', async (_, work) => {
  expect(await tablesReadWhole(work)).toEqual([])
})

it('finds an alarm and its log by an index', async () => {
  const { rows } = await database.pool.query<{ id: string }>('select id from alarm order by cursor desc limit 1')
  const id = rows[0]?.id as string
  expect(await tablesReadWhole((pool) => findAlarm(pool, district, id))).toEqual([])
  expect(await tablesReadWhole((pool) => readAlarmLog(pool, id))).toEqual([])
})

const asText = (value: unknown): string => (Array.isArray(value) ? `{${value.map((one) => JSON.stringify(one)).join(',')}}` : String(value))

it('writes a press and beats by nested loops over indexes, though its plans were made while every table was empty', async () => {
  const young = await freshDatabase()
  const pool = appPool(young.url, { max: 1, steadyPlans: true })
  try {
    await aRegister(young.pool, { buttons: 2 })
    const client = await pool.connect()
    const asked: pg.QueryConfig[] = []
    const watched = {
      query: (statement: pg.QueryConfig) => {
        asked.push(statement)
        return client.query(statement)
      },
      connect: async () => ({ query: watched.query, release() {} }),
    } as unknown as Pool
    const [entry] = await readEntries(young.pool, ['button-2'])
    const memory = { recall: (externalId: string) => (externalId === 'button-2' ? entry : undefined), forget() {} }
    for (const button of ['button-1', 'button-2']) {
      const heard = createDecoder()(aPublish(`xiaowei/v1/school-1/${button}/alarm`, { id: 'p-1', kind: 'panic' }))
      if (!('message' in heard)) throw new Error('a press was taken for a probe')
      const raw = { ...heard.message, payload: new Uint8Array() }
      await ingestMessages(watched, { messages: [heard.message], raw: () => raw, memory })
    }
    await saveBeats(watched, [
      { deviceId: 'button-1', heardAt: new Date(), beats: 1, saidOffline: false, offsets: [], battery: null, retentionDays: null },
    ])
    const written = asked.filter(({ name }) => /^(commit|save)-/.test(name ?? ''))
    expect(written.map(({ name }) => name)).toEqual(['commit-opened-sek', 'commit-opened-sek-assumed', 'save-beats'])
    for (const { name, values = [] } of written) {
      const literals = values.map((value) => client.escapeLiteral(asText(value))).join(', ')
      const { rows } = await client.query(`explain (format json) execute "${name}"(${literals})`)
      const plan: Plan = rows[0]['QUERY PLAN'][0].Plan
      expect(readWhole(plan)).toEqual([])
      expect(nodes(plan)).not.toContain('Hash Join')
    }
    client.release()
  } finally {
    await pool.end()
    await young.drop()
  }
})
