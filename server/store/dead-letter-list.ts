import type * as z from 'zod'
import type { DeadLetter, DeadLetterQuery } from '#contracts/device.ts'
import { may, type Principal } from '#domain/policy.ts'
import { decodeCursor, NUMBER, type Paged, pageOf } from './page.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

type DeadLetterRow = Omit<DeadLetter, 'id' | 'receivedAt' | 'replayedAt' | 'payloadBase64'> & {
  id: number
  receivedAt: Date
  replayedAt: Date | null
  payload: Buffer | null
}

const SELECT = `select id, received_at as "receivedAt", topic, dialect, source, identity, school_id as "schoolId", reason, field, suspect,
    octet_length(payload) as bytes, replayed_at as "replayedAt"`

/** Dead letters in the reader's scope, the newest first; the payload only where the reader may read it (design §5). */
export async function listDeadLetters(
  db: Queryable,
  reader: Principal,
  { school, source, identity, cursor, limit }: z.infer<typeof DeadLetterQuery>,
): Promise<Paged<DeadLetter>> {
  const [before] = decodeCursor(cursor, NUMBER) ?? [null]
  const scope = schoolScope(reader, 8, 'school_id')
  // What may have been a press has a suspect; its payload never leaves the database for those who may not read presses.
  const { rows } = await db.query<DeadLetterRow>(
    `${SELECT}, case when $4 and ($5 or suspect is null) then payload end as payload
     from dead_letter where ($1::bigint is null or id < $1) and ($2::text is null or school_id = $2)
       and ($6::text is null or source = $6) and ($7::text is null or identity = $7) and ${scope.sql}
     order by id desc limit $3`,
    [
      before,
      school ?? null,
      limit + 1,
      may(reader, 'deadLetter:payload'),
      may(reader, 'deadLetter:press'),
      source ?? null,
      identity ?? null,
      ...scope.values,
    ],
  )
  return pageOf(rows, limit, ({ id }) => [String(id)], toDeadLetter)
}

/** Whether there is such a dead letter in the reader's scope. */
export async function hasDeadLetter(db: Queryable, reader: Principal, id: string): Promise<boolean> {
  const scope = schoolScope(reader, 2, 'school_id')
  const { rowCount } = await db.query(`select from dead_letter where id = $1::bigint and ${scope.sql}`, [id, ...scope.values])
  return rowCount === 1
}

const toDeadLetter = ({ payload, ...row }: DeadLetterRow): DeadLetter => ({
  ...row,
  id: String(row.id),
  receivedAt: row.receivedAt.toISOString(),
  replayedAt: row.replayedAt?.toISOString() ?? null,
  payloadBase64: payload?.toString('base64') ?? null,
})
