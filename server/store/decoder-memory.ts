import type { Queryable } from './pool.ts'

/** One memory of a dialect; null = forgotten. */
export interface Remembered {
  readonly key: string
  readonly memory: unknown
}

// At most so many come back after a restart, the latest first; a day with more changed devices is a flood of invented names.
const MOST = 200_000

export async function readMemories(db: Queryable): Promise<Remembered[]> {
  const { rows } = await db.query<Remembered>('select key, memory from decoder_memory order by changed_at desc limit $1', [MOST])
  return rows.reverse()
}

/** Writes what changed and deletes what was forgotten, in the order of keys: several gateways write the same rows. */
export async function saveMemories(db: Queryable, changes: readonly Remembered[]): Promise<void> {
  const kept = changes.filter(({ memory }) => memory !== null)
  const forgotten = changes.filter(({ memory }) => memory === null).map(({ key }) => key)
  if (kept.length > 0)
    await db.query(
      `insert into decoder_memory (key, memory)
       select key, memory from jsonb_to_recordset($1::jsonb) as m(key text, memory jsonb) order by key
       on conflict (key) do update set memory = excluded.memory, changed_at = now()`,
      [storableJson(kept)],
    )
  if (forgotten.length > 0) await db.query('delete from decoder_memory where key = any($1::text[])', [forgotten])
}

/** PostgreSQL takes neither U+0000 nor half a surrogate pair; JSON.stringify writes both as escapes. */
const storableJson = (value: unknown): string => JSON.stringify(value).replace(/\\u(0000|d[89a-f][0-9a-f]{2})/gi, '\\ufffd')

/** What nothing was heard of for a year is of a device that is gone. */
export async function pruneMemories(db: Queryable): Promise<void> {
  await db.query(`delete from decoder_memory where changed_at < now() - interval '1 year'`)
}
