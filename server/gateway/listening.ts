import { noteListening } from '../store/hearing.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from '../worker/loop.ts'
import type { BrokerLink } from './broker-link.ts'

const EVERY_MS = 2_000

/** Says every two seconds that this gateway hears beats and presses alike. What was silent while nobody said so was perhaps only not heard. */
export const listeningNote = (pool: Pool, instance: string, link: BrokerLink, onError: (error: Error) => void): Loop =>
  loop(EVERY_MS, async () => (link.connected && link.hearsHealth ? noteListening(pool, instance) : undefined), onError)
