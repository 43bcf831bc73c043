import { REVOKED_TOPIC } from '#contracts/mqtt.ts'
import { revokedCertificates } from '../store/credential.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from '../worker/loop.ts'
import type { BrokerLink } from './broker-link.ts'

/** Said anew so often, so that a broker that was away has it too: a revocation is in force within a minute (R55). */
const EVERY_MS = 15_000

/** Tells the broker whose certificates no longer count; its run.sh denies them every topic. */
export const revocationNote = (pool: Pool, link: BrokerLink, onError: (error: Error) => void): Loop =>
  loop(
    EVERY_MS,
    async () => {
      if (link.connected) link.publish(REVOKED_TOPIC, (await revokedCertificates(pool)).join(' ') || '-')
    },
    onError,
  )
