import { randomUUID } from 'node:crypto'
import type { Alarm, AlarmKind } from '#contracts/alarm.ts'
import { hashKey, latestKey, type Message, type Outcome, type Plan, type Register, refusedKey } from '#domain/intake.ts'
import { mayRaise, pointOf } from '#domain/kind.ts'
import { planIntake } from '#domain/plan-intake.ts'
import { saveAlarms } from '../store/alarm.ts'
import { type Asked, type RawBytes, readRegister, writePlan } from '../store/intake.ts'
import { LOCK } from '../store/lock.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { saveProbes } from '../store/probe.ts'

export interface IngestRequest {
  readonly messages: readonly Message[]
  readonly raw: (messageId: string) => RawBytes
  readonly probes?: readonly { instance: string; sentAt: Date }[]
}

export interface Ingested {
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Alarms as pushed, with their numbers in the change log. */
  readonly changes: readonly Alarm[]
}

/**
 * Takes a batch of messages in one transaction: events, alarms with their log and push, dead letters, faults and device states, all or
 * nothing. When it resolves, everything is committed. Taking the same messages again changes nothing for presses that carry a key.
 */
export async function ingestMessages(pool: Pool, { messages, raw, probes = [] }: IngestRequest): Promise<Ingested> {
  const asked = ask(messages)
  // Whoever may open an alarm does so one after the other; the alarms' own rows are then locked in id order.
  const begin = messages.some(({ decoded }) => mayRaise(decoded)) ? `begin; select pg_advisory_xact_lock(${LOCK.intake})` : 'begin'
  return transaction(
    pool,
    async (db) => {
      const register = messages.length > 0 ? await readRegister(db, asked) : NOBODY
      const plan = planIntake(messages, register, randomUUID)
      if (writesMore(plan)) await writePlan(db, plan, raw)
      if (probes.length > 0) await saveProbes(db, probes)
      return { outcomes: plan.outcomes, changes: await save(db, plan) }
    },
    begin,
  )
}

const NOBODY: Register = { devices: [], buttonBridges: new Set(), schools: new Set(), keys: new Map(), openAlarms: [], exercises: [] }

const save = (db: Queryable, plan: Plan): Promise<Alarm[]> => saveAlarms(db, plan.alarms, plan.log)

const writesMore = (plan: Plan): boolean =>
  plan.events.length + plan.keys.length + plan.deadLetters.length + plan.states.length + plan.faults.length + plan.endedExercises.length > 0

/** Kinds under which a press of a device may have been remembered. */
const KINDS: readonly AlarmKind[] = ['panic', 'duress', 'medical', 'fire', 'intrusion', 'alarm-input', 'alarm-other']

/** What a batch must know of the register. */
function ask(messages: readonly Message[]): Asked {
  const asked: Asked = { senders: [], bridges: [], schools: [], keys: [], suspects: [] }
  for (const message of messages) {
    const source = message.source ?? ''
    const { decoded } = message
    const add = (externalId: string | null | undefined) => externalId != null && asked.senders.push({ source, externalId })
    if (decoded.disposition === 'events') for (const event of decoded.events) add(event.deviceId)
    if (!mayRaise(decoded)) continue
    if (message.schoolId !== null) asked.schools.push(message.schoolId)
    if (decoded.disposition === 'dead-letter') {
      const deviceId = decoded.deviceId ?? message.deviceId
      const bridge = decoded.bridgeId ?? message.bridgeId
      add(deviceId)
      if (bridge !== null) asked.bridges.push(bridge)
      const identity = deviceId ?? bridge ?? ''
      asked.suspects.push({ source: message.source, identity })
      if (message.retained) asked.keys.push({ source, identity, key: refusedKey(hashKey(message)) })
    }
    if (decoded.disposition === 'events') askPresses(message, source, decoded.events, asked)
  }
  return asked
}

function askPresses(
  message: Message,
  source: string,
  events: Extract<Message['decoded'], { disposition: 'events' }>['events'],
  asked: Asked,
): void {
  for (const event of events) {
    const identity = event.deviceId
    if (identity === null) continue
    asked.suspects.push({ source: message.source, identity })
    const known = (key: string) => asked.keys.push({ source, identity, key }, { source, identity, key: refusedKey(key) })
    if (message.retained) known(hashKey(message))
    if (event.key) known(event.key.value)
    else for (const kind of KINDS) asked.keys.push({ source, identity, key: latestKey(kind, pointOf(event)) })
  }
}
