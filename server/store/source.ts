import type { SourceRow, SourceSettings, SourceTraffic } from '#contracts/source.ts'
import type { Queryable } from './pool.ts'

export interface SourceDraftRow {
  id: string
  body: SourceSettings
  draftedBy: string
  draftedAt: Date
}

const COLUMNS = `id, filters, dialect, base_levels as "baseLevels", school_id as "schoolId", school_level as "schoolLevel", identity, datum,
  time_zone as "timeZone", police_platform as "policePlatform", off`

/** Every configured source, those that are off too. */
export async function readSources(db: Queryable): Promise<SourceRow[]> {
  const { rows } = await db.query<SourceRow>(`select ${COLUMNS} from source order by id`)
  return rows
}

/** The same, with the table kept from others who would change it, so that two filters that clash cannot both get in. */
export async function lockSources(db: Queryable): Promise<SourceRow[]> {
  await db.query('lock table source in share row exclusive mode')
  return readSources(db)
}

export async function saveSource(db: Queryable, id: string, settings: SourceSettings): Promise<void> {
  const { filters, dialect, baseLevels, schoolId, schoolLevel, identity, datum, timeZone, policePlatform, off } = settings
  await db.query(
    `insert into source (id, filters, dialect, base_levels, school_id, school_level, identity, datum, time_zone, off, police_platform)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (id) do update set filters = excluded.filters, dialect = excluded.dialect, base_levels = excluded.base_levels,
       school_id = excluded.school_id, school_level = excluded.school_level, identity = excluded.identity, datum = excluded.datum,
       time_zone = excluded.time_zone, off = excluded.off, police_platform = excluded.police_platform`,
    [
      id,
      JSON.stringify(filters),
      dialect,
      baseLevels,
      schoolId,
      schoolLevel,
      identity && JSON.stringify(identity),
      datum,
      timeZone,
      off,
      policePlatform,
    ],
  )
}

/** @returns whether there was such a row */
export async function removeSource(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from source where id = $1', [id])
  return rowCount === 1
}

export async function readSourceDrafts(db: Queryable): Promise<SourceDraftRow[]> {
  const { rows } = await db.query<SourceDraftRow>(
    'select id, body, drafted_by as "draftedBy", drafted_at as "draftedAt" from source_draft order by id',
  )
  return rows
}

export async function saveSourceDraft(db: Queryable, id: string, settings: SourceSettings, by: string): Promise<void> {
  await db.query(
    `insert into source_draft (id, body, drafted_by) values ($1, $2, $3)
     on conflict (id) do update set body = excluded.body, drafted_by = excluded.drafted_by, drafted_at = now()`,
    [id, JSON.stringify(settings), by],
  )
}

/** @returns whether there was such a draft */
export async function removeSourceDraft(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from source_draft where id = $1', [id])
  return rowCount === 1
}

export interface Heard {
  source: string
  messages: number
  deadLetters: number
  lastAt: Date
}

/** Adds what was heard since the last time: one row a source and five minutes. */
export async function saveTraffic(db: Queryable, heard: readonly Heard[]): Promise<void> {
  await db.query(
    `insert into source_traffic as t (source, bucket, messages, dead_letters, last_at)
     select source, time_bucket(interval '5 minutes', "lastAt"), messages, "deadLetters", "lastAt"
     from jsonb_to_recordset($1::jsonb) as h(source text, messages int, "deadLetters" int, "lastAt" timestamptz) order by 2, 1
     on conflict (bucket, source) do update set messages = t.messages + excluded.messages,
       dead_letters = t.dead_letters + excluded.dead_letters, last_at = greatest(t.last_at, excluded.last_at)`,
    [JSON.stringify(heard)],
  )
}

/** A week is kept. */
export async function pruneTraffic(db: Queryable): Promise<void> {
  await db.query(`delete from source_traffic where bucket < now() - interval '7 days'`)
}

/** What was heard of each source: the rate of the last ten minutes, counts of 24 hours, the last message of the week. */
export async function readTraffic(db: Queryable): Promise<Map<string, SourceTraffic>> {
  const { rows } = await db.query<{ source: string; recent: number; messages: number; deadLetters: number; lastAt: Date }>(
    `select source, coalesce(sum(messages) filter (where bucket > now() - interval '10 minutes'), 0)::int as recent,
       coalesce(sum(messages) filter (where bucket > now() - interval '1 day'), 0)::int as messages,
       coalesce(sum(dead_letters) filter (where bucket > now() - interval '1 day'), 0)::int as "deadLetters", max(last_at) as "lastAt"
     from source_traffic where bucket > now() - interval '7 days' group by source`,
  )
  return new Map(
    rows.map(({ source, recent, lastAt, ...counts }) => [
      source,
      { ...counts, perMinute: perMinute(recent), lastAt: lastAt.toISOString() },
    ]),
  )
}

// Buckets of the last ten minutes are one that is full and one that is running, seven and a half minutes on average.
const perMinute = (recent: number, now = Date.now()): number => Math.round((recent / (5 + ((now / 60_000) % 5))) * 10) / 10
