import type { Hazard, HazardLogEntry, HazardQuery, NewHazard } from '#contracts/hazard.ts'
import { type HazardFacts, OVERDUE_LADDER, overdueDays } from '#domain/hazard.ts'
import type { Principal } from '#domain/policy.ts'
import { positionOf } from '#domain/position.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'
import { hazardScope } from './scope.ts'

type Named = { id: string; name: string }

export interface HazardRow extends HazardFacts {
  readonly id: string
  readonly number: number
  readonly schoolId: string
  readonly schoolName: string
  readonly kind: Hazard['kind']
  readonly title: string
  readonly detail: string | null
  readonly lng: number | null
  readonly lat: number | null
  readonly foundBy: string
  readonly foundAt: Date
  readonly listedAt: Date
  readonly leadName: string | null
  readonly coNames: Named[]
  readonly synthetic: boolean
  readonly changedAt: Date
}

/** @param key a column more, by which a list is paged */
const select = (
  key = '',
): string => `select ${key}hazard.id, number::int as number, school_id as "schoolId", school.name as "schoolName", place, hazard.kind, title, detail, risk, lng, lat,
    state, coalesce(finder.name, found_by) as "foundBy", found_at as "foundAt", listed_at as "listedAt", lead_dept as "leadDept", lead.name as "leadName",
    co_depts as "coDepts",
    (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name) order by d.id), '[]') from department d where d.id = any(co_depts)) as "coNames",
    person, due_on::text as "dueOn", extension_to::text as "extensionTo", extension_by as "extensionBy", fixed_by as "fixedBy", fixed_at as "fixedAt",
    verified_by as "verifiedBy", struck_off_at as "struckOffAt", recurrences, reminded, version, changed_at as "changedAt", hazard.synthetic
  from hazard join school on school.id = school_id left join department lead on lead.id = lead_dept left join account finder on finder.username = found_by`

export function toHazard(row: HazardRow): Hazard {
  const { leadDept, leadName, coDepts, coNames, lng, lat, extensionTo, extensionBy, reminded, ...rest } = row
  return {
    ...rest,
    position: positionOf(lng, lat),
    foundAt: row.foundAt.toISOString(),
    listedAt: row.listedAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    fixedAt: row.fixedAt?.toISOString() ?? null,
    struckOffAt: row.struckOffAt?.toISOString() ?? null,
    leadDept: leadDept === null ? null : { id: leadDept, name: leadName ?? leadDept },
    coDepts: coNames,
    extension: extensionTo === null ? null : { to: extensionTo, by: extensionBy ?? '' },
    overdueDays: overdueDays(row, shanghaiDay(new Date())),
  }
}

/** Hazards in the reader's scope, the newest on the list first. */
export async function listHazards(db: Queryable, reader: Principal, query: HazardQuery): Promise<Paged<Hazard>> {
  const [listedAt, id] = decodeCursor(query.cursor, INSTANT, UUID) ?? [null, null]
  const scope = hazardScope(reader, 11)
  const { rows } = await db.query<HazardRow & { key: string }>(
    `${select(`${instantKey('listed_at')} as key, `)}
     where ($1::text is null or case $1 when 'open' then state <> 'struckOff'
         when 'overdue' then state in ('assigned', 'accepted', 'rectifying') and due_on < $10::date else state = $1 end)
       and ($2::text is null or school_id = $2) and ($3::text is null or lead_dept = $3 or co_depts @> array[$3]) and ($4::text is null or place = $4)
       and ($5::text is null or hazard.kind = $5) and ($6::text is null or risk = $6)
       and ($7::timestamptz is null or (listed_at <= $7 and (listed_at < $7 or hazard.id > $8::uuid))) and ${scope.sql}
     order by listed_at desc, hazard.id limit $9`,
    [
      query.state ?? null,
      query.school ?? null,
      query.department ?? null,
      query.place ?? null,
      query.kind ?? null,
      query.risk ?? null,
      listedAt,
      id,
      query.limit + 1,
      shanghaiDay(new Date()),
      ...scope.values,
    ],
  )
  return pageOf(
    rows,
    query.limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toHazard(row),
  )
}

/** One hazard in scope. @param lock until the transaction ends */
export async function findHazard(db: Queryable, reader: Principal, id: string, { lock = false } = {}): Promise<HazardRow | null> {
  const scope = hazardScope(reader, 2)
  const { rows } = await db.query<HazardRow>(`${select()} where hazard.id = $1 and ${scope.sql} ${lock ? 'for update of hazard' : ''}`, [
    id,
    ...scope.values,
  ])
  return rows[0] ?? null
}

/** One hazard by its id alone, locked: for a link that leads to it. */
export async function findAnyHazard(db: Queryable, id: string): Promise<HazardRow | null> {
  const { rows } = await db.query<HazardRow>(`${select()} where hazard.id = $1 for update of hazard`, [id])
  return rows[0] ?? null
}

export async function insertHazard(db: Queryable, hazard: NewHazard, by: string, { synthetic = false } = {}): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into hazard (school_id, place, kind, title, detail, risk, lng, lat, state, found_by, found_at, synthetic)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'found', $9, coalesce($10, now()), $11) returning id`,
    [
      hazard.schoolId,
      hazard.place,
      hazard.kind,
      hazard.title,
      hazard.detail ?? null,
      hazard.risk,
      hazard.position?.[0] ?? null,
      hazard.position?.[1] ?? null,
      by,
      hazard.foundAt ?? null,
      synthetic,
    ],
  )
  return rows[0]?.id ?? ''
}

export async function saveHazard(db: Queryable, hazard: HazardRow): Promise<void> {
  await db.query(
    `update hazard set state = $2, risk = $3, lead_dept = $4, co_depts = $5, person = $6, due_on = $7, extension_to = $8, extension_by = $9,
       fixed_by = $10, fixed_at = $11, verified_by = $12, struck_off_at = $13, recurrences = $14, reminded = $15, version = $16, changed_at = now()
     where id = $1`,
    [
      hazard.id,
      hazard.state,
      hazard.risk,
      hazard.leadDept,
      hazard.coDepts,
      hazard.person,
      hazard.dueOn,
      hazard.extensionTo,
      hazard.extensionBy,
      hazard.fixedBy,
      hazard.fixedAt,
      hazard.verifiedBy,
      hazard.struckOffAt,
      hazard.recurrences,
      hazard.reminded,
      hazard.version,
    ],
  )
}

export interface HazardLine {
  readonly hazardId: string
  /** User name; null for the clock. */
  readonly by: string | null
  readonly name: string | null
  readonly kind: string
  readonly note?: string | null | undefined
  readonly data?: Readonly<Record<string, unknown>>
  /** Default: now. */
  at?: Date
}

export async function logHazard(db: Queryable, { hazardId, by, name, kind, note, data, at }: HazardLine): Promise<void> {
  await db.query(
    'insert into hazard_log (hazard_id, by_account, by_name, kind, note, data, at) values ($1, $2, $3, $4, $5, $6, coalesce($7, now()))',
    [hazardId, by, name, kind, note ?? null, JSON.stringify(data ?? {}), at ?? null],
  )
}

/** Who took the last step, by name; null for the clock. */
export async function lastActor(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ by: string | null }>(
    `select coalesce(by_name, ${personName('by_account')}) as by from hazard_log where hazard_id = $1 and coalesce(by_name, by_account) is not null order by id desc limit 1`,
    [id],
  )
  return rows[0]?.by ?? null
}

export async function readHazardLog(db: Queryable, id: string): Promise<HazardLogEntry[]> {
  const { rows } = await db.query<Omit<HazardLogEntry, 'at'> & { at: Date }>(
    `select at, coalesce(by_name, by_account) as by, kind, note, data from hazard_log where hazard_id = $1 order by at, id`,
    [id],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** Of these files, those that prove nothing new: not this hazard's, or sent before it was last given out to be mended. */
export async function staleFiles(db: Queryable, hazardId: string, fileIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select given.id from unnest($2::uuid[]) given(id) where not exists (
       select from file where file.id = given.id and owner_kind = 'hazard' and owner_id = $1::text and media_type like 'image/%'
         and uploaded_at > coalesce((select max(at) from hazard_log where hazard_id = $1::uuid and kind in ('assign', 'sendBack')), '-infinity'))`,
    [hazardId, fileIds],
  )
  return rows.map(({ id }) => id)
}

/** Hazards whose clock runs and whose next rung may be due, locked; those that somebody works on are left to the next turn. */
export async function lockDueHazards(db: Queryable, today: string): Promise<HazardRow[]> {
  // The rung is asked for here: a turn takes 200, and those that were told already must not take their places.
  const { rows } = await db.query<HazardRow>(
    `${select()} where state in ('assigned', 'accepted', 'rectifying') and due_on <= $1::date - $2::int
       and reminded < (select max(rung) from unnest($3::int[], $4::int[]) as ladder(rung, from_days) where $1::date - due_on >= from_days)
     order by hazard.id limit 200 for update of hazard skip locked`,
    [
      today,
      Math.min(...OVERDUE_LADDER.map(({ fromDays }) => fromDays)),
      OVERDUE_LADDER.map(({ rung }) => rung),
      OVERDUE_LADDER.map(({ fromDays }) => fromDays),
    ],
  )
  return rows
}

export async function noteReminded(db: Queryable, id: string, rung: number): Promise<void> {
  await db.query('update hazard set reminded = $2 where id = $1', [id, rung])
}
