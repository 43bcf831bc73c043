import type { Notice, NoticeKind } from '#contracts/notice.ts'
import { departmentsOf, isOfSchool, type Principal } from '#domain/policy.ts'
import { decodeCursor, INSTANT, instantKey, type Paged, pageOf, UUID } from './page.ts'
import type { Queryable } from './pool.ts'
import { type Condition, EVERY_SCHOOL, orderScope } from './scope.ts'

export interface NewNotice {
  readonly kind: NoticeKind
  readonly ownerKind: Notice['ownerKind']
  readonly ownerId: string
  readonly subject: string
  readonly days?: number | null
  readonly to: readonly Pick<Notice, 'audience' | 'audienceId'>[]
}

type Row = Omit<Notice, 'at' | 'receivedAt'> & { at: Date; receivedAt: Date | null }

/** @param key a column more, by which a list is paged */
const select = (
  key = '',
): string => `select ${key}notice.id, notice.kind, owner_kind as "ownerKind", owner_id as "ownerId", subject, days, audience, audience_id as "audienceId",
    coalesce(department.name, school.name) as "audienceName", at, received_at as "receivedAt", coalesce(account.name, received_by) as "receivedBy"
  from notice left join department on audience = 'department' and department.id = audience_id
  left join school on audience = 'school' and school.id = audience_id left join account on account.username = received_by`

const toNotice = (row: Row): Notice => ({ ...row, at: row.at.toISOString(), receivedAt: row.receivedAt?.toISOString() ?? null })

/** Whom a reader signs for. */
function audienceOf(reader: Principal): { audience: Notice['audience']; ids: readonly string[] } {
  if (reader.role === 'bureau') return { audience: 'bureau', ids: [''] }
  if (isOfSchool(reader)) return { audience: 'school', ids: reader.schoolIds ?? [] }
  return { audience: 'department', ids: departmentsOf(reader) ?? [] }
}

/**
 * Which of the bureau's notices a part of the district reads: those on hazards of its own schools, and on the orders that go with them. Tasks
 * are the whole district's. @param n of the schools' parameter
 */
function ownPart(reader: Principal, n: number): Condition {
  const { role, schoolIds } = reader
  return role !== 'bureau' || schoolIds === null
    ? EVERY_SCHOOL
    : {
        // Both sets are read once, and the notices in their own order.
        sql: `(owner_kind = 'hazard' and owner_id in (select id::text from hazard where school_id = any($${n}::text[]))
          or owner_kind = 'supervisionOrder' and owner_id in (select o.id::text from supervision_order o where ${orderScope(reader, n).sql}))`,
        values: [schoolIds],
      }
}

export async function insertNotices(db: Queryable, notice: NewNotice): Promise<void> {
  await db.query(
    `insert into notice (kind, owner_kind, owner_id, subject, days, audience, audience_id)
     select $1, $2, $3, $4, $5, * from unnest($6::text[], $7::text[])`,
    [
      notice.kind,
      notice.ownerKind,
      notice.ownerId,
      notice.subject,
      notice.days ?? null,
      notice.to.map(({ audience }) => audience),
      notice.to.map(({ audienceId }) => audienceId),
    ],
  )
}

/** Signs for what waits of one thing, because it is no longer so. */
export async function settleNotices(
  db: Queryable,
  { kind, ownerKind, ownerId, subject }: Pick<NewNotice, 'kind' | 'ownerKind' | 'ownerId' | 'subject'>,
  by: string,
): Promise<void> {
  await db.query(
    `update notice set received_at = now(), received_by = $5
     where owner_kind = $2 and owner_id = $3 and kind = $1 and subject = $4 and received_at is null`,
    [kind, ownerKind, ownerId, subject, by],
  )
}

interface NoticeFilter {
  state?: 'waiting' | 'received' | undefined
  ownerKind?: Notice['ownerKind'] | undefined
  ownerId?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** Notices to the reader's own department, school or bureau; of one thing that the bureau oversees, those to everybody. The latest first. */
export async function listNotices(db: Queryable, reader: Principal, filter: NoticeFilter): Promise<Paged<Notice>> {
  const [at, id] = decodeCursor(filter.cursor, INSTANT, UUID) ?? [null, null]
  const { audience, ids } = audienceOf(reader)
  const overseen = reader.role === 'bureau' && filter.ownerId !== undefined
  const part = ownPart(reader, 9)
  const { rows } = await db.query<Row & { key: string }>(
    `${select(`${instantKey('at')} as key, `)}
     where ${overseen ? '$1::text is not null and $2::text[] is not null' : 'audience = $1 and audience_id = any($2::text[])'}
       and ($3::text is null or (received_at is null) = ($3 = 'waiting'))
       and ($4::text is null or owner_kind = $4) and ($5::text is null or owner_id = $5)
       and ($6::timestamptz is null or (at <= $6 and (at < $6 or notice.id > $7::uuid))) and ${part.sql}
     order by at desc, notice.id limit $8`,
    [audience, ids, filter.state ?? null, filter.ownerKind ?? null, filter.ownerId ?? null, at, id, filter.limit + 1, ...part.values],
  )
  return pageOf(
    rows,
    filter.limit,
    (row) => [row.key, row.id],
    ({ key, ...row }) => toNotice(row),
  )
}

/** Signs for what somebody was told of one thing that he now acts on: he has read it. */
export async function receiveNoticesOf(
  db: Queryable,
  reader: Principal,
  { ownerKind, ownerId }: Pick<Notice, 'ownerKind' | 'ownerId'>,
): Promise<void> {
  const { audience, ids } = audienceOf(reader)
  const part = ownPart(reader, 6)
  await db.query(
    `update notice set received_at = now(), received_by = $1
     where owner_kind = $2 and owner_id = $3 and received_at is null and audience = $4 and audience_id = any($5::text[]) and ${part.sql}`,
    [reader.username, ownerKind, ownerId, audience, ids, ...part.values],
  )
}

/** Signs for a notice; who signed first stays. @returns null when it is not the reader's */
export async function receiveNotice(db: Queryable, reader: Principal, id: string): Promise<Notice | null> {
  const { audience, ids } = audienceOf(reader)
  const [part, seen] = [ownPart(reader, 5), ownPart(reader, 4)]
  await db.query(
    `update notice set received_at = now(), received_by = $2
     where id = $1 and received_at is null and audience = $3 and audience_id = any($4::text[]) and ${part.sql}`,
    [id, reader.username, audience, ids, ...part.values],
  )
  const { rows } = await db.query<Row>(
    `${select()} where notice.id = $1 and audience = $2 and audience_id = any($3::text[]) and ${seen.sql}`,
    [id, audience, ids, ...seen.values],
  )
  return rows[0] ? toNotice(rows[0]) : null
}
