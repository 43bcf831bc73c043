import { randomUUID } from 'node:crypto'
import type { Alarm } from '#contracts/alarm.ts'
import type { SourceRow } from '#contracts/source.ts'
import type { Message } from '#domain/intake.ts'
import { DIALECTS } from '../dialects/index.ts'
import { sourceOf } from '../dialects/sources.ts'
import { openFault } from '../store/fault.ts'
import type { Pool } from '../store/pool.ts'
import { ingestMessages } from './ingest-messages.ts'

/**
 * A publish that the broker refused: its sender was told nothing, so it becomes a fault, and on a registered button's topic an alarm of
 * kind `suspect`, folded by source and identity.
 */
export async function noteRefusedPublish(
  pool: Pool,
  { username, topic }: { username: string; topic: string },
  at: Date,
  sources: readonly SourceRow[],
  onChanged: (alarms: readonly Alarm[]) => void,
): Promise<void> {
  const source = sourceOf(topic, sources)
  const identity = source ? DIALECTS[source.dialect].topicIdentity(topic, source.base) : null
  const deviceId = identity?.deviceId ?? null
  const reason = `refused-by-broker: ${username === '' ? 'nobody' : username} may not publish here`
  await openFault(pool, { kind: 'comms-fault', detail: reason.slice(0, 200), externalId: deviceId, source: source?.id ?? null, at })
  const message: Message = {
    id: randomUUID(),
    topic,
    retained: false,
    resent: false,
    receivedAt: at,
    takenAt: at,
    sha256: '',
    source: source?.id ?? null,
    dialect: source?.dialect ?? null,
    schoolId: source?.schoolId ?? null,
    deviceId,
    bridgeId: identity?.bridgeId ?? null,
    decoded: { disposition: 'dead-letter', reason, deviceId },
    replayOf: null,
  }
  const raw = { topic, payload: Buffer.alloc(0), retained: false, dialect: message.dialect, source: message.source, receivedAt: at }
  const { changes } = await ingestMessages(pool, { messages: [message], raw: () => raw })
  onChanged(changes)
}
