import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import type { Alarm } from '#contracts/alarm.ts'
import type { MapConfig } from '#contracts/map.ts'
import type { RefusedPublish } from '#contracts/mqtt.ts'
import { keepByTable } from '#domain/retention.ts'
import { syntheticStreets } from '#domain/synthetic-streets.ts'
import packageJson from '../package.json' with { type: 'json' }
import { buildApp } from './api/app.ts'
import { checkOrigin } from './api/origin.ts'
import { buildId } from './api/pages.ts'
import { archiveFile, mapConfig, tileHosts } from './basemap.ts'
import { answerAlarm } from './commands/answer-alarm.ts'
import { commandAlarm } from './commands/command-alarm.ts'
import { describeAlarm } from './commands/describe-alarm.ts'
import { noteCall } from './commands/note-call.ts'
import { noteRefusedPublish } from './commands/note-refused-publish.ts'
import { photographAlarm } from './commands/photograph-alarm.ts'
import { prepareMeasures } from './commands/prepare-measures.ts'
import { raiseSos } from './commands/raise-sos.ts'
import { releaseAlarm } from './commands/release-alarm.ts'
import { replayDeadLetter } from './commands/replay-dead-letter.ts'
import { type Config, isRemote, keepOf } from './config.ts'
import { dialectOfSource } from './dialects/sources.ts'
import { emqxFiles, mosquittoFiles } from './gateway/broker-files.ts'
import type { BrokerLink } from './gateway/broker-link.ts'
import { createDecoder, decodeDry } from './gateway/decode-message.ts'
import { DecoderMemory } from './gateway/decoder-memory.ts'
import { DeviceAccounts } from './gateway/device-accounts.ts'
import { DynamicSecurity } from './gateway/dynamic-security.ts'
import type { BrokerAccount } from './gateway/embedded-broker.ts'
import { FloodWatch } from './gateway/flood-watch.ts'
import { HealthIntake } from './gateway/health-intake.ts'
import { IntakeQueue } from './gateway/intake-queue.ts'
import { listeningNote } from './gateway/listening.ts'
import { MemoryKeeper } from './gateway/memory-keeper.ts'
import { receiptsFor } from './gateway/receipt.ts'
import { RefusedPublishes } from './gateway/refused-publish.ts'
import { SourceTable } from './gateway/source-table.ts'
import { SourceTraffic } from './gateway/source-traffic.ts'
import type { PhoneDoor } from './phone-door.ts'
import { programFile } from './program-file.ts'
import { deviceDeltas } from './push/device-deltas.ts'
import { pulse } from './push/pulse.ts'
import { PushServer } from './push/push-server.ts'
import { Relay } from './push/relay.ts'
import { findChromium } from './reports/print-pdf.ts'
import { revokedNames } from './store/credential.ts'
import { openFault } from './store/fault.ts'
import { migrate } from './store/migrate.ts'
import { appPool, type Pool } from './store/pool.ts'
import { brokerUrl, createLink, credentials, EMBEDDED_BROKER_HOST } from './system/broker.ts'
import { startDatabase } from './system/database.ts'
import { systemMetrics } from './system/metrics.ts'
import type { Part } from './system/part.ts'
import { checkPorts, portRefusal } from './system/ports.ts'
import { workerLoops, workerSettings } from './system/worker.ts'
import { WorkerHost } from './system/worker-host.ts'
import { tellAnswered } from './worker/downlink.ts'
import { escalator } from './worker/escalate.ts'
import { loop } from './worker/loop.ts'
import { probeClient } from './worker/probe.ts'

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
  const stop = async () => {
    for (const part of parts.reverse().splice(0)) await Promise.resolve(part.stop()).catch((error: Error) => onError(error, 'stop'))
  }
  try {
    await checkPorts(config, EMBEDDED_BROKER_HOST)
    const { databaseUrl, died } = await startDatabase(config, parts, onProgress, log)
    const { applied } = await migrate(databaseUrl)
    if (applied.length > 0) onProgress(`migrated: ${applied.length} steps`)
    const backends = new Set<number>()
    const onBackend = (backend: number) => backends.add(backend)
    const pool = appPool(databaseUrl, { max: 12, onBackend, onError: (error) => onError(error, 'database connection') })
    // What hears devices has connections of its own: a report that takes them all keeps no press waiting.
    const intakePool = appPool(databaseUrl, {
      max: 4,
      name: 'xiaowei-intake',
      steadyPlans: true,
      onBackend,
      onError: (error) => onError(error, 'database connection'),
    })
    const beatPool = appPool(databaseUrl, {
      max: 1,
      name: 'xiaowei-beats',
      steadyPlans: true,
      mayLose: true,
      onError: (error) => onError(error, 'database connection'),
    })
    parts.push({ stop: () => Promise.all([pool.end(), intakePool.end(), beatPool.end()]) })
    await prepareMeasures(pool)
    await options.prepare?.(pool)
    const metrics = systemMetrics(VERSION)
    const runs = (role: Config['ROLES'][number]) => config.ROLES.includes(role)

    let push: PushServer | null = null
    let link: BrokerLink | null = null
    const downlink = (topic: string, payload: string) => link?.publish(topic, payload)
    const sources = new SourceTable(pool, (rows) => link?.setSources(rows))
    await sources.refresh()
    const traffic = new SourceTraffic(pool, sources.current, (error) => onError(error, 'source traffic'))
    const rereading = loop(
      SOURCES_EVERY_MS,
      () => sources.refresh(),
      (error) => onError(error, 'sources'),
    )
    parts.push(rereading, traffic)
    const relay = new Relay({
      pool,
      isOwn: (backend) => backends.has(backend),
      connectionString: databaseUrl,
      emit: (rooms, alarm) => push?.emitAlarm(rooms, alarm),
      onChange: ({ alarm }) => {
        if (runs('gateway') && isFreshAcknowledgement(alarm))
          tellAnswered(pool, alarm, downlink).catch((error: Error) => onError(error, 'downlink'))
      },
      onError,
    })
    const offer = (alarms: readonly Alarm[]) => {
      metrics.changes.inc(alarms.length)
      relay.offer(alarms)
    }
    const memory = new DecoderMemory()
    const memories = new MemoryKeeper(pool, memory, (error) => onError(error, 'what dialects remember'))
    const floods = new FloodWatch(pool, (error) => onError(error, 'floods'))
    metrics.countFloods(() => floods.dropped)
    const intake = new IntakeQueue({
      pool: intakePool,
      isExcess: (message) => floods.isExcess(message),
      sources: sources.current,
      memory,
      onCommitted: offer,
      onTaken: (taken) => {
        const now = new Date()
        const outcomes = { probe: 0, accepted: 0, refused: 0 }
        for (const one of taken) {
          outcomes[one.message === null ? 'probe' : one.outcome?.accepted ? 'accepted' : 'refused']++
          metrics.intake.observe((now.getTime() - one.incoming.receivedAt.getTime()) / 1000)
          if (one.message) {
            const { source, topic, receivedAt: at } = one.message
            traffic.count({ source, topic, deadLetter: one.outcome?.accepted === false, at })
          }
          for (const { topic, command } of receiptsFor(one, now)) downlink(topic, JSON.stringify(command))
        }
        for (const [outcome, count] of Object.entries(outcomes)) if (count > 0) metrics.messages.inc({ outcome }, count)
      },
      onStalled: () => link?.drop(),
      onError,
    })
    const health = new HealthIntake({
      pool: beatPool,
      isExcess: (deviceId, at) => floods.isExcessOf('native', deviceId, at),
      onUnknown: (incoming) => intake.push(incoming, () => {}),
      onError,
    })
    parts.push(relay, intake, health, floods)

    const redecode = createDecoder(sources.current, new DecoderMemory(memory))
    // What a catalogue says of tokens is news to the gateway.
    const ofDocument = createDecoder(sources.current, memory)
    const streets = options.map?.basemap.kind === 'streets' || config.MAP_BASEMAP === 'streets' ? () => syntheticStreets() : null
    const app = await buildApp({
      pool,
      logger: log,
      config: {
        version: VERSION,
        map: mapConfig(config, options.map),
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
        ...(options.phoneDoor ? { phoneOrigin: options.phoneDoor.origins[0] } : {}),
      },
      commands: {
        commandAlarm: (act) => commandAlarm(pool, act, (alarm) => offer([alarm])),
        answerAlarm: (answer) => answerAlarm(pool, answer, (alarm) => offer([alarm])),
        noteCall: (call) => noteCall(pool, call, (alarm) => offer([alarm])),
        describeAlarm: (description) => describeAlarm(pool, description, (alarm) => offer([alarm])),
        photographAlarm: (photo) => photographAlarm(pool, photo, (alarm) => offer([alarm])),
        releaseAlarm: (act) => releaseAlarm(pool, act, (alarm) => offer([alarm])),
        raiseSos: (act) => raiseSos(pool, act, (alarm) => offer([alarm])),
        replayDeadLetter: (id) =>
          replayDeadLetter(
            pool,
            id,
            (letter) => {
              const heard = redecode({
                topic: letter.topic,
                payload: letter.payload,
                retain: letter.retained,
                dup: false,
                receivedAt: letter.receivedAt,
                replayOf: letter.id,
              })
              return 'message' in heard ? heard.message : null
            },
            offer,
          ),
      },
      decodeDry: (request) => decodeDry(request, sources.current),
      decodeDocument: (topic, payload) => {
        const heard = ofDocument({ topic, payload, retain: false, dup: false, receivedAt: new Date() })
        return 'message' in heard ? heard.message : null
      },
      dialectOfSource: (id) => dialectOfSource(id, sources.current()),
      refreshSources: () => sources.refresh(),
      writeBrokerFiles: async (broker, inForce) => (broker === 'mosquitto' ? mosquittoFiles(inForce) : emqxFiles(inForce)),
      brokerToken: config.BROKER_TOKEN,
      health: { missing: () => missing(pool, runs('gateway') ? link : null), metrics: metrics.registry },
    })
    parts.push({ stop: () => app.close() })

    if (runs('api')) {
      push = new PushServer(app.server, { pool, checkOrigin, headOf: (rooms) => relay.headOf(rooms), onError })
      const serving = push
      const chain = () => ({
        gateway: !runs('gateway') || link?.connected === true,
        backlog: intake.backlog,
        brokerDrops: link?.drops ?? null,
      })
      const beat = pulse(pool, `${VERSION}+${buildId()}`, chain, serving.emitPulse, (error) => onError(error, 'pulse'))
      const deltas = deviceDeltas(
        pool,
        () => serving.sockets > 0,
        serving,
        (error) => onError(error, 'device states'),
      )
      parts.push(serving, beat, deltas)
      if (options.phoneDoor) parts.push(openDoor(options.phoneDoor, app, serving))
      serving.start()
      beat.start()
      deltas.start()
    }
    await relay.start()
    rereading.start()
    traffic.start()
    health.start()
    floods.start()

    if (runs('gateway')) {
      await memories.restore()
      memories.start()
      parts.push(memories)
      const refusals = new RefusedPublishes((refused, at) => noteRefusedPublish(pool, refused, at, sources.current(), offer))
      const listener = {
        onCareful: (incoming: Parameters<IntakeQueue['push']>[0], done: () => void) => intake.push(incoming, done),
        onHealth: (incoming: Parameters<HealthIntake['take']>[0]) => {
          traffic.count({ source: 'native', topic: incoming.topic, deadLetter: false, at: incoming.receivedAt })
          health.take(incoming)
        },
        onGone: () => intake.clear(),
        onDrops: (dropped: number) => {
          log.error({ dropped }, 'the broker dropped messages')
          openFault(pool, { kind: 'comms-fault', detail: 'broker-dropped-messages', externalId: null, source: null, at: new Date() }).catch(
            (error: Error) => onError(error, 'fault'),
          )
        },
        onRefused: (refused: RefusedPublish, done: () => void) => {
          refusals.take(refused).then(done, (error: Error) => onError(error, 'refused publish'))
        },
        onError,
      }
      link = createLink(config, options.brokerAccounts ?? [], listener, new DeviceAccounts(pool))
      link.setSources(sources.current())
      parts.push(link)
      await link.start().catch((error: Error) => {
        throw portRefusal('MQTT_PORT', EMBEDDED_BROKER_HOST, config.MQTT_PORT, error)
      })
      const probe = probeClient({ url: brokerUrl(config), instance: config.INSTANCE, ...credentials(config), onError })
      if (config.MQTT_URL !== undefined) {
        const security = new DynamicSecurity({ url: config.MQTT_URL, ...credentials(config), revoked: () => revokedNames(pool), onError })
        parts.push(security)
        security.start()
      }
      const listening = listeningNote(pool, config.INSTANCE, link, (error) => onError(error, 'listening'))
      parts.push(probe, listening)
      probe.start()
      listening.start()
    }
    if (runs('worker')) {
      const ladder = escalator(pool, offer, (error) => onError(error, 'escalation'))
      parts.push(ladder)
      ladder.start()
      const settings = workerSettings(config, databaseUrl)
      // Beside the alarm's path it runs in a process of its own; alone it has this one.
      if (config.ROLES.length > 1) {
        const worker = new WorkerHost({ program: WORKER, settings, onError })
        metrics.watchWorker(worker)
        parts.push(worker)
        worker.start()
      } else {
        const loops = workerLoops(pool, settings, onError)
        parts.push(...loops)
        for (const one of loops) one.start()
      }
    }
    const url = await listen(app, config)
    return { url, brokerUrl: brokerUrl(config), databaseUrl, pool, app, stop, died }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The same pages and the same live link on one more listener. */
function openDoor({ server }: PhoneDoor, app: FastifyInstance, push: PushServer): Part {
  server.on('request', (request, reply) => app.routing(request, reply))
  push.attach(server)
  return {
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const isFreshAcknowledgement = ({ acknowledgedBy, unacknowledged, state }: Alarm): boolean =>
  acknowledgedBy !== null && !unacknowledged && state === 'acknowledged'

/** A change of the sources is in force everywhere within this time. */
const SOURCES_EVERY_MS = 2_000

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
