// npm run devices: simulated devices that speak their vendors' bytes over real sockets.
import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { seeded } from '#domain/synthetic-random.ts'
import { RefusedByBroker } from './link.ts'
import { type Options, readOptions, UsageError } from './options.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { describe, Tally } from './tally.ts'
import type { World } from './world.ts'

const HELP = `npm run devices -- [options]   simulated devices of the synthetic district 示例区, for trying out; never beside real devices

  --scenario <name>        what they do (below); default district
  --url <url>              broker; default MQTT_URL, else mqtt://127.0.0.1:1883
  --username, --password   default MQTT_USERNAME and MQTT_PASSWORD, else demo and DEMO_PASSWORD
  --seed <n>               the same seed does the same; default 1
  --speed <x>              the district lives x times as fast; default 1
  --school <id>            devices of this school only
  --dialect <name>         single-press, double-press: native (default), zigbee2mqtt, chirpstack, gb28181
  --count <n>              how many; each scenario says of what
  --duration <s>           ends after that many seconds
  --presses-per-hour <n>   district: real presses of random native buttons; default 2, 0 = none
  --json                   the summary as JSON on standard output, progress on standard error

Scenarios:
${[...SCENARIOS].map(([name, { about }]) => `  ${name.padEnd(18)}${about}`).join('\n')}

Ends with 0, with 1 when a press was refused or stayed without its receipt or the broker could not be reached, with 2 for wrong options.
`

/** Ending must not depend on a broker that does not answer. */
const LEAVE_MS = 700
/** The same trouble is told once in that time, not once for each of hundreds of connections. */
const TELL_AGAIN_MS = 60_000

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env, [...SCENARIOS.keys()])
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  const tally = new Tally()
  const { complete, failed } = await play(options, tally, stop.signal)
  const summary = tally.summary(options.scenario)
  process.stdout.write(`${options.json ? JSON.stringify(summary) : describe(summary)}\n`)
  // Life ends in the middle of things; every other scenario is answered for to its end.
  if (options.scenario === 'district') return failed ? 1 : 0
  return complete && !failed && summary.refused === 0 && summary.unanswered === 0 ? 0 : 1
}

async function play(options: Options, tally: Tally, stopped: AbortSignal): Promise<{ complete: boolean; failed: boolean }> {
  const end = new AbortController()
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
    process.stderr.write(`${options.broker.url}: ${error.message}\n`)
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
    say: (line) => void (options.json ? process.stderr : process.stdout).write(`${line}\n`),
    trouble,
    signal: AbortSignal.any([
      stopped,
      end.signal,
      ...(options.duration === null || ownDuration ? [] : [AbortSignal.timeout(options.duration)]),
    ]),
    opened: [],
  }
  try {
    await untilStopped(scenario.run(world), world.signal)
  } catch (error) {
    if (!(error instanceof RefusedByBroker)) throw error
    trouble(error)
  } finally {
    await Promise.race([close(world), leave()])
  }
  return { complete: !stopped.aborted, failed }
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

try {
  process.exit(await main())
} catch (error) {
  const mistake = error instanceof UsageError
  const bug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  const message = error instanceof Error ? (bug ? error.stack : error.message) : String(error)
  process.stderr.write(`${message}${mistake ? '\nnpm run devices -- --help tells the options' : ''}\n`)
  process.exit(mistake ? 2 : 1)
}
