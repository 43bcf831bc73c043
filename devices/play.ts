import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { seeded } from '#domain/synthetic-random.ts'
import { RefusedByBroker } from './link.ts'
import { type Options, UsageError } from './options.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { type Summary, Tally } from './tally.ts'
import type { World } from './world.ts'

/** Ending must not depend on a broker that does not answer. */
const LEAVE_MS = 700
/** The same trouble is told once in that time, not once for each of hundreds of connections. */
const TELL_AGAIN_MS = 60_000

export interface Played {
  summary: Summary
  /** Every press that could hear a receipt has heard `received`; a district, which is stopped in the middle of things, has not failed. */
  ok: boolean
}

/** Where progress and trouble are told, a line each. */
export interface Voice {
  say: (line: string) => void
  complain: (line: string) => void
}

/** Plays a scenario to its end, or until `stopped`. @throws UsageError; the last error when the broker cannot be reached */
export async function play(options: Options, stopped: AbortSignal, { say, complain }: Voice): Promise<Played> {
  const tally = new Tally()
  // Not AbortSignal.any with AbortSignal.timeout: in Node 20 the collector takes the timeout away before it comes (seen).
  const end = new AbortController()
  stopped.addEventListener('abort', () => end.abort(), { once: true })
  const told = new Map<string, number>()
  let failed = false
  const trouble = (error: Error) => {
    // A demo that was started again has a new account: what was left of the one before shall go.
    if (error instanceof RefusedByBroker) {
      failed = true
      end.abort()
    }
    const now = performance.now()
    if (now - (told.get(error.message) ?? -TELL_AGAIN_MS) < TELL_AGAIN_MS) return
    told.set(error.message, now)
    complain(`${options.broker.url}: ${error.message}`)
  }
  const scenario = SCENARIOS.get(options.scenario)
  if (!scenario) throw new UsageError(`--scenario: found ${options.scenario}`)
  // A storm's duration is how fast it comes, a flood's is part of it: they end by themselves.
  const ownDuration = options.scenario === 'reconnect-storm' || options.scenario === 'flood'
  const world: World = {
    options,
    district: syntheticDistrict(),
    random: seeded(options.seed),
    tally,
    say,
    trouble,
    fail: (error) => {
      failed = true
      trouble(error)
    },
    signal: end.signal,
    opened: [],
  }
  const timer = options.duration === null || ownDuration ? undefined : setTimeout(() => end.abort(), options.duration)
  try {
    await untilStopped(scenario.run(world), world.signal)
  } catch (error) {
    if (!(error instanceof RefusedByBroker)) throw error
    trouble(error)
  } finally {
    clearTimeout(timer)
    await Promise.race([close(world), leave()])
  }
  const summary = tally.summary(options.scenario)
  const complete = !stopped.aborted && summary.refused === 0 && summary.unanswered === 0
  return { summary, ok: !failed && (complete || options.scenario === 'district') }
}

/** A scenario that is stopped while it connects has nothing to wait for. */
async function untilStopped(running: Promise<void>, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([running, stopped])
}

const close = (world: World): Promise<unknown> => Promise.allSettled(world.opened.reverse().map((opened) => opened.close()))
const leave = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, LEAVE_MS))
