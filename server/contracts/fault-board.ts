import * as z from 'zod'
import { DeviceKind, DeviceState } from './device.ts'
import { SchoolId } from './ids.ts'
import { Instant } from './time.ts'
import { WorkOrder } from './work-order.ts'

const FaultLoss = z
  .enum(['alarm', 'policeLink', 'gatePicture', 'retention', 'picture', 'other'])
  .meta({ description: 'what is lost at worst: ability to alarm, police link, picture of a gate, retention, a single picture' })

/** An open fault as a technician reads it: one a cause, with all that is needed to go and mend it. */
export const BoardFault = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    detail: z.string().nullable(),
    point: z.string().meta({ description: 'channel, input, zone or disk of the device, as it calls it; empty: the device as a whole' }),
    cause: z
      .enum(['device', 'below', 'uplink', 'platform', 'broker', 'district', 'campus'])
      .meta({ description: 'below: the device is well, and everything below it is dark' }),
    loss: FaultLoss,
    sounds: z.boolean(),
    schoolId: SchoolId.nullable(),
    schoolName: z.string().nullable(),
    deviceId: z.string().nullable(),
    deviceName: z.string().nullable(),
    deviceKind: DeviceKind.nullable(),
    deviceState: DeviceState.nullable(),
    campusName: z.string().nullable(),
    vendorId: z.string().nullable(),
    atGate: z.boolean(),
    since: Instant.meta({ description: 'since when its cause is gone' }),
    openedAt: Instant,
    lastAt: Instant.meta({ description: 'last time that it was said' }),
    lastHeardAt: Instant.nullable(),
    provenAt: Instant.nullable(),
    pictureAt: Instant.nullable().meta({ description: 'when a camera’s picture was last seen or proven; null: never, or no camera' }),
    count: z.int(),
    under: z.object({ total: z.int(), cameras: z.int(), buttons: z.int() }),
    hours: z.int().meta({ description: 'to be mended within so many hours of its opening, pauses left out' }),
    dueAt: Instant.nullable().meta({ description: 'null while its clock is paused' }),
    order: WorkOrder.nullable().meta({ description: 'the open work order' }),
  })
  .meta({ id: 'BoardFault' })
export type BoardFault = z.infer<typeof BoardFault>

export const FaultBoardQuery = z.strictObject({ school: SchoolId.optional() })
export const FaultBoard = z
  .object({
    items: z.array(BoardFault),
    total: z.int().meta({ description: 'open faults in scope; more than `items` only beyond 2,000' }),
  })
  .meta({ id: 'FaultBoard' })
export type FaultBoard = z.infer<typeof FaultBoard>
