import pg from 'pg'
import { aBroker, app, loader, type Mosquitto, startMosquitto } from '../support/broker.ts'
import { Fleet } from '../support/client.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { type ServerProcess, startServer } from '../support/server.ts'
import { type PersonName, setStage } from '../support/stage.ts'

export const LONG = process.env.CHECK_LONG !== undefined && process.env.CHECK_LONG !== ''

/** What waits under load on a machine that is busy with other things. */
export const patiently = { timeout: 120_000, interval: 50 }

/** The program as it is deployed: TimescaleDB, Mosquitto, one process or several, and devices that resend until their receipt. */
export interface Rig {
  readonly databaseUrl: string
  /** With the owner's rights, to look and to turn clocks back. */
  readonly owner: pg.Pool
  readonly broker: Mosquitto
  /** By the roles that were asked for, in that order. */
  readonly servers: ServerProcess[]
  /** Where people sign in. */
  readonly url: string
  readonly fleet: Fleet
  /** Another connection with the same devices' topics. */
  anotherFleet(): Promise<Fleet>
  /** What one more process needs to serve the same database and broker. */
  environment(roles: string, instance: string): Record<string, string>
  stop(): Promise<void>
}

export interface RigOptions {
  buttons?: number
  people?: PersonName[]
  /** One process each; ROLES of it. */
  roles?: string[]
  /** In place of a database of its own in the run's server: stopped and dropped by whoever brought it. */
  database?: Pick<FreshDatabase, 'url' | 'pool'>
  /** A broker that the test may stop and kill. */
  ownBroker?: boolean
}

export async function aRig({
  buttons = 100,
  people = ['operator', 'operator2'],
  roles = ['all'],
  database,
  ownBroker = false,
}: RigOptions = {}): Promise<Rig> {
  const [mine, broker] = await Promise.all([database ?? freshDatabase(), ownBroker ? startMosquitto() : aBroker()])
  await setStage(mine.pool, { buttons, people })
  const owner = new pg.Pool({ connectionString: mine.url, max: 3 })
  owner.on('error', () => {}) // a database that the test takes away
  owner.on('connect', (client) => client.on('error', () => {}))
  const servers = await Promise.all(
    roles.map((role, index) => startServer(environmentOf(mine.url, broker, role, `${role.replaceAll(',', '-')}-${index}`))),
  )
  const fleets = [await Fleet.connect(broker.url, loader)]
  const serving = servers[roles.findIndex((role) => role === 'all' || role.includes('api'))] ?? servers[0]
  return {
    databaseUrl: mine.url,
    owner,
    broker,
    servers,
    url: serving?.url ?? '',
    fleet: fleets[0] as Fleet,
    environment: (role, instance) => environmentOf(mine.url, broker, role, instance),
    async anotherFleet() {
      const fleet = await Fleet.connect(broker.url, loader)
      fleets.push(fleet)
      return fleet
    },
    async stop() {
      await Promise.all(fleets.map((fleet) => fleet.end()))
      await Promise.all(servers.map((server) => server.stop()))
      await owner.end()
      await broker.remove()
      if (!database) await (mine as FreshDatabase).drop()
    },
  }
}

const environmentOf = (databaseUrl: string, broker: Mosquitto, role: string, instance: string) => ({
  DATABASE_URL: databaseUrl,
  MQTT_URL: broker.url,
  MQTT_USERNAME: app.username,
  MQTT_PASSWORD: app.password,
  ROLES: role,
  INSTANCE: instance,
})
