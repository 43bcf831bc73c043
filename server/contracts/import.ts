import * as z from 'zod'
import { listOf } from './ids.ts'
import { Instant } from './time.ts'

export const TableKind = z.enum([
  'school',
  'campus',
  'device',
  'guard',
  'guardCheck',
  'gateRoomShift',
  'dutyWindow',
  'dutyCheckIn',
  'patrolRound',
  'drill',
  'healthStaff',
  'title',
  'titleCondition',
  'protectionItem',
  'equipmentItem',
  'keyPlace',
  'cameraPlace',
  'policeCatalog',
  'pictureProof',
  'recorderCheck',
  'buttonPlace',
  'policeTest',
  'policeLink',
  'schoolLife',
  'campusLife',
  'calendarDay',
  'task',
  'venue',
  'hazard',
])
export type TableKind = z.infer<typeof TableKind>
const ImportDatum = z.enum(['wgs84', 'gcj02', 'bd09'])

export const ImportQuery = z.strictObject({
  kind: TableKind,
  datum: ImportDatum.meta({ description: 'of the positions and boundaries in this file' }),
  name: z.string().min(1).max(200).meta({ description: 'of the file' }),
})

const ImportState = z.enum(['reading', 'refused', 'checked', 'applying', 'applied', 'failed', 'undoing', 'undone'])

/** 导入: one file, dry run first. */
export const Import = z
  .object({
    id: z.uuid(),
    kind: TableKind,
    datum: ImportDatum,
    fileName: z.string(),
    madeBy: z.string(),
    madeAt: Instant,
    state: ImportState,
    total: z.int().meta({ description: 'rows of the step that is running' }),
    done: z.int(),
    summary: z.object({ rows: z.int(), add: z.int(), change: z.int(), same: z.int() }).nullable(),
    errors: z.array(z.object({ row: z.int(), column: z.string(), message: z.string() })),
    errorCount: z.int(),
    message: z.string().nullable(),
  })
  .meta({ id: 'Import' })
export type Import = z.infer<typeof Import>
export const ImportList = listOf(Import.omit({ errors: true })).meta({ id: 'ImportList' })
