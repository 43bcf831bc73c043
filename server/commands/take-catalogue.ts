import type { CatalogueTaken } from '#contracts/unregistered.ts'
import type { Message } from '#domain/intake.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { mountBase } from '../dialects/sources.ts'
import { audit } from '../store/audit.ts'
import { findPlace } from '../store/device-list.ts'
import type { Pool } from '../store/pool.ts'
import { countListed } from '../store/unregistered.ts'
import { type Actor, actedBy } from './actor.ts'
import { ingestMessages } from './ingest-messages.ts'

/** How a document becomes a message: the gateway's decoder, handed in by the composition root. */
export type DecodeDocument = (topic: string, document: Buffer) => Message | null

const wrong = (field: string, message: string): Refusal =>
  refuse('refused-input', `${field}: ${message}`, { errors: [{ path: `body.${field}`, message }] })

/**
 * Takes the list of a recorder's or platform's cameras (ONVIF, GB/T 28181) that a person has at hand, as if it had come from the broker:
 * who is not registered waits in the inbox. A list is no sign of life, so that nobody's state changes by it. Refuses a mount of no source,
 * a school out of scope, and what lists no cameras.
 */
export async function takeCatalogue(
  pool: Pool,
  decode: DecodeDocument,
  actor: Actor,
  { prefix, document }: { prefix: string; document: string },
): Promise<({ ok: true } & CatalogueTaken) | Refusal> {
  const topic = `${prefix}/message`
  const bytes = Buffer.from(document)
  const message = mountBase(topic) === null ? null : decode(topic, bytes)
  if (message?.source == null || message.schoolId === null) return wrong('prefix', 'expected edge/<school>/<mount>/<recorder> of a source')
  if (!(await findPlace(pool, actor.principal, { schoolId: message.schoolId })).school)
    return wrong('prefix', `there is no school ${message.schoolId}`)
  const { decoded } = message
  if (decoded.disposition !== 'events') return wrong('document', `it lists no cameras: ${decoded.reason}`)
  const listed = decoded.events.filter((event) => event.listed === true)
  if (listed.length === 0) return wrong('document', 'it lists no cameras')
  const events = listed.map(({ phase: _, ...event }) => ({ ...event, kind: 'discovery' as const }))
  const raw = { ...message, payload: bytes }
  await ingestMessages(pool, { messages: [{ ...message, decoded: { disposition: 'events', events } }], raw: () => raw })
  const bridgeId = events[0]?.bridgeId ?? prefix
  await audit(pool, { ...actedBy(actor), action: 'device.list', object: prefix, result: 'ok', data: { listed: events.length } })
  return { ok: true, listed: events.length, waiting: await countListed(pool, message.source, bridgeId), bridgeId }
}
