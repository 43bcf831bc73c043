import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Pulse } from '#contracts/push.ts'
import type { Pool } from '../store/pool.ts'
import { readWatch, type Watch } from '../store/probe.ts'
import { type Loop, loop } from '../worker/loop.ts'

export interface Chain {
  readonly gateway: boolean
  readonly backlog: number
  readonly brokerDrops: number | null
}

/** The change log is read for the screens within this time, or what they show is old. */
const BEHIND_MS = 5_000

const EVERY_MS = 1_000
const READ_LIMIT_MS = 900

/**
 * Once a second: how the chain from broker to database stands. A database that does not answer within the second is reported at once, and
 * the pulse goes out all the same. A change log that is not read counts as a database that does not answer: the screens are behind it.
 */
export function pulse(
  pool: Pool,
  version: string,
  chain: () => Chain,
  /** The last change that went out to the screens. */
  pushed: () => number,
  emit: (pulse: Omit<Pulse, 'cursor'>) => void,
  onError: (error: Error) => void,
): Loop {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let last: Watch = { sentAt: null, committedAt: null, committedAgoMs: null, head: 0, escalationLagMs: 0, unmannedSince: null }
  let levelAtMs = Number.NEGATIVE_INFINITY
  let level = 0
  return loop(
    EVERY_MS,
    async () => {
      const { watch, database } = await readInTime(pool).then(
        (watch) => ({ watch, database: true }),
        () => ({ watch: last, database: false }),
      )
      last = watch
      const now = new Date()
      if (pushed() >= level) {
        level = watch.head
        levelAtMs = now.getTime()
      }
      const isBehind = pushed() < level && now.getTime() - levelAtMs > BEHIND_MS
      emit({
        at: now.toISOString(),
        // By the database's clock too: a gateway's that was ahead would else vouch for the chain until its time has come.
        probeAgeMs: watch.sentAt ? Math.max(0, now.getTime() - watch.sentAt.getTime(), watch.committedAgoMs ?? 0) : null,
        probeMs: watch.sentAt && watch.committedAt ? Math.max(0, watch.committedAt.getTime() - watch.sentAt.getTime()) : null,
        database: database && !isBehind,
        loopLagMs: Math.max(0, Math.round(delay.max / 1e6) - 20),
        escalationLagMs: Math.max(0, Math.round(watch.escalationLagMs)),
        unmannedSince: watch.unmannedSince?.toISOString() ?? null,
        version,
        ...chain(),
      })
      delay.reset()
    },
    onError,
  )
}

async function readInTime(pool: Pool): Promise<Watch> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer')), READ_LIMIT_MS)
  })
  try {
    return await Promise.race([readWatch(pool), late])
  } finally {
    clearTimeout(timer)
  }
}
