import { groupBy } from '../group.ts'
import { Pulse } from '../pulse.ts'
import type { SchoolGateway } from '../school-gateway.ts'
import { devicesOf, openGateway, pause, type Scenario, type World } from '../world.ts'

const TICK_MS = 100
const BEAT_MS = 60_000
const REPORT_MS = 600_000
const OUTAGE_EVERY_MS = 300_000
const FAULT_EVERY_MS = 420_000
/** Silent from the start: about fifty cameras of 17,000, as on any day. */
const SILENT_SHARE = 0.003
const PROGRESS_MS = 60_000
const CONNECT_TOGETHER = 20

/** Steady life: it ends only when it is stopped. */
export const district: Scenario = {
  about: 'steady life of the whole district until it is stopped (default): beats, reports, outages, picture faults, a press now and then',
  run: async (world) => {
    const { say, signal } = world
    const gateways = await openGateways(world)
    const life = new Life(world, gateways)
    say(`${gateways.length} schools connected, ${life.size} devices beat every ${(BEAT_MS / world.options.speed / 1000).toFixed(0)} s`)
    let progressAt = performance.now() + PROGRESS_MS
    while (!signal.aborted) {
      life.tick()
      if (performance.now() > progressAt) {
        progressAt += PROGRESS_MS
        const { beats, presses, received, faults } = world.tally.summary('district')
        say(`beats ${beats}, presses ${presses}, receipts ${received}, faults ${faults}`)
      }
      await pause(TICK_MS, signal)
    }
  },
}

async function openGateways(world: World): Promise<SchoolGateway[]> {
  const schools = [...groupBy(devicesOf(world), ({ schoolId }) => schoolId)]
  const gateways: SchoolGateway[] = []
  for (let i = 0; i < schools.length && !world.signal.aborted; i += CONNECT_TOGETHER) {
    const together = schools.slice(i, i + CONNECT_TOGETHER)
    // The broker may start after us, and come back after it went: a district does not give up.
    gateways.push(...(await Promise.all(together.map(([schoolId, devices]) => openGateway(world, schoolId, devices, 0)))))
  }
  return gateways
}

/** What happens by itself: everything at its own average interval, drawn by the seed. */
class Life {
  readonly #world: World
  readonly #gateways: readonly SchoolGateway[]
  readonly #silent = new Set<string>()
  readonly #pulses: Pulse<() => void>[]
  readonly #startedMs = performance.now()
  /** What comes next of its own accord, and when, in simulated ms. */
  readonly #upcoming: { atMs: number; everyMs: number; happen: () => void }[]
  readonly #endings: { atMs: number; end: () => void }[] = []
  readonly size: number
  #nowMs = 0

  constructor(world: World, gateways: readonly SchoolGateway[]) {
    this.#world = world
    this.#gateways = gateways
    const { random, options } = world
    const beating = random.shuffle(gateways.flatMap((gateway) => gateway.beating))
    const buttons = random.shuffle(gateways.flatMap((gateway) => gateway.buttons))
    this.size = beating.length + buttons.length
    for (const { deviceId } of beating.slice(0, Math.round(beating.length * SILENT_SHARE))) this.#silent.add(deviceId)
    this.#pulses = [
      new Pulse(
        random.shuffle(beating).map((device) => () => this.#beat(device)),
        BEAT_MS,
        (speak) => speak(),
      ),
      new Pulse(
        buttons.map((button) => () => button.report()),
        REPORT_MS,
        (speak) => speak(),
      ),
    ]
    // Each button says once in the first minute that it is there.
    const greeting = new Pulse(
      buttons.map((button) => once(() => button.report())),
      BEAT_MS,
      (speak) => speak(),
    )
    this.#pulses.push(greeting)
    this.#upcoming = [
      { atMs: 0, everyMs: OUTAGE_EVERY_MS, happen: () => this.#silence(random.pick(beating).deviceId) },
      { atMs: 0, everyMs: FAULT_EVERY_MS, happen: () => this.#fault() },
      ...(options.pressesPerHour > 0 ? [{ atMs: 0, everyMs: 3_600_000 / options.pressesPerHour, happen: () => this.#press() }] : []),
    ]
    for (const coming of this.#upcoming) coming.atMs = this.#soon(coming.everyMs)
  }

  tick(): void {
    const elapsedMs = (performance.now() - this.#startedMs) * this.#world.options.speed
    this.#nowMs = elapsedMs
    for (const pulse of this.#pulses) pulse.tick(elapsedMs)
    for (const coming of this.#upcoming) {
      if (coming.atMs > elapsedMs) continue
      coming.atMs = elapsedMs + this.#soon(coming.everyMs)
      coming.happen()
    }
    for (const ending of this.#endings.filter(({ atMs }) => atMs <= elapsedMs)) {
      this.#endings.splice(this.#endings.indexOf(ending), 1)
      ending.end()
    }
  }

  /** Exponentially distributed, as what happens by chance is. */
  #soon(everyMs: number): number {
    return -Math.log(1 - this.#world.random.next()) * everyMs
  }

  #beat(device: { deviceId: string; beat(): void }): void {
    if (!this.#silent.has(device.deviceId)) device.beat()
  }

  #silence(deviceId: string): void {
    this.#silent.add(deviceId)
    this.#world.say(`${deviceId} falls silent`)
    this.#later(4, 15, () => this.#silent.delete(deviceId))
  }

  #fault(): void {
    const { random } = this.#world
    const faults = random.pick(this.#gateways).faults
    if (faults.length === 0) return
    this.#later(3, 8, random.pick(faults)())
  }

  #press(): void {
    const { random, say } = this.#world
    const buttons = this.#gateways.flatMap(({ nativeButtons }) => nativeButtons)
    if (buttons.length === 0) return
    const button = random.pick(buttons)
    say(`${button.deviceId} is pressed`)
    void button
      .press()
      .then(({ outcome, ms, attempts }) => say(`${button.deviceId}: ${outcome} after ${ms.toFixed(0)} ms, ${attempts} sent`))
  }

  #later(fromMinutes: number, toMinutes: number, end: () => void): void {
    this.#endings.push({ atMs: this.#nowMs + this.#world.random.between(fromMinutes, toMinutes) * 60_000, end })
  }
}

const once = (run: () => void): (() => void) => {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
