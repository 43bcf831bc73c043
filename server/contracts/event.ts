import * as z from 'zod'
import { Instant } from './time.ts'

/** What a device can say. The words are those of the alarm trade (SIA DC-05, GB/T 28181 annex A) as `docs/glossary.md` lists them. */
export const PHASED_KINDS = [
  'panic',
  'duress',
  'medical',
  'fire',
  'intrusion',
  'motion',
  'tamper',
  'video-loss',
  'video-blind',
  'video-frozen',
  'video-abnormal',
  'storage-fault',
  'record-fault',
  'network-fault',
  'device-fault',
  'comms-fault',
  'low-battery',
  'ac-loss',
  'alarm-input',
  'alarm-other',
] as const
const PLAIN_KINDS = ['online', 'offline', 'heartbeat', 'telemetry', 'position', 'test', 'button', 'arm', 'disarm', 'discovery'] as const
export const EventKind = z.enum([...PHASED_KINDS, ...PLAIN_KINDS])
export type EventKind = z.infer<typeof EventKind>

export const Exercise = z.enum(['drill', 'test'])
export type Exercise = z.infer<typeof Exercise>

/** What identifies a press: `id` = unique for the device's life, `time` = device and trusted or untrusted time, `counter` = wraps around. */
export const PressKey = z.object({ value: z.string(), basis: z.enum(['id', 'time', 'counter']) })
export type PressKey = z.infer<typeof PressKey>

/** One event as a dialect decoded it; immutable. Field words are those of the payload catalogue; absent and null mean "not said". */
export const DecodedEvent = z.object({
  kind: EventKind,
  phase: z.enum(['active', 'cleared', 'test']).optional(),
  /** The vendor's identity of the device; null when the message speaks of the bridge itself. */
  deviceId: z.string().nullable(),
  bridgeId: z.string().optional(),
  nativeId: z.string().optional(),
  channel: z.union([z.string(), z.number()]).optional(),
  input: z.union([z.string(), z.number()]).optional(),
  disk: z.union([z.string(), z.number()]).optional(),
  zone: z.number().optional(),
  partition: z.number().optional(),
  user: z.number().optional(),
  /** A native device's own name for the point. */
  point: z.string().optional(),
  detail: z.string().optional(),
  press: z.enum(['short', 'double', 'triple', 'long', 'down', 'up', 'unknown']).optional(),
  promotes: z.literal('panic').optional(),
  momentary: z.boolean().optional(),
  silent: z.boolean().optional(),
  exercise: Exercise.optional(),
  deviceTime: Instant.nullable(),
  timeBasis: z.enum(['utc', 'offset', 'epoch-s', 'epoch-ms', 'local-no-offset', 'none', 'invalid']),
  timeSource: z.enum(['bridge', 'gateway', 'server']).optional(),
  /** false = before 2015 or more than 24 h after the gateway's clock. */
  timeTrusted: z.boolean().optional(),
  retained: z.boolean().optional(),
  historical: z.boolean().optional(),
  late: z.boolean().optional(),
  repeat: z.boolean().optional(),
  key: PressKey.nullable(),
  battery: z.number().nullable().optional().meta({ description: '%' }),
  batteryVolts: z.number().optional().meta({ description: 'V' }),
  batteryLow: z.boolean().optional(),
  power: z.string().optional(),
  signal: z.object({ lqi: z.number(), rssi: z.number(), snr: z.number(), margin: z.number() }).partial().optional(),
  cid: z.object({ qualifier: z.number(), code: z.string() }).optional(),
  priority: z.number().optional(),
  location: z.object({ lat: z.number(), lon: z.number() }).optional(),
  description: z.string().optional(),
  listed: z.boolean().optional().meta({ description: 'named in a catalogue; false: taken out of it' }),
  channelName: z.string().optional(),
  model: z.string().optional(),
  component: z.string().optional().meta({ description: 'discovery: what kind of part is announced' }),
  stateTopic: z.string().optional(),
  availabilityTopic: z.string().optional(),
  media: z.unknown().optional(),
  counter: z.number().optional(),
  counterRestarts: z
    .boolean()
    .optional()
    .meta({ description: 'begins anew with the device or counts one input of several: tells no order' }),
  quality: z.string().optional(),
  /** A native device's own measured values. */
  values: z.record(z.string(), z.unknown()).optional(),
})
export type DecodedEvent = z.infer<typeof DecodedEvent>

/** Of what a message that could not be read may have spoken. */
const Suspect = z.enum(['panic', 'duress', 'fire', 'medical', 'intrusion', 'unknown'])
export type Suspect = z.infer<typeof Suspect>

export const Decoded = z.discriminatedUnion('disposition', [
  z.object({ disposition: z.literal('events'), events: z.array(DecodedEvent).min(1) }),
  z.object({ disposition: z.literal('ignore'), reason: z.string() }),
  z.object({
    disposition: z.literal('dead-letter'),
    reason: z.string(),
    field: z.string().optional(),
    suspect: Suspect.optional(),
    deviceId: z.string().nullable().optional(),
    bridgeId: z.string().optional(),
  }),
])
export type Decoded = z.infer<typeof Decoded>
