import type { DeviceKind } from '#contracts/device.ts'
import type { Adoption, Unregistered, UnregisteredBridge } from '#contracts/unregistered.ts'
import type { Principal } from '#domain/policy.ts'
import { positionOf } from '#domain/position.ts'
import { decodeCursor, NUMBER, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

/** Messages that are replayed on adoption: those that may have been a press all, of the rest the newest. */
const REPLAY_CHATTER = 20
const REPLAY_ALL = 200

export interface UnregisteredFilter {
  school?: string | undefined
  dialect?: string | undefined
  kind?: DeviceKind | undefined
  bridge?: string | undefined
  state: 'open' | 'dismissed'
  cursor?: string | undefined
  limit: number
}

type Row = Omit<Unregistered, 'id' | 'position' | 'firstAt' | 'lastAt' | 'draft' | 'dismissedAt'> & {
  id: number
  lng: number | null
  lat: number | null
  firstAt: Date
  lastAt: Date
  draft: Adoption | null
  draftedBy: string | null
  dismissedAt: Date | null
}

const SELECT = `select id, source, external_id as "externalId", point, dialect, school_id as "schoolId", bridge_id as "bridgeId", kind, name, lng, lat,
    first_at as "firstAt", last_at as "lastAt", count, suspect, draft, drafted_by as "draftedBy", dismissed_at as "dismissedAt",
    (select count(*)::int from (select from dead_letter l
      where l.source = u.source and l.identity = u.external_id and l.replayed_at is null limit ${REPLAY_ALL}) k) as kept
  from unregistered u`

const BIT = /^[01]$/

/** 待登记, in the reader's scope: what may have been a press first, then the newest first. */
export async function listUnregistered(db: Queryable, reader: Principal, filter: UnregisteredFilter): Promise<Paged<Unregistered>> {
  const [suspect, before] = decodeCursor(filter.cursor, BIT, NUMBER) ?? [null, null]
  const scope = schoolScope(reader, 9, 'school_id')
  const { rows } = await db.query<Row>(
    `${SELECT}
     where ($1::text is null or school_id = $1) and ($2::text is null or dialect = $2) and ($3::text is null or kind = $3)
       and ($4::text is null or bridge_id = $4) and (dismissed_at is null) = $5
       and ($6::boolean is null or (suspect, id) < ($6, $7::bigint)) and ${scope.sql}
     order by suspect desc, id desc limit $8`,
    [
      filter.school ?? null,
      filter.dialect ?? null,
      filter.kind ?? null,
      filter.bridge ?? null,
      filter.state === 'open',
      suspect === null ? null : suspect === '1',
      before,
      filter.limit + 1,
      ...scope.values,
    ],
  )
  return pageOf(rows, filter.limit, (row) => [row.suspect ? '1' : '0', String(row.id)], toUnregistered)
}

/** Who reports devices that wait, those with the most first. */
export async function listBridges(db: Queryable, reader: Principal): Promise<UnregisteredBridge[]> {
  const scope = schoolScope(reader, 1, 'school_id')
  const { rows } = await db.query<UnregisteredBridge>(
    `select source, bridge_id as "bridgeId", count(*)::int as devices, count(*) filter (where kind = 'camera')::int as cameras from unregistered
     where dismissed_at is null and bridge_id is not null and ${scope.sql} group by source, bridge_id order by devices desc, source, bridge_id limit 1000`,
    scope.values,
  )
  return rows
}

/** How many of one recorder's or platform's cameras wait. */
export async function countListed(db: Queryable, source: string, bridgeId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*)::int as count from unregistered where source = $1 and bridge_id = $2 and dismissed_at is null and external_id || point <> $2',
    [source, bridgeId],
  )
  return rows[0]?.count ?? 0
}

/** One row in the reader's scope. @param lock until the transaction ends */
export async function findUnregistered(db: Queryable, reader: Principal, id: string, { lock = false } = {}): Promise<Unregistered | null> {
  const scope = schoolScope(reader, 2, 'school_id')
  const { rows } = await db.query<Row>(`${SELECT} where id = $1::bigint and ${scope.sql} ${lock ? 'for update' : ''}`, [
    id,
    ...scope.values,
  ])
  return rows[0] ? toUnregistered(rows[0]) : null
}

/** Whoever is registered waits no more. A camera of a recorder's list leaves the recorder itself waiting. */
export async function removeUnregistered(db: Queryable, source: string, externalId: string, point: string): Promise<void> {
  await db.query(
    `delete from unregistered u where source = $1 and external_id = $2 and (point = $3 or (point = '' and not exists (
       select from unregistered listed where listed.source = $1 and listed.external_id = $2 and listed.point = $3)))`,
    [source, externalId, point],
  )
}

export async function saveDraft(db: Queryable, id: string, draft: Adoption, by: string): Promise<void> {
  await db.query('update unregistered set draft = $2, drafted_by = $3 where id = $1::bigint', [id, JSON.stringify(draft), by])
}

export async function setDismissed(db: Queryable, id: string, by: string | null): Promise<void> {
  await db.query(
    'update unregistered set dismissed_at = case when $2::text is null then null else now() end, dismissed_by = $2 where id = $1::bigint',
    [id, by],
  )
}

/** Kept messages of an identity that nobody has replayed, the oldest first. */
export async function lettersOf(db: Queryable, source: string, identity: string): Promise<string[]> {
  const { rows } = await db.query<{ id: number }>(
    `select id from (
       select id, suspect, row_number() over (partition by suspect is null order by id desc) as n from dead_letter
       where source = $1 and identity = $2 and replayed_at is null order by id desc limit ${REPLAY_ALL}) l
     where suspect is not null or n <= ${REPLAY_CHATTER} order by id`,
    [source, identity],
  )
  return rows.map(({ id }) => String(id))
}

/** Who has not been heard for 90 days, and of an endless crowd the oldest. What may have been a press stays. */
export async function pruneUnregistered(db: Queryable): Promise<void> {
  await db.query(
    `delete from unregistered where not suspect and (last_at < now() - interval '90 days'
       or id < (select id from unregistered order by id desc offset 50000 limit 1))`,
  )
}

const toUnregistered = ({ lng, lat, draft, draftedBy, ...row }: Row): Unregistered => ({
  ...row,
  id: String(row.id),
  position: positionOf(lng, lat),
  firstAt: row.firstAt.toISOString(),
  lastAt: row.lastAt.toISOString(),
  dismissedAt: row.dismissedAt?.toISOString() ?? null,
  draft: draft && draftedBy !== null ? { adoption: draft, by: draftedBy } : null,
})
