import { createHash } from 'node:crypto'
import { type Command, expiry, NATIVE_ROOT } from '#contracts/mqtt.ts'
import { FLOOD, type Message } from '#domain/intake.ts'
import { parseNativeTopic } from '../dialects/native.ts'
import { bridgeTopic, isCarriedRaw } from '../dialects/sources.ts'
import type { Taken } from './intake-queue.ts'

export interface Downlink {
  readonly topic: string
  readonly command: Command
}

/**
 * What a sender hears after the commit (R45): `received` or `refused` for a native press and for a bridge's raw message, and ResetAlarm for
 * every GB/T 28181 alarm, dead letters included: until it comes the device stays mute (R43). Dialects that speak MQTT themselves hear nothing,
 * and so does what was one too many of its device: it is not stored.
 */
export function receiptsFor({ message, outcome, incoming }: Taken, now: Date): Downlink[] {
  if (!message || message.replayOf !== null || isExcess(message)) return []
  const own = parseNativeTopic(message.topic, NATIVE_ROOT)
  if (own) {
    if (own.suffix !== 'alarm' || message.decoded.disposition === 'ignore') return []
    const id = outcome?.pressId ?? idOf(incoming.payload)
    const command: Command = { ...answer(outcome), ...(id === null ? {} : { id }), expiresAt: expiry(now) }
    return [{ topic: `${NATIVE_ROOT}/${own.schoolId}/${own.deviceId}/command`, command }]
  }
  const bridge = bridgeTopic(message.topic)
  if (!bridge || !isCarriedRaw(message.dialect)) return []
  const about = {
    ...(bridge.messageId === null ? {} : { messageId: bridge.messageId }),
    payloadSha256: message.sha256 || createHash('sha256').update(incoming.payload).digest('hex'),
    ...(outcome?.alarmId ? { alarmId: outcome.alarmId } : {}),
    expiresAt: expiry(now),
  }
  const receipt: Downlink = { topic: bridge.commandTopic, command: { ...answer(outcome), ...about } }
  return message.dialect === 'gb28181' && isGbAlarm(incoming.payload)
    ? [receipt, { topic: bridge.commandTopic, command: { type: 'resetAlarm', ...about } }]
    : [receipt]
}

const isExcess = ({ decoded }: Message): boolean => decoded.disposition === 'ignore' && decoded.reason === FLOOD

function answer(outcome: Taken['outcome']): Pick<Command, 'type' | 'reason' | 'alarmId'> {
  if (outcome && !outcome.accepted)
    return { type: 'refused', reason: outcome.reason ?? 'refused', ...(outcome.alarmId ? { alarmId: outcome.alarmId } : {}) }
  return { type: 'received', ...(outcome?.alarmId ? { alarmId: outcome.alarmId } : {}) }
}

/** The press's own id in a message that could not be taken, so that its sender recognises the refusal. */
function idOf(payload: Buffer): string | null {
  const match = /"id"\s*:\s*(?:"((?:[^"\\]|\\.){1,200})"|(-?\d{1,20}))/.exec(payload.subarray(0, 4096).toString('utf8'))
  return match ? (match[1] ?? match[2] ?? null) : null
}

// The bytes may be GB18030, or no XML at all: the tag's name is ASCII in every charset of GB/T 28181.
const isGbAlarm = (payload: Buffer): boolean => /<CmdType>\s*Alarm\s*<\/CmdType>/i.test(payload.toString('latin1'))
