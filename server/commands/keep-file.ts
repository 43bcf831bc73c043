import type { FileInfo } from '#contracts/file.ts'
import type { LngLat } from '#contracts/time.ts'
import { NO_FACTS } from '#domain/exif.ts'
import { FILE_REFUSALS, type FileRefusal, type FileType, MEDIA_TYPES, safeName, typeOfContent, typeOfParts } from '#domain/file-type.ts'
import { STRIP, type Stripped } from '#domain/picture.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { WorkbookError, Zip } from '../excel/zip.ts'
import { type AuditFact, audit } from '../store/audit.ts'
import { type FileOwner, insertFile } from '../store/file.ts'
import { writeBytes } from '../store/file-bytes.ts'
import { type Pool, transaction } from '../store/pool.ts'

/** What is sent, by whom, for what. */
export interface SentFile {
  readonly owner: FileOwner
  readonly name: string
  readonly bytes: Buffer
  /** What the sender's phone knows; else what the photo itself says. */
  readonly capturedAt?: string | undefined
  readonly position?: LngLat | null | undefined
}

/** A user name, or what stands for it where nobody is signed in. */
type Sender = Pick<AuditFact, 'account' | 'role' | 'address'> & { readonly name: string }

const MAX_TYPES_BYTES = 2 * 1_048_576

/**
 * Keeps a file: known by its content, freed of what a photo tells about its owner, on the disk before its row commits, its hash in the audit log.
 * Sent again it is the same file. Who may add to this owner was asked before.
 */
export async function keepFile(pool: Pool, root: string, by: Sender, sent: SentFile): Promise<{ ok: true; file: FileInfo } | Refusal> {
  const found = await typeOf(sent.bytes, sent.name)
  if ('refused' in found) return refusal(found.refused)
  const { type } = found
  const kept = stripped(type, sent.bytes)
  if (kept === null) return refusal('damaged')
  const sha256 = await writeBytes(root, kept.bytes)
  const { name, ...who } = by
  const file = await transaction(pool, async (db) => {
    const { file, isNew } = await insertFile(db, {
      owner: sent.owner,
      sha256,
      name: safeName(sent.name, type),
      mediaType: MEDIA_TYPES[type],
      bytes: kept.bytes.length,
      uploadedBy: name,
      capturedAt: instant(sent.capturedAt ?? kept.facts.capturedAt),
      position: sent.position ?? kept.facts.position,
    })
    const { ownerKind, ownerId, bytes, mediaType } = file
    if (isNew)
      await audit(db, {
        ...who,
        action: 'file.keep',
        object: file.id,
        result: 'ok',
        data: { sha256, bytes, mediaType, ownerKind, ownerId },
      })
    return file
  })
  return { ok: true, file }
}

function stripped(type: FileType, bytes: Buffer): Stripped | null {
  if (type === 'jpeg' || type === 'png' || type === 'webp') return STRIP[type](bytes)
  return { bytes, facts: NO_FACTS }
}

async function typeOf(bytes: Buffer, name: string): Promise<{ type: FileType } | { refused: FileRefusal }> {
  const found = typeOfContent(bytes, name)
  if ('refused' in found) return found
  if (found.type !== 'zip') return { type: found.type }
  try {
    const zip = new Zip(bytes)
    const types = zip.has('[Content_Types].xml') ? await zip.text('[Content_Types].xml', MAX_TYPES_BYTES) : null
    return typeOfParts(zip.names(), types)
  } catch (error) {
    if (error instanceof WorkbookError) return { refused: /password/.test(error.message) ? 'protected' : 'damaged' }
    throw error
  }
}

function refusal(reason: FileRefusal): Refusal {
  const message = FILE_REFUSALS[reason]
  return refuse('refused-input', message, { errors: [{ path: 'body', message }] })
}

const instant = (at: string | null): Date | null => (at === null ? null : new Date(at))
