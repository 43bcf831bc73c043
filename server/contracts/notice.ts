// 提醒: what waits for a department, a school or the bureau until somebody there has signed for it.
import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { Instant } from './time.ts'

const NoticeOwner = z.enum(['hazard', 'task', 'supervisionOrder', 'reportSchedule'])
export const NoticeKind = z.enum([
  'dueSoon',
  'overdue',
  'assigned',
  'returned',
  'extensionAsked',
  'extensionDecided',
  'fixed',
  'sentBack',
  'struckOff',
  'reopened',
  'reminded',
  'orderIssued',
  'orderAnswered',
  'deliveryFailed',
])
export type NoticeKind = z.infer<typeof NoticeKind>
const Audience = z.enum(['bureau', 'department', 'school'])

export const Notice = z
  .object({
    id: z.uuid(),
    kind: NoticeKind,
    ownerKind: NoticeOwner,
    ownerId: z.string(),
    subject: z.string(),
    days: z.int().nullable().meta({ description: 'days since it was due; negative before' }),
    audience: Audience,
    audienceId: z.string().meta({ description: 'department or school; empty for the bureau' }),
    audienceName: z.string().nullable(),
    at: Instant,
    receivedAt: Instant.nullable(),
    receivedBy: z.string().nullable(),
  })
  .meta({ id: 'Notice' })
export type Notice = z.infer<typeof Notice>
export const NoticeQuery = z.strictObject({
  state: z.enum(['waiting', 'received']).optional(),
  ownerKind: NoticeOwner.optional(),
  ownerId: z.string().max(64).optional(),
  ...Page,
})
export const NoticeList = listOf(Notice).meta({ id: 'NoticeList' })
