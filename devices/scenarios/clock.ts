import type { SyntheticDevice } from '#domain/synthetic-district.ts'
import { type Clock, clockOf1970, clockOffBy, systemClock } from '../clock.ts'
import { NativeButton } from '../native-button.ts'
import { devicesOf, isButton, openLink, patience, pause, type Scenario, settle, type World } from '../world.ts'

const HOUR_MS = 3_600_000
/** The platform learns a clock's offset from at least five live messages (design section 2). */
const LIVE_MESSAGES = 8
const BETWEEN_MS = 400
const SETTLE_MS = 1_000

async function livingButton(world: World, clock: Clock): Promise<NativeButton> {
  const { schoolId, id } = world.random.pick(
    devicesOf(world).filter((device) => isButton(device) && device.dialect === 'native'),
  ) as SyntheticDevice
  const link = await openLink(world, [schoolId])
  const button = new NativeButton({ schoolId, deviceId: id }, link, world.tally, clock)
  world.opened.push(button)
  world.say(`${id} says it is ${clock.now().toISOString()}: ${LIVE_MESSAGES} live reports first`)
  for (let i = 0; i < LIVE_MESSAGES && !world.signal.aborted; i++) {
    button.report()
    await pause(BETWEEN_MS / world.options.speed, world.signal)
  }
  // Reports and presses reach the platform over two sessions: the last report shall be there first.
  await pause(SETTLE_MS / world.options.speed, world.signal)
  return button
}

const wrongClock = (about: string, clock: () => Clock): Scenario => ({
  about,
  run: async (world) => {
    const button = await livingButton(world, clock())
    const press = button.press().then(({ outcome, ms }) => world.say(`${button.deviceId}: ${outcome} after ${ms.toFixed(0)} ms`))
    await settle([press], patience(world), world.signal)
  },
})

export const clockHourFast = wrongClock('a button whose clock is an hour fast: live reports, then a press', () => clockOffBy(HOUR_MS))
export const clockMonthSlow = wrongClock('the same with a clock a month slow', () => clockOffBy(-30 * 24 * HOUR_MS))
export const clock1970 = wrongClock('the same with a clock that began again in 1970', () => clockOf1970())

const MINUTE_MS = 60_000
const BUFFERED_MINUTES = [50, 40, 30]

export const lateBacklog: Scenario = {
  about: 'a live press, then three older ones that the device had kept',
  run: async (world) => {
    const button = await livingButton(world, systemClock)
    const counter = Math.floor(Date.now() / 1000)
    const say = (what: string) => (receipt: { outcome: string; ms: number }) =>
      world.say(`${what}: ${receipt.outcome} after ${receipt.ms.toFixed(0)} ms`)
    const live = button.press({ counter }).then(say('live press'))
    const kept = BUFFERED_MINUTES.map((minutes, i) =>
      button
        .press({ counter: counter - BUFFERED_MINUTES.length + i, at: new Date(Date.now() - minutes * MINUTE_MS).toISOString() })
        .then(say(`press of ${minutes} minutes ago`)),
    )
    await settle([live, ...kept], patience(world), world.signal)
  },
}
