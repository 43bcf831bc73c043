import * as z from 'zod'
import { ContactRole } from './contact.ts'
import { Exercise } from './event.ts'
import { AlarmId, listOf, Page, SchoolId } from './ids.ts'
import { Instant, LngLat } from './time.ts'

export const AlarmState = z.enum(['new', 'acknowledged', 'dispatched', 'arrived', 'resolved', 'closed'])
export type AlarmState = z.infer<typeof AlarmState>

export const AlarmKind = z.enum(['panic', 'duress', 'medical', 'fire', 'intrusion', 'alarm-input', 'alarm-other', 'suspect'])
export type AlarmKind = z.infer<typeof AlarmKind>

const Disposition = z.enum(['genuine', 'falseAlarm', 'deviceFault', 'drill', 'test', 'prank'])

/** What people must answer (警情): a row with progress `state`, ISA-18.2's own bit `unacknowledged`, and a version that every change raises by one. */
export const Alarm = z
  .object({
    id: AlarmId,
    kind: AlarmKind,
    state: AlarmState,
    unacknowledged: z.boolean(),
    priority: z.int().min(1).max(4).meta({ description: '1 worst … 4; ours, never the device’s' }),
    devicePriority: z.number().nullable(),
    schoolId: SchoolId.nullable(),
    campusId: z.string().nullable(),
    deviceId: z.string().nullable(),
    point: z.string(),
    position: LngLat.nullable(),
    deviceTime: Instant.nullable(),
    receivedAt: Instant.meta({ description: 'when the gateway heard the first press' }),
    lastPressAt: Instant.meta({ description: 'when the gateway heard the latest press' }),
    changedAt: Instant,
    chatteringAt: Instant.nullable().meta({
      description: '频繁按下: the latest press that was the third within one minute (R12); null = never',
    }),
    count: z.int().min(1).meta({ description: 'presses folded into this alarm, the first included' }),
    exercise: Exercise.nullable(),
    exerciseVerified: z.boolean().meta({ description: 'the server itself has an open drill or test for the device' }),
    late: z.boolean(),
    silent: z.boolean(),
    released: z.boolean().meta({ description: 'silent, and the control room has told the school’s guards of it' }),
    raisedBy: z.string().nullable().meta({ description: 'user who raised it by SOS on a phone, null when a device did' }),
    misplaced: z.boolean().meta({ description: '位置不符: reported from another school than the register says' }),
    timeTrusted: z.boolean(),
    /** 0 = nobody late yet; 1 = 15 s, 2 = 30 s (shift leader, the school's guards), 3 = 60 s (duty leader). R2 */
    escalation: z.int().min(0).max(3),
    /** 0 = somebody is on it; 1 = no call, dispatch or arrival in time: sounds again for its owner; 2 = 300 s: for the shift leader. R2 */
    overdue: z.int().min(0).max(2),
    /** 暂缓: put aside until then with a reason; it comes back by itself, unacknowledged. Never what may be a press. R11 */
    shelvedUntil: Instant.nullable(),
    acknowledgedBy: z.string().nullable(),
    handledBy: z.string().nullable().meta({ description: 'user who gave the latest command' }),
    disposition: Disposition.nullable(),
    validationLevel: z.int().min(0).max(4).nullable(),
    arrivedAt: Instant.nullable(),
    version: z.int().min(1),
    cursor: z.int().meta({ description: 'number of this change in the change log, gap-free in commit order' }),
  })
  .meta({ id: 'Alarm' })
export type Alarm = z.infer<typeof Alarm>

/** One line of an alarm's log (警情记录); lines are only ever added. */
export const AlarmLogEntry = z
  .object({
    at: Instant,
    kind: z.enum([
      'raised',
      'pressed',
      'realarmed',
      'shown',
      'acknowledged',
      'dispatched',
      'arrived',
      'resolved',
      'closed',
      'reopened',
      'answered',
      'called',
      'escalated',
      'overdue',
      'receipt',
      'exercise',
      'described',
      'photographed',
      'released',
      'takenAsReal',
      'shelved',
      'unshelved',
      'taken',
    ]),
    by: z.string().nullable().meta({ description: 'username, null for the system' }),
    byName: z.string().nullable(),
    version: z.int().nullable(),
    note: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AlarmLogEntry' })
export type AlarmLogEntry = z.infer<typeof AlarmLogEntry>

export const AlarmWithLog = Alarm.extend({ log: z.array(AlarmLogEntry) }).meta({ id: 'AlarmWithLog' })
export type AlarmWithLog = z.infer<typeof AlarmWithLog>

export const AlarmQuery = z.strictObject({
  state: z
    .union([z.literal('open'), AlarmState])
    .optional()
    .meta({ description: 'open = not closed' }),
  school: SchoolId.optional(),
  from: Instant.optional().meta({ description: 'receivedAt ≥ from' }),
  to: Instant.optional().meta({ description: 'receivedAt < to' }),
  ...Page,
})
export const AlarmList = listOf(Alarm).meta({ id: 'AlarmList' })

const seen = { version: z.int().min(1).meta({ description: 'the version that the caller saw' }), note: z.string().max(2000).optional() }
export const Acknowledge = z.strictObject(seen)
export const Dispatch = z.strictObject({ ...seen, to: z.string().max(200).optional() })
export const Arrive = z.strictObject({ ...seen, arrivedAt: Instant.optional() })
export const Resolve = z.strictObject(seen)
export const Reopen = z.strictObject(seen)
/** Closing demands disposition, validation level and a note (R9); a genuine alarm also an arrival time or the reason for none. */
export const Close = z.strictObject({
  version: seen.version,
  disposition: Disposition,
  validationLevel: z.int().min(0).max(4).meta({ description: 'TMA-AVS-01, 0–4' }),
  note: z.string().trim().min(1).max(2000),
  arrivedAt: Instant.optional(),
  noArrivalReason: z.string().trim().min(1).max(500).optional(),
})
export const Answer = z.strictObject({ version: seen.version, answer: z.enum(['going', 'cannot', 'misPress']) })

/** What a call to a contact brought (R9, design §2): 误按 is a note and lowers nothing; nobody answering counts as genuine. */
const CallResult = z.enum(['genuine', 'misPress', 'noAnswer'])

export const NoteCall = z.strictObject({ ...seen, to: ContactRole, result: CallResult })
export type NoteCall = z.infer<typeof NoteCall>
/** What somebody at the scene says it is (现场情况), by one of six pictures: 持械, 冲撞, 冲突, 急病受伤, 走失, 火情. */
export const Scene = z.enum(['weapon', 'ramming', 'conflict', 'medical', 'missing', 'fire'])
export type Scene = z.infer<typeof Scene>
export const Describe = z.strictObject({ version: seen.version, scene: Scene })
/** A photo from the scene, kept before as a file of the alarm. */
export const Photo = z.strictObject({ version: seen.version, fileId: z.uuid() })
/** Tells the school's guards of a silent alarm. */
export const Release = z.strictObject({ version: seen.version })

/** Puts a nuisance aside (暂缓): reason and end are demanded, and it comes back by itself (R11). */
export const Shelve = z.strictObject({
  version: seen.version,
  reason: z.string().trim().min(1).max(500),
  minutes: z.int().min(1).max(480).meta({ description: 'until it comes back by itself, 8 h at most' }),
})
export type Shelve = z.infer<typeof Shelve>
export const Unshelve = z.strictObject({ version: seen.version })

/** Turns the alarm of a drill or test into a real one (R11). */
export const TakeAsReal = z.strictObject({ version: seen.version })

/** An SOS of a guard: an alarm without a device, so that none ever folds into another. */
export const Sos = z.strictObject({
  schoolId: SchoolId,
  position: LngLat.optional().meta({ description: 'where the phone is, if its holder gave that, WGS-84' }),
  pressedAgoMs: z
    .int()
    .min(0)
    .max(7 * 86_400_000)
    .optional()
    .meta({ description: 'ms since the press by the phone’s own clock, for one that was sent late; no part of what the key stands for' }),
})
export type Sos = z.infer<typeof Sos>

/** Every command is sent with a key of its own, so that sending it again is safe. */
export const IdempotencyKey = z.object({ 'idempotency-key': z.string().min(1).max(200) })

export type AlarmCommandName = 'acknowledge' | 'dispatch' | 'arrive' | 'resolve' | 'close' | 'reopen'
