import type { StorageUse } from '#contracts/storage.ts'
import { fullOn, growthPerDay } from '#domain/disk-forecast.ts'
import type { Queryable } from './pool.ts'

/** Measures the database and each of its tables, chunks added to their hypertable. Runs as the owner: chunks are nobody else's to measure. */
export async function measureStorage(owner: Queryable): Promise<void> {
  await owner.query(
    `with part as (
       select coalesce(h.hypertable_name, c.relname)::text as name, pg_total_relation_size(c.oid) as bytes
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
         left join timescaledb_information.chunks h on h.chunk_schema = n.nspname and h.chunk_name = c.relname
       where c.relkind = 'r' and (n.nspname = 'public' or h.chunk_name is not null)),
     measured as (select name, sum(bytes) as bytes from part group by name order by 2 desc limit 15)
     insert into storage_day as s (day, at, bytes, tables)
     select (now() at time zone 'Asia/Shanghai')::date, now(), pg_database_size(current_database()),
       (select jsonb_agg(jsonb_build_object('name', name, 'bytes', bytes)) from measured)
     on conflict (day) do update set at = excluded.at, bytes = excluded.bytes, tables = excluded.tables`,
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
