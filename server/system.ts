import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import type { Alarm } from '#contracts/alarm.ts'
import type { MapConfig } from '#contracts/map.ts'
import { keepByTable } from '#domain/retention.ts'
import { syntheticStreets } from '#domain/synthetic-streets.ts'
import packageJson from '../package.json' with { type: 'json' }
import { type AppDeps, buildApp } from './api/app.ts'
import { buildId } from './api/pages.ts'
import { archiveFile, mapConfig, tileHosts } from './basemap.ts'
import { prepareMeasures } from './commands/prepare-measures.ts'
import { type Config, isRemote, keepOf } from './config.ts'
import { dialectOfSource } from './dialects/sources.ts'
import { emqxFiles, mosquittoFiles } from './gateway/broker-files.ts'
import type { BrokerLink } from './gateway/broker-link.ts'
import { createDecoder, decodeDry } from './gateway/decode-message.ts'
import { DecoderMemory } from './gateway/decoder-memory.ts'
import type { BrokerAccount } from './gateway/embedded-broker.ts'
import type { PhoneDoor } from './phone-door.ts'
import { programFile } from './program-file.ts'
import type { DeviceScreens } from './push/device-deltas.ts'
import type { Chain } from './push/pulse.ts'
import type { PushServer } from './push/push-server.ts'
import { Relay } from './push/relay.ts'
import { findChromium } from './reports/print-pdf.ts'
import { readWaiting } from './store/alarm.ts'
import { installationKey, type ReadKey } from './store/installation-key.ts'
import { migrate } from './store/migrate.ts'
import type { Pool } from './store/pool.ts'
import { sealSecondFactors } from './store/second-factor.ts'
import { brokerUrl, EMBEDDED_BROKER_HOST } from './system/broker.ts'
import { appCommands } from './system/commands.ts'
import { startDatabase } from './system/database.ts'
import { Gateway } from './system/gateway.ts'
import { type SystemMetrics, systemMetrics } from './system/metrics.ts'
import { type Part, stopInReverse } from './system/part.ts'
import { openPools } from './system/pools.ts'
import { checkPorts, portRefusal } from './system/ports.ts'
import { openDoor, startScreens } from './system/screens.ts'
import { workerLoops, workerSettings } from './system/worker.ts'
import { WorkerHost, type WorkerHostOptions } from './system/worker-host.ts'
import { tellAnswered, Waiting } from './worker/downlink.ts'
import { escalator, shelfTimer } from './worker/escalate.ts'
import type { Loop } from './worker/loop.ts'

const VERSION: string = packageJson.version
const WORKER = programFile('./worker-child', import.meta.url)

export interface SystemOptions {
  readonly config: Config
  readonly logger?: Logger
  /** Accounts of the embedded broker besides our own. */
  readonly brokerAccounts?: readonly BrokerAccount[]
  readonly map?: MapConfig
  /** One more listener for the pages, at which phones come in. */
  readonly phoneDoor?: PhoneDoor
  readonly onProgress?: (line: string) => void
  /** Between migration and the first message: what a demo loads. */
  readonly prepare?: (pool: Pool) => Promise<void>
}

export interface System {
  readonly url: string
  readonly brokerUrl: string
  readonly databaseUrl: string
  readonly pool: Pool
  readonly app: FastifyInstance
  stop(): Promise<void>
  /** Resolves with the reason when a part that the system cannot live without has died. */
  readonly died: Promise<string>
}

/** Builds every part in the order in which an alarm passes them, starts them in that order and stops them in reverse. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { config, onProgress = () => {} } = options
  const log = options.logger ?? pino({ level: config.LOG_LEVEL })
  const onError = (error: Error, context: string) =>
    log.error({ err: { message: error.message, code: 'code' in error ? error.code : undefined } }, context)
  const parts: Part[] = []
  const stop = () => stopInReverse(parts, onError)
  try {
    await checkPorts(config, EMBEDDED_BROKER_HOST)
    const { databaseUrl, died } = await startDatabase(config, parts, onProgress, log)
    const { applied } = await migrate(databaseUrl)
    if (applied.length > 0) onProgress(`migrated: ${applied.length} steps`)
    const pools = openPools(databaseUrl, onError)
    const pool = pools.main
    parts.push(pools)
    await prepareMeasures(pool)
    await options.prepare?.(pool)
    const readKey = installationKey(path.join(config.DATA_DIR, 'installation.key'), config.INSTALLATION_KEY)

    const metrics = systemMetrics(VERSION)
    const runs = (role: Config['ROLES'][number]) => config.ROLES.includes(role)
    let push: PushServer | null = null
    let devices: DeviceScreens | null = null
    const waiting = new Waiting(await readWaiting(pool))
    const relay: Relay = new Relay({
      pool,
      isOwn: pools.isOwn,
      connectionString: databaseUrl,
      emit: (rooms, alarm) => push?.emitAlarm(rooms, alarm),
      onChange: ({ alarm }) => {
        if (runs('gateway') && waiting.hasEnded(alarm))
          tellAnswered(pool, alarm, gateway.publish).catch((error: Error) => onError(error, 'downlink'))
      },
      onError,
    })
    const offer = (alarms: readonly Alarm[]) => {
      metrics.changes.inc(alarms.length)
      relay.offer(alarms)
    }
    const gateway = new Gateway({ config, pools, metrics, brokerAccounts: options.brokerAccounts ?? [], offer, onError })
    parts.push(relay, gateway)
    await gateway.start()
    const app = await buildApp(appDeps(options, { pool, readKey, log, metrics, gateway, offer }))
    parts.push({ stop: () => app.close() })

    // Beside the alarm's path the worker runs in a process of its own; alone it has this one.
    const workerApart = runs('worker') && config.ROLES.length > 1
    if (runs('api')) {
      const build = `${VERSION}+${buildId()}`
      const screens = startScreens({
        pool,
        http: app.server,
        relay,
        build,
        chain: () => chainOf(config, gateway),
        workerLooks: workerApart,
        onError,
      })
      push = screens.push
      devices = screens.devices
      parts.push(...screens.parts)
      if (options.phoneDoor) parts.push(openDoor(options.phoneDoor, app, push))
    }
    await relay.start()
    if (runs('gateway')) await gateway.listen()
    if (runs('worker')) {
      const timers = [
        escalator(pool, offer, (error) => onError(error, 'escalation')),
        shelfTimer(pool, offer, (error) => onError(error, 'shelf')),
      ]
      parts.push(...runLoops(timers))
      const settings = workerSettings(config, databaseUrl)
      parts.push(
        ...(workerApart
          ? [hostWorker({ program: WORKER, settings, screens: devices, onError }, metrics)]
          : runLoops(workerLoops(pool, settings, onError))),
      )
    }
    const url = await listen(app, config)
    if (runs('api')) {
      const sealing = sealFactors(pool, readKey, onError) // waited for by nothing of an alarm's path
      parts.push({ stop: () => sealing })
    }
    return { url, brokerUrl: brokerUrl(config), databaseUrl, pool, app, stop, died }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Built {
  readonly pool: Pool
  readonly readKey: ReadKey
  readonly log: Logger
  readonly metrics: SystemMetrics
  readonly gateway: Gateway
  readonly offer: (alarms: readonly Alarm[]) => void
}

/** What the routes need of the other parts. */
function appDeps({ config, map, phoneDoor }: SystemOptions, { pool, readKey, log, metrics, gateway, offer }: Built): AppDeps {
  const { sources, memory } = gateway
  const redecode = createDecoder(sources.current, new DecoderMemory(memory))
  // What a catalogue says of tokens is news to the gateway.
  const ofDocument = createDecoder(sources.current, memory)
  const streets = map?.basemap.kind === 'streets' || config.MAP_BASEMAP === 'streets' ? () => syntheticStreets() : null
  return {
    pool,
    readKey,
    logger: log,
    config: {
      version: VERSION,
      map: mapConfig(config, map),
      streets,
      archive: archiveFile(config),
      tileHosts: tileHosts(config),
      ...storageOf(config),
      filesRoot: path.join(config.DATA_DIR, 'files'),
      controlRoomPhone: config.CONTROL_ROOM_PHONE ?? null,
      unitName: config.UNIT_NAME,
      trustProxy: config.TRUSTED_PROXIES.length > 0 && config.TRUSTED_PROXIES,
      factorRequired: config.SECOND_FACTOR === 'required',
      isRemote: (address) => isRemote(config, address),
      chromium: findChromium(config.CHROMIUM),
      ...(phoneDoor ? { phoneOrigin: phoneDoor.origins[0] } : {}),
    },
    commands: appCommands(pool, redecode, offer),
    decodeDry: (request) => decodeDry(request, sources.current),
    decodeDocument: (topic, payload) => {
      const heard = ofDocument({ topic, payload, retain: false, dup: false, receivedAt: new Date() })
      return 'message' in heard ? heard.message : null
    },
    dialectOfSource: (id) => dialectOfSource(id, sources.current()),
    refreshSources: () => sources.refresh(),
    writeBrokerFiles: async (broker, inForce) => (broker === 'mosquitto' ? mosquittoFiles(inForce) : emqxFiles(inForce)),
    brokerToken: config.BROKER_TOKEN,
    health: { missing: () => missing(pool, gateway.link), metrics: metrics.registry },
  }
}

/** Second factors of before are sealed; those of a key that is not here are told of, and keep nobody's alarm waiting. */
async function sealFactors(pool: Pool, readKey: ReadKey, onError: (error: Error, context: string) => void): Promise<void> {
  try {
    const missing = await sealSecondFactors(pool, readKey)
    if (missing.length > 0)
      throw new Error(
        `some are sealed under ${missing.join(', ')}, another key than this one: give every api process the same DATA_DIR or INSTALLATION_KEY`,
      )
  } catch (error) {
    onError(error as Error, 'second factors')
  }
}

/** How the chain from the broker to the database stands, as this process knows it. */
const chainOf = ({ ROLES }: Config, { link, backlog }: Gateway): Chain => ({
  gateway: !ROLES.includes('gateway') || link?.connected === true,
  backlog,
  brokerDrops: link?.drops ?? null,
})

function hostWorker(options: WorkerHostOptions, metrics: SystemMetrics): Part {
  const worker = new WorkerHost(options)
  metrics.watchWorker(worker)
  worker.start()
  return worker
}

function runLoops(loops: readonly Loop[]): readonly Part[] {
  for (const one of loops) one.start()
  return loops
}

async function missing(pool: Pool, link: BrokerLink | null): Promise<string[]> {
  const database = await pool.query('select 1').then(
    () => [],
    () => ['database'],
  )
  return link && !link.connected ? [...database, 'broker'] : database
}

async function listen(app: FastifyInstance, { HOST, PORT }: Config): Promise<string> {
  await app.listen({ host: HOST, port: PORT }).catch((error: Error) => {
    throw portRefusal('PORT', HOST, PORT, error)
  })
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : PORT
  return `http://${HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST}:${port}`
}

const storageOf = (config: Config) => ({
  capacityBytes: config.DATABASE_DISK_GB === undefined ? null : config.DATABASE_DISK_GB * 1e9,
  keepDays: keepByTable(keepOf(config)),
})
