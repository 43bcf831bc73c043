import * as z from 'zod'
import { Instant, LngLat } from './time.ts'

/** What a file belongs to. Each kind has its line in api/file-owner.ts, which says who may read and add. */
export const FileOwnerKind = z.enum([
  'school',
  'hazard',
  'task',
  'supervisionOrder',
  'report',
  'template',
  'venue',
  'beltSurvey',
  'incident',
  'alarm',
])
export type FileOwnerKind = z.infer<typeof FileOwnerKind>

const FileName = z.string().trim().min(1).max(200)
const Owner = { ownerKind: FileOwnerKind, ownerId: z.string().min(1).max(100) }

export const FileInfo = z
  .object({
    id: z.uuid(),
    sha256: z.string().meta({ description: 'of the bytes as kept and served, hexadecimal' }),
    name: z.string(),
    mediaType: z.string().meta({ description: 'by content, not by name' }),
    bytes: z.int(),
    ...Owner,
    uploadedBy: z.string(),
    uploadedAt: Instant,
    capturedAt: Instant.nullable().meta({ description: 'of a photo, if known' }),
    position: LngLat.nullable().meta({ description: 'where a photo was taken, if known; WGS-84' }),
  })
  .meta({ id: 'File' })
export type FileInfo = z.infer<typeof FileInfo>

export const FileQuery = z.strictObject(Owner)
export const FileList = z.object({ items: z.array(FileInfo), nextCursor: z.null() }).meta({ id: 'FileList' })

/** The body is the file itself; what is known of it stands in the query. */
export const NewFile = z
  .strictObject({
    ...Owner,
    name: FileName,
    capturedAt: Instant.optional(),
    lng: z.coerce.number().min(-180).max(180).optional(),
    lat: z.coerce.number().min(-90).max(90).optional(),
  })
  .refine(({ lng, lat }) => (lng === undefined) === (lat === undefined), 'lng and lat go together')
