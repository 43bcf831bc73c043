// Rows of evidence themselves, with every field, for whoever follows a figure down to what proves it.
import type { EvidenceRecord, EvidenceRecordDetail, RecordKind } from '#contracts/evidence-record.ts'
import type { TableKind } from '#contracts/import.ts'
import { type Principal, seesSchool } from '#domain/policy.ts'
import { REGISTERS } from '#domain/register.ts'
import type { Column } from '#domain/register-column.ts'
import { FAULT_KIND_WORDS } from '#domain/words.ts'
import { UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { type Body, readBodies, schoolBodies } from './register-table.ts'
import { readSchoolNames } from './school.ts'

type Field = EvidenceRecord['fields'][number]
/** Signals that stand in no register: kept by the system or by a form, never by a file. */
type Signal = Exclude<RecordKind, TableKind>

interface SignalTable {
  readonly zh: string
  readonly en: string
  /** key, school and body of every row; a condition and an order are added */
  readonly select: string
  readonly newest: string
  readonly device: string
  readonly fields: readonly Omit<Field, 'value' | 'word'>[]
  word?(key: string, value: unknown): string | null
}

const field = (key: string, zh: string, en: string, is: Field['is'] = 'text'): Omit<Field, 'value' | 'word'> => ({
  key,
  name: { zh, en },
  is,
})

const SIGNALS: Record<Signal, SignalTable> = {
  fault: {
    zh: '故障',
    en: 'Fault',
    select: `select id::text as key, jsonb_build_object('schoolId', school_id, 'kind', kind, 'detail', detail, 'deviceId', device_id, 'since', since,
        'openedAt', opened_at, 'closedAt', closed_at, 'count', count) as body from fault`,
    newest: 'opened_at',
    device: 'device_id',
    fields: [
      field('kind', '故障', 'Fault'),
      field('detail', '说明', 'Detail'),
      field('deviceId', '设备编号', 'Device id'),
      field('since', '起于', 'Since', 'instant'),
      field('openedAt', '发现', 'Found', 'instant'),
      field('closedAt', '恢复', 'Mended', 'instant'),
      field('count', '次数', 'Times', 'number'),
    ],
    word: (key, value) => (key === 'kind' ? (FAULT_KIND_WORDS[String(value)] ?? null) : null),
  },
  beltSurvey: {
    zh: '周边排查',
    en: 'Belt survey',
    select: `select id::text as key, jsonb_build_object('schoolId', school_id, 'campusId', campus_id, 'surveyedAt', surveyed_at, 'surveyedBy', surveyed_by,
        'note', note, 'synthetic', synthetic) as body from belt_survey`,
    newest: 'surveyed_at',
    device: 'null::text',
    fields: [
      field('campusId', '校区代码', 'Campus code'),
      field('surveyedAt', '排查时间', 'Surveyed', 'instant'),
      field('surveyedBy', '排查人', 'Surveyed by'),
      field('note', '备注', 'Note'),
      field('synthetic', '示例', 'Synthetic', 'flag'),
    ],
  },
}
const isSignal = (kind: RecordKind): kind is Signal => kind in SIGNALS

const IS: Partial<Record<Column['type'], Field['is']>> = {
  date: 'day',
  timestamptz: 'instant',
  boolean: 'flag',
  integer: 'number',
  'double precision': 'number',
}
const isShown = (value: unknown): value is Field['value'] => value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** The columns of a register's sheet; boundaries are for the map. */
const registerFields = (kind: TableKind, body: Body): Field[] =>
  REGISTERS[kind].columns.flatMap(({ key, zh, en, type, choices }) => {
    const value = body[key] ?? null
    if (!isShown(value)) return []
    const word = typeof value === 'string' ? (choices?.[value] ?? null) : null
    return [{ key, name: { zh, en }, value, word, is: IS[type] ?? 'text' }]
  })

function toRecord(kind: RecordKind, { key, body }: { key: string; body: Body }): Omit<EvidenceRecord, 'schoolName'> | null {
  const schoolId = kind === 'school' || kind === 'schoolLife' ? key : body.schoolId
  if (typeof schoolId !== 'string') return null
  if (!isSignal(kind)) {
    const { zh, en } = REGISTERS[kind]
    return { kind, kindName: { zh, en }, id: key, schoolId, fields: registerFields(kind, body) }
  }
  const { zh, en, fields, word } = SIGNALS[kind]
  const filled = fields.map((one): Field => {
    const value = body[one.key] ?? null
    return { ...one, value: isShown(value) ? value : null, word: word?.(one.key, value) ?? null }
  })
  return { kind, kindName: { zh, en }, id: key, schoolId, fields: filled }
}

async function named(db: Queryable, records: readonly (Omit<EvidenceRecord, 'schoolName'> | null)[]): Promise<EvidenceRecord[]> {
  const known = records.filter((record) => record !== null)
  const names = new Map((await readSchoolNames(db, [...new Set(known.map(({ schoolId }) => schoolId))])).map(({ id, name }) => [id, name]))
  return known.map((record) => ({ ...record, schoolName: names.get(record.schoolId) ?? record.schoolId }))
}

/** One row, with the imports that wrote it. @returns null when there is none in the reader's scope */
export async function findEvidenceRecord(
  db: Queryable,
  reader: Principal,
  kind: RecordKind,
  id: string,
): Promise<EvidenceRecordDetail | null> {
  const body = isSignal(kind) ? await signalBody(db, kind, id) : (await readBodies(db, kind, [id])).get(id)
  const [record] = body ? await named(db, [toRecord(kind, { key: id, body })]) : []
  if (!record || !seesSchool(reader, record.schoolId)) return null
  return { ...record, entries: isSignal(kind) ? [] : await readEntries(db, kind, id) }
}

async function signalBody(db: Queryable, kind: Signal, id: string): Promise<Body | undefined> {
  if (!UUID.test(id)) return undefined
  const { rows } = await db.query<{ body: Body }>(`${SIGNALS[kind].select} where id = $1::uuid`, [id])
  return rows[0]?.body
}

/** Rows of one school, the newest first; whose school it is the caller has looked at. */
export async function listEvidenceRecords(
  db: Queryable,
  schoolId: string,
  { kind, device, limit }: { kind: RecordKind; device: string | undefined; limit: number },
): Promise<{ items: EvidenceRecord[]; total: number }> {
  const { bodies, total } = isSignal(kind)
    ? await signalBodies(db, kind, schoolId, { device, limit })
    : await schoolBodies(db, kind, schoolId, { device, limit })
  return {
    items: await named(
      db,
      bodies.map((row) => toRecord(kind, row)),
    ),
    total,
  }
}

async function signalBodies(
  db: Queryable,
  kind: Signal,
  schoolId: string,
  { device, limit }: { device: string | undefined; limit: number },
): Promise<{ bodies: { key: string; body: Body }[]; total: number }> {
  const { select, newest, device: column } = SIGNALS[kind]
  const { rows } = await db.query<{ key: string; body: Body; total: number }>(
    `select *, count(*) over ()::int as total from (${select} where school_id = $1 and ($2::text is null or ${column} = $2) order by ${newest} desc) as rows limit $3`,
    [schoolId, device ?? null, limit],
  )
  return { bodies: rows, total: rows[0]?.total ?? 0 }
}

async function readEntries(db: Queryable, kind: TableKind, key: string): Promise<EvidenceRecordDetail['entries']> {
  const { rows } = await db.query<Omit<EvidenceRecordDetail['entries'][number], 'at'> & { at: Date }>(
    `select i.id as "importId", i.file_name as "fileName", r.n as row, r.op, coalesce(a.name, i.made_by) as by, i.made_at as at, i.state
     from import_row r join import i on i.id = r.import_id left join account a on a.username = i.made_by
     where r.key = $1 and i.kind = $2 and i.state in ('applied', 'undone') order by i.made_at desc limit 20`,
    [key, kind],
  )
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }))
}
