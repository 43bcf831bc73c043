// A row of evidence itself: every field that the register or the signal holds, and by which import it came in.
import * as z from 'zod'
import { SchoolId } from './ids.ts'
import { TableKind } from './import.ts'
import { Instant } from './time.ts'

const OF_NO_SCHOOL = ['device', 'calendarDay', 'task'] as const

/** What has a record: every register that belongs to a school, faults and surveys of a belt. */
export const RecordKind = z.enum([...TableKind.exclude([...OF_NO_SCHOOL]).options, 'fault', 'beltSurvey'])
export type RecordKind = z.infer<typeof RecordKind>

const Named = z.object({ zh: z.string(), en: z.string() })

export const EvidenceRecord = z
  .object({
    kind: RecordKind,
    kindName: Named,
    id: z.string(),
    schoolId: SchoolId,
    schoolName: z.string(),
    fields: z.array(
      z.object({
        key: z.string(),
        name: Named,
        value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        word: z.string().nullable().meta({ description: 'the value in Chinese where it is one of a list' }),
        is: z.enum(['text', 'number', 'day', 'instant', 'flag']),
      }),
    ),
  })
  .meta({ id: 'EvidenceRecord' })
export type EvidenceRecord = z.infer<typeof EvidenceRecord>

export const EvidenceRecordDetail = EvidenceRecord.extend({
  entries: z
    .array(
      z.object({
        importId: z.uuid(),
        fileName: z.string(),
        row: z.int().meta({ description: 'running number within the file' }),
        op: z.enum(['add', 'change']),
        by: z.string(),
        at: Instant,
        state: z.enum(['applied', 'undone']),
      }),
    )
    .meta({ description: 'imports that wrote it, the newest first; none: it came by another way than a file' }),
}).meta({ id: 'EvidenceRecordDetail' })
export type EvidenceRecordDetail = z.infer<typeof EvidenceRecordDetail>

export const RecordQuery = z.strictObject({
  kind: RecordKind,
  device: z.string().min(1).max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const EvidenceRecordList = z
  .object({ items: z.array(EvidenceRecord).meta({ description: 'the newest first' }), total: z.int(), nextCursor: z.null() })
  .meta({ id: 'EvidenceRecordList' })
