import { randomUUID } from 'node:crypto'
import type { Alarm, AlarmKind } from '#contracts/alarm.ts'
import type { DecodedEvent } from '#contracts/event.ts'
import { hashKey, latestKey, type Message, type Outcome, type Plan, type Register, refusedKey } from '#domain/intake.ts'
import { mayRaise, pointOf } from '#domain/kind.ts'
import { planIntake } from '#domain/plan-intake.ts'
import { saveAlarms } from '../store/alarm.ts'
import { commitPlan } from '../store/commit-plan.ts'
import { LOCK } from '../store/lock.ts'
import { type RawOf, writePlan } from '../store/plan.ts'
import { onConnection, type Pool, transaction } from '../store/pool.ts'
import { saveProbes } from '../store/probe.ts'
import { type Asked, type RegisterEntry, readRegister } from '../store/register.ts'

export interface IngestRequest {
  readonly messages: readonly Message[]
  readonly raw: RawOf
  readonly probes?: readonly { instance: string; sentAt: Date }[]
  readonly memory?: EntryMemory | undefined
}

/** What was last read of buttons, so that a press need not wait for it to be read again: the commit itself sees whether it still holds. */
export interface EntryMemory {
  recall(externalId: string): RegisterEntry | undefined
  /** Of these something may have changed: they are forgotten until they are read again. */
  forget(externalIds: Iterable<string>): void
}

export interface Ingested {
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Alarms as pushed, with their numbers in the change log. */
  readonly changes: readonly Alarm[]
}

/** A batch of so few is planned without a lock first: a press that comes alone shall not wait for six statements where three will do. */
const FEW = 8

/**
 * Takes a batch of messages: events, alarms with their log and push, dead letters, faults and device states, all or nothing. When it
 * resolves, everything is committed. Taking the same messages again changes nothing for presses that carry a key.
 */
export async function ingestMessages(pool: Pool, { messages, raw, probes = [], memory }: IngestRequest): Promise<Ingested> {
  if (probes.length > 0) await saveProbes(pool, probes)
  if (messages.length === 0) return { outcomes: new Map(), changes: [] }
  const asked = ask(messages)
  try {
    return (await takeRemembered(pool, messages, asked, raw, memory)) ?? (await takeRead(pool, messages, asked, raw))
  } finally {
    memory?.forget(asked.senders.map(({ externalId }) => externalId))
  }
}

/** A press that comes alone and opens an alarm, of a button that is remembered: one statement; null for anything else, of which nothing is written. */
async function takeRemembered(
  pool: Pool,
  messages: readonly Message[],
  asked: Asked,
  raw: RawOf,
  memory?: EntryMemory,
): Promise<Ingested | null> {
  const [message] = messages
  const entry = message && messages.length === 1 && asked.mayRaise ? recall(message, asked, memory) : undefined
  if (!entry) return null
  const plan = planIntake(messages, registerOf(entry), randomUUID)
  if (plan.alarms.length !== 1 || !plan.alarms[0]?.isNew) return null
  const changes = await onConnection(pool, (db) => commitPlan(db, plan, raw, { entry, keys: asked.keys }))
  return changes && { outcomes: plan.outcomes, changes }
}

async function takeRead(pool: Pool, messages: readonly Message[], asked: Asked, raw: RawOf): Promise<Ingested> {
  if (!asked.mayRaise || messages.length <= FEW) {
    const plan = planIntake(messages, await readRegister(pool, asked, { lock: false }), randomUUID)
    const changes = await commitAtOnce(pool, plan, raw)
    if (changes) return { outcomes: plan.outcomes, changes }
  }
  // Whoever may open alarms does so one after the other; the alarms' own rows are then locked in id order.
  return transaction(
    pool,
    async (db) => {
      const plan = planIntake(messages, await readRegister(db, asked, { lock: true }), randomUUID)
      if (writesMore(plan)) await writePlan(db, plan, raw)
      return { outcomes: plan.outcomes, changes: await saveAlarms(db, plan.alarms, plan.log) }
    },
    `begin; select pg_advisory_xact_lock(${LOCK.intake})`,
  )
}

/** The entry of the one button that speaks, where its message says nothing of anybody or anywhere else. */
function recall({ decoded, schoolId }: Message, { senders, bridges }: Asked, memory?: EntryMemory): RegisterEntry | undefined {
  const [sender] = senders
  if (!sender || senders.length > 1 || bridges.length > 0 || decoded.disposition !== 'events') return undefined
  const entry = memory?.recall(sender.externalId)
  return schoolId === null || entry?.devices[0]?.schoolId === schoolId ? entry : undefined
}

/** As it is while no key of the press is known, no alarm of its button open and no exercise of it: all of which the commit sees for itself. */
const registerOf = ({ devices }: RegisterEntry): Register => ({
  devices,
  schools: new Set(devices.map(({ schoolId }) => schoolId)),
  buttonBridges: new Set(),
  keys: new Map(),
  exercises: [],
  openAlarms: [],
})

/** @returns what changed; null when the plan needs the lock, or somebody else was first: nothing is written then */
async function commitAtOnce(pool: Pool, plan: Plan, raw: RawOf): Promise<readonly Alarm[] | null> {
  if (plan.alarms.length > 1) return null
  if (plan.alarms.length === 1) return onConnection(pool, (db) => commitPlan(db, plan, raw))
  if (writesMore(plan)) await writePlan(pool, plan, raw)
  return []
}

const writesMore = (plan: Plan): boolean =>
  plan.events.length +
    plan.keys.length +
    plan.deadLetters.length +
    plan.strangers.length +
    plan.states.length +
    plan.faults.length +
    plan.listings.length +
    plan.endedExercises.length >
  0

/** Kinds under which a press of a device may have been remembered. */
const KINDS: readonly AlarmKind[] = ['panic', 'duress', 'medical', 'fire', 'intrusion', 'alarm-input', 'alarm-other']

/** What a batch must know of the register. */
function ask(messages: readonly Message[]): Asked {
  const asked: Asked = {
    mayRaise: messages.some(({ decoded }) => mayRaise(decoded)),
    senders: [],
    bridges: [],
    schools: [],
    keys: [],
    suspects: [],
  }
  for (const message of messages) {
    const source = message.source ?? ''
    const { decoded } = message
    const add = (externalId: string | null | undefined) => externalId != null && asked.senders.push({ source, externalId })
    if (decoded.disposition === 'events') for (const event of decoded.events) add(event.deviceId ?? event.bridgeId)
    if (!mayRaise(decoded)) continue
    if (message.schoolId !== null) asked.schools.push(message.schoolId)
    if (decoded.disposition === 'dead-letter') {
      const deviceId = decoded.deviceId ?? message.deviceId
      const bridge = decoded.bridgeId ?? message.bridgeId
      add(deviceId)
      if (bridge !== null) asked.bridges.push(bridge)
      const identity = deviceId ?? bridge ?? ''
      askSuspects(message, identity, asked)
      if (message.retained) for (const key of refusedKeys(message, hashKey(message))) asked.keys.push({ source, identity, key })
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
    // As the plan names it: a bridge that speaks of itself by its own name, a device that nobody names by none.
    const identity = event.deviceId ?? event.bridgeId ?? ''
    askSuspects(message, identity, asked)
    const known = (name: string) => {
      for (const key of [name, ...refusedKeys(message, name)]) asked.keys.push({ source, identity, key })
    }
    if (message.retained) known(hashKey(message))
    if (event.key) known(event.key.value)
    else for (const key of latestKeys(message, event)) asked.keys.push({ source, identity, key })
  }
}

/** Under which a press without a key may have been remembered, of a registered sender or of one that nobody knows. */
const latestKeys = (message: Message, event: DecodedEvent): string[] => [
  ...KINDS.map((kind) => latestKey(kind, pointOf(event))),
  ...refusedKeys(message, latestKey('suspect', '')),
]

/** Under which a refused press may have been remembered: at the school that the topic names, or at none where the register does not know it. */
const refusedKeys = ({ schoolId }: Message, key: string): string[] => [
  refusedKey(key, null),
  ...(schoolId === null ? [] : [refusedKey(key, schoolId)]),
]

/** The open `suspect` alarms that one more of this sender would fold into. */
function askSuspects({ source, schoolId }: Message, identity: string, asked: Asked): void {
  asked.suspects.push({ source, identity, schoolId: null })
  if (schoolId !== null) asked.suspects.push({ source, identity, schoolId })
}
