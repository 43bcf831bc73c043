import type { StorageUse } from '#contracts/storage.ts'
import { fullOn, growthPerDay } from '#domain/disk-forecast.ts'
import type { Queryable } from './pool.ts'

/** Relations measured by one statement: all of them at once kept the embedded database for a second. */
const MEASURED = 25
const SHOWN = 15

/** Measures the database and each of its tables, chunks added to their hypertable. Runs as the owner: chunks are nobody else's to measure. */
export async function measureStorage(owner: Queryable): Promise<void> {
  const { rows } = await owner.query<{ oid: string; name: string }>(
    `select c.oid::text, coalesce(whole.table_name, h.table_name, c.relname)::text as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
       left join _timescaledb_catalog.chunk k on k.schema_name = n.nspname and k.table_name = c.relname
       left join _timescaledb_catalog.hypertable h on h.id = k.hypertable_id
       left join _timescaledb_catalog.hypertable whole on whole.compressed_hypertable_id = h.id
     where c.relkind = 'r' and (n.nspname = 'public' or k.id is not null)`,
  )
  const bytesOf = new Map<string, number>()
  for (let i = 0; i < rows.length; i += MEASURED) {
    const part = rows.slice(i, i + MEASURED)
    // A table that was dropped meanwhile has no size.
    const sizes = await owner.query<{ oid: string; bytes: number }>(
      'select o::text as oid, coalesce(pg_total_relation_size(o), 0)::float8 as bytes from unnest($1::oid[]) o',
      [part.map(({ oid }) => oid)],
    )
    const sizeOf = new Map(sizes.rows.map(({ oid, bytes }) => [oid, bytes]))
    for (const { oid, name } of part) bytesOf.set(name, (bytesOf.get(name) ?? 0) + (sizeOf.get(oid) ?? 0))
  }
  const tables = [...bytesOf].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes)
  await owner.query(
    `insert into storage_day as s (day, at, bytes, tables)
     select (now() at time zone 'Asia/Shanghai')::date, now(), pg_database_size(current_database()), $1::jsonb
     on conflict (day) do update set at = excluded.at, bytes = excluded.bytes, tables = excluded.tables`,
    [JSON.stringify(tables.slice(0, SHOWN))],
  )
}

/** Disk use with its forecast. @param keep how long each table's rows are kept, days */
export async function readStorage(
  db: Queryable,
  capacityBytes: number | null,
  keep: Readonly<Record<string, number | undefined>>,
): Promise<StorageUse> {
  const { rows } = await db.query<{ day: string; at: Date; bytes: number; tables: { name: string; bytes: number }[] }>(
    'select day::text, at, bytes, tables from storage_day order by day desc limit 90',
  )
  const days = rows.map(({ day, bytes }) => ({ day, bytes })).reverse()
  const latest = rows[0]
  return {
    at: latest?.at.toISOString() ?? null,
    bytes: latest?.bytes ?? 0,
    capacityBytes,
    days,
    bytesPerDay: growthPerDay(days),
    fullOn: fullOn(days, capacityBytes),
    tables: (latest?.tables ?? []).map(({ name, bytes }) => {
      const kept = keep[name]
      return { name, bytes, keep: kept === undefined ? null : `P${kept}D` }
    }),
  }
}
