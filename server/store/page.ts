// Keyset pages: a cursor holds the sort key of the last row, so that rows added meanwhile shift nothing.

/** One page; `nextCursor` is null on the last. */
export interface Paged<T> {
  items: T[]
  nextCursor: string | null
}

/** A cursor that we did not give out; the API answers 400. */
export class CursorError extends Error {
  override readonly name = 'CursorError'
}

/** Makes a page of the rows read for `limit + 1`, and the cursor from the key of its last row. */
export function pageOf<Row, T>(rows: readonly Row[], limit: number, key: (row: Row) => readonly string[], item: (row: Row) => T): Paged<T> {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { items: shown.map(item), nextCursor: last === undefined ? null : encodeCursor(key(last)) }
}

const encodeCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** The sort key in a cursor, or null at the beginning. @throws CursorError when a part does not look as it must */
export function decodeCursor(cursor: string | undefined, ...parts: readonly RegExp[]): string[] | null {
  if (cursor === undefined) return null
  const key = readKey(cursor)
  if (key?.length !== parts.length || !key.every((part, index) => parts[index]?.test(part)))
    throw new CursorError('expected a nextCursor of this list')
  return key
}

function readKey(cursor: string): string[] | null {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(key) && key.every((part) => typeof part === 'string') ? key : null
  } catch {
    return null // not JSON: not ours
  }
}

/** Microseconds are kept in a cursor: a JavaScript date would lose them, and with them rows of the same millisecond. */
export const instantKey = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const NUMBER = /^\d{1,18}$/
/** A device's or school's id. */
export const NAME = /^[A-Za-z0-9._:-]{1,64}$/
