import type { FileInfo, FileOwnerKind } from '#contracts/file.ts'
import type { LngLat } from '#contracts/time.ts'
import { positionOf } from '#domain/position.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

export interface FileOwner {
  readonly kind: FileOwnerKind
  readonly id: string
}

export interface KeptFile {
  readonly owner: FileOwner
  readonly sha256: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly uploadedBy: string
  readonly capturedAt: Date | null
  readonly position: LngLat | null
}

type Row = Omit<FileInfo, 'uploadedAt' | 'capturedAt' | 'position'> & {
  uploadedAt: Date
  capturedAt: Date | null
  lng: number | null
  lat: number | null
}

const SELECT = `select id, sha256, name, media_type as "mediaType", bytes, owner_kind as "ownerKind", owner_id as "ownerId",
    ${personName('uploaded_by')} as "uploadedBy", uploaded_at as "uploadedAt", captured_at as "capturedAt", lng, lat from file`

const toFile = ({ uploadedAt, capturedAt, lng, lat, ...row }: Row): FileInfo => ({
  ...row,
  uploadedAt: uploadedAt.toISOString(),
  capturedAt: capturedAt?.toISOString() ?? null,
  position: positionOf(lng, lat),
})

/** Writes down a file whose bytes are on the disk; the same bytes of the same owner are the file that is there. */
export async function insertFile(db: Queryable, file: KeptFile): Promise<{ file: FileInfo; isNew: boolean }> {
  const { owner, position } = file
  const { rowCount } = await db.query(
    `insert into file (sha256, name, media_type, bytes, owner_kind, owner_id, uploaded_by, captured_at, lng, lat)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (owner_kind, owner_id, sha256) do nothing`,
    [
      file.sha256,
      file.name,
      file.mediaType,
      file.bytes,
      owner.kind,
      owner.id,
      file.uploadedBy,
      file.capturedAt,
      position?.[0] ?? null,
      position?.[1] ?? null,
    ],
  )
  const { rows } = await db.query<Row>(`${SELECT} where owner_kind = $1 and owner_id = $2 and sha256 = $3`, [
    owner.kind,
    owner.id,
    file.sha256,
  ])
  return { file: toFile(rows[0] as Row), isNew: rowCount === 1 }
}

export async function findFile(db: Queryable, id: string): Promise<FileInfo | null> {
  const { rows } = await db.query<Row>(`${SELECT} where id = $1 and erased_at is null`, [id])
  return rows[0] ? toFile(rows[0]) : null
}

/** All files of one owner that were not erased, the oldest first. */
export async function listFiles(db: Queryable, { kind, id }: FileOwner): Promise<FileInfo[]> {
  const { rows } = await db.query<Row>(`${SELECT} where owner_kind = $1 and owner_id = $2 and erased_at is null order by uploaded_at, id`, [
    kind,
    id,
  ])
  return rows.map(toFile)
}

/** The same of many owners of one kind. */
export async function listFilesOf(db: Queryable, kind: FileOwnerKind, ids: readonly string[]): Promise<FileInfo[]> {
  const { rows } = await db.query<Row>(
    `${SELECT} where owner_kind = $1 and owner_id = any($2::text[]) and erased_at is null order by uploaded_at, id`,
    [kind, ids],
  )
  return rows.map(toFile)
}

/** Erases the files of an owner: no name, no place, and soon no bytes. @returns the hashes, which prove what there was */
export async function eraseFiles(db: Queryable, { kind, id }: FileOwner, at: Date): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(
    `update file set erased_at = $3, name = '—', lng = null, lat = null where owner_kind = $1 and owner_id = $2 and erased_at is null returning sha256`,
    [kind, id, at],
  )
  return rows.map(({ sha256 }) => sha256)
}

/** Hashes of erased files whose bytes are still on the disk and nobody else's. */
export async function listErasedBytes(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(
    `select distinct sha256 from file erased where erased_at is not null and gone_at is null
       and not exists (select from file other where other.sha256 = erased.sha256 and other.erased_at is null) limit $1`,
    [limit],
  )
  return rows.map(({ sha256 }) => sha256)
}

export async function noteBytesGone(db: Queryable, sha256: string): Promise<void> {
  await db.query('update file set gone_at = now() where sha256 = $1 and erased_at is not null and gone_at is null', [sha256])
}
