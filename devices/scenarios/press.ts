import { groupBy } from '../group.ts'
import { NativeButton } from '../native-button.ts'
import type { Receipt } from '../repeater.ts'
import { devicesOf, isButton, openButton, openGateway, openLink, patience, pause, type Scenario, settle } from '../world.ts'

const say = ({ id, outcome, ms, attempts, alarmId, reason }: Receipt): string =>
  `${id}: ${outcome} after ${ms.toFixed(0)} ms, ${attempts} sent${alarmId ? `, alarm ${alarmId}` : ''}${reason ? `, ${reason}` : ''}`

export const singlePress: Scenario = {
  about: 'one press, repeated until its receipt',
  run: async (world) => {
    const button = await openButton(world)
    await settle([button.press().then((receipt) => world.say(say(receipt)))], patience(world), world.signal)
  },
}

const SECOND_PRESS_MS = 5_000

export const doublePress: Scenario = {
  about: 'a press, and a second one once somebody acknowledged (or after 5 s)',
  run: async (world) => {
    const button = await openButton(world)
    const first = button.press().then((receipt) => world.say(say(receipt)))
    if (button instanceof NativeButton)
      world.say(
        (await button.untilAnswered(SECOND_PRESS_MS))
          ? 'somebody acknowledged: pressing again'
          : 'nobody acknowledged within 5 s: pressing again',
      )
    else await pause(SECOND_PRESS_MS, world.signal)
    const second = button.press().then((receipt) => world.say(say(receipt)))
    await settle([first, second], patience(world), world.signal)
  },
}

export const tenSchools: Scenario = {
  about: 'buttons of ten schools (--count) in the same moment, in whatever dialect each school has',
  run: async (world) => {
    const schools = world.random.shuffle([...groupBy(devicesOf(world), ({ schoolId }) => schoolId)]).slice(0, world.options.count ?? 10)
    const gateways = await Promise.all(schools.map(([schoolId, devices]) => openGateway(world, schoolId, devices)))
    const buttons = gateways.map((gateway) => world.random.pick(gateway.buttons))
    world.say(`pressing at ${gateways.map(({ schoolId }) => schoolId).join(', ')}`)
    await settle(
      buttons.map((button) => button.press().then((receipt) => world.say(say(receipt)))),
      patience(world),
      world.signal,
    )
  },
}

const FLOOD_MS = 10_000
const FLOOD_CONNECTIONS = 8

export const flood: Scenario = {
  about: '--count presses a second (50) of all native buttons in turn, for --duration seconds (10)',
  run: async (world) => {
    const { options, random, signal, tally } = world
    const perSecond = options.count ?? 50
    const durationMs = options.duration ?? FLOOD_MS
    const names = random.shuffle(devicesOf(world).filter((device) => isButton(device) && device.dialect === 'native'))
    const schools = [...groupBy(names, ({ schoolId }) => schoolId)]
    const shares = Array.from({ length: Math.min(FLOOD_CONNECTIONS, schools.length) }, (_, i) =>
      schools.filter((_school, n) => n % FLOOD_CONNECTIONS === i),
    )
    const buttons = (
      await Promise.all(
        shares.map(async (share) => {
          const link = await openLink(
            world,
            share.map(([schoolId]) => schoolId),
          )
          return share.flatMap(([, devices]) =>
            devices.map(({ schoolId, id }) => new NativeButton({ schoolId, deviceId: id }, link, tally)),
          )
        }),
      )
    ).flat()
    world.opened.push(...buttons)
    const startedMs = performance.now()
    const waiting: Promise<Receipt>[] = []
    const total = Math.round((perSecond * durationMs) / 1000)
    while (waiting.length < total && !signal.aborted) {
      const due = Math.min(total, Math.floor(((performance.now() - startedMs) * perSecond) / 1000) + 1)
      while (waiting.length < due) waiting.push((buttons[waiting.length % buttons.length] as NativeButton).press())
      await pause(5, signal)
    }
    world.say(`${waiting.length} presses sent, waiting for the last receipts`)
    await settle(waiting, 60_000, signal)
  },
}
