import * as z from 'zod'
import { EventKind, Exercise } from './event.ts'

/** Root of the native tree: xiaowei/v1/{schoolId}/{deviceId}/{alarm|health|status|command}. */
export const NATIVE_ROOT = 'xiaowei/v1'

/** Reserved first level below the root: the watchdog presses there (链路自检), and no school may have this code. */
export const PROBE_SCHOOL = 'xiaowei-probe'

/** `…/alarm`: a press or another event. `id` is the press's own, unique for the device's life; an unknown field costs no press. */
export const NativeAlarm = z.object({
  id: z.union([z.string().min(1).max(200), z.int()]).optional(),
  kind: EventKind,
  at: z.unknown().optional().meta({ description: 'device time, ISO 8601; one that cannot be read is no time' }),
  exercise: Exercise.optional().catch(undefined),
  point: z
    .union([z.string().max(64), z.int()])
    .optional()
    .catch(undefined),
  phase: z.enum(['active', 'cleared']).optional().catch(undefined),
  press: z.string().optional().catch(undefined),
  detail: z.string().max(200).optional().catch(undefined),
  battery: z.number().min(0).max(100).optional().catch(undefined),
  counter: z.int().optional().catch(undefined),
  silent: z.boolean().optional().catch(undefined),
})

/** `…/health`: one beat. */
export const NativeHealth = z.object({
  online: z.union([z.boolean(), z.literal('true'), z.literal('false'), z.literal(0), z.literal(1)]),
  at: z.unknown().optional(),
  battery: z.number().optional().catch(undefined).meta({ description: '%' }),
  retentionDays: z.number().optional().catch(undefined).meta({ description: 'recorder: age of its oldest picture, days' }),
})

/** Where a broker says that it refused a publish: as {@link RefusedPublish}, or as the line of Mosquitto's log that says so. */
export const REFUSED_TOPIC = 'xiaowei/broker/refused'

/** A publish that the broker refused: its sender is told nothing by MQTT 3.1.1, so somebody else must be. */
export const RefusedPublish = z.object({
  username: z.string().max(200).meta({ description: 'user, or the client id where it is the user' }),
  topic: z.string().min(1).max(1_000),
})
export type RefusedPublish = z.infer<typeof RefusedPublish>

/** `…/command`, downlink: it says its own age limit, so that nothing needs MQTT 5. */
export const Command = z.object({
  type: z.enum(['received', 'refused', 'answered', 'resetAlarm']),
  id: z.string().optional().meta({ description: 'the press’s own id' }),
  messageId: z.string().optional(),
  payloadSha256: z.string().optional(),
  alarmId: z.string().optional(),
  reason: z.string().optional(),
  expiresAt: z.string(),
})
export type Command = z.infer<typeof Command>

/** A command that arrives later than this is logged by its device and not obeyed (R48), ms. */
const COMMAND_LIFE_MS = 30_000

export const expiry = (now: Date): string => new Date(now.getTime() + COMMAND_LIFE_MS).toISOString()
