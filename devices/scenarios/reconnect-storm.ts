import { stormClients } from '../storm.ts'
import { devicesOf, type Scenario } from '../world.ts'

const CLIENTS = 17_000
const SPREAD_MS = 10_000

export const reconnectStorm: Scenario = {
  about: '--count clients (17,000) connect within --duration seconds (10) under their persistent names, each with birth and one beat',
  run: async (world) => {
    const { options, tally, say } = world
    const names = devicesOf(world)
      .filter(({ dialect }) => dialect === 'native')
      .map(({ schoolId, id }) => ({ schoolId, deviceId: id }))
    const count = options.count ?? CLIENTS
    let connected = 0
    const result = await stormClients(count, {
      ...options.broker,
      names,
      spreadMs: options.duration ?? SPREAD_MS,
      signal: world.signal,
      onConnected: () => {
        tally.client()
        tally.message()
        tally.beat()
        if (++connected % Math.max(1_000, Math.ceil(count / 10)) === 0) say(`${connected} connected`)
      },
    })
    world.opened.push(result)
    const retries = Object.entries(result.retries).map(([reason, times]) => `${reason} ${times}`)
    say(
      `${result.done} of ${result.clients} clients in ${result.seconds.toFixed(1)} s${result.ms ? `, each p50 ${result.ms.p50} ms, p99 ${result.ms.p99} ms` : ''}`,
    )
    if (retries.length > 0) say(`attempts made again: ${retries.join(', ')}`)
    if (result.failed > 0) world.fail(new Error(`${result.failed} clients could not connect`))
  },
}
