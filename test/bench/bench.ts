// npm run bench: our pipeline against the bare one in the same run, on native TimescaleDB and Mosquitto; the embedded pair beside them.
// BENCH_ROWS=idle,mix measures these alone; the others are health, load, storm, restart, uplink, embedded, measures, availability, history.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { FREQUENT_PRESS } from '#domain/fault-loss.ts'
import { migrate } from '../../server/store/migrate.ts'
import { appPool } from '../../server/store/pool.ts'
import { loader, type Mosquitto, startMosquitto } from '../support/broker.ts'
import { administer, urlOf } from '../support/database.ts'
import { buildServer } from '../support/server.ts'
import { startTimescaledb } from '../support/timescaledb.ts'
import { availabilityFigures } from './availability-figures.ts'
import type { BlastJob } from './blast.ts'
import { browserFigures, type ColdLoad } from './browser-figures.ts'
import { historyFigures } from './history-figures.ts'
import { measureFigures } from './measure-figures.ts'
import { type Pipeline, startBare, startEmbedded, startOurs, untilQuiet } from './pipeline.ts'
import { prepareBench } from './prepare.ts'
import { type Latency, pressLatency } from './press-latency.ts'
import { pressesThroughRestart, type Restart } from './restart.ts'
import { stormOf } from './storm.ts'
import { median } from './timed.ts'
import { cutUplink } from './uplink.ts'

const PRESSES = Number(process.env.BENCH_PRESSES ?? 400)
const HEALTH = Number(process.env.BENCH_HEALTH ?? 300_000)
const MIX = Number(process.env.BENCH_MIX ?? 60_000)
const CAMERAS = 17_000
const ONLY = process.env.BENCH_ROWS?.split(',')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

interface Row {
  what: string
  bar: string
  bare: number | null
  ours: number
  ratio: number | null
  unit: string
  met: boolean
}
const rows: Row[] = []
function add(what: string, bar: string, ours: number, bare: number | null, unit: string, met: (ratio: number | null) => boolean): void {
  const ratio = bare === null ? null : ours / bare
  rows.push({ what, bar, bare, ours, ratio, unit, met: met(ratio) })
  say(`${what}: ours ${ours.toFixed(1)} ${unit}${bare === null ? '' : `, bare ${bare.toFixed(1)}, ratio ${ratio?.toFixed(2)}`}`)
}

/** Load in a process of its own, niced, so that it takes from neither pipeline what it would not give. */
async function blast(job: Omit<BlastJob, 'username' | 'password'>): Promise<{ seconds: number }> {
  const script = fileURLToPath(new URL('./blast.ts', import.meta.url))
  const child = spawn('nice', ['-n', '5', process.execPath, '--import', 'tsx', script], {
    env: { ...process.env, BLAST: JSON.stringify({ ...job, ...loader }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the load generator ended with ${code}`)
  return JSON.parse(out) as { seconds: number }
}

/** How long until a pipeline has stored what the generator sends, messages/s. */
async function throughput(pipeline: Pipeline, kind: BlastJob['kind'], messages: number): Promise<number> {
  const before = await pipeline.stored(kind)
  const started = performance.now()
  const sent = blast({ port: pipeline.brokerPort, kind, messages, rate: 0, devices: kind === 'health' ? CAMERAS : 1_000 })
  let stored = 0
  let moved = performance.now()
  while (stored < messages) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = (await pipeline.stored(kind)) - before
    if (now > stored) moved = performance.now()
    stored = now
    if (performance.now() - moved > 20_000)
      throw new Error(`${pipeline.name}: ${stored} of ${messages} ${kind} messages stored, and nothing moves`)
  }
  const seconds = (performance.now() - started) / 1000
  await sent
  return messages / seconds
}

const byPercentile = (name: string, ours: Latency, bare: Latency, limit: number, percentiles: ('p50' | 'p99')[]): void => {
  for (const p of percentiles)
    add(`${name}, ${p}`, `≤ ${limit} × bare`, ours[p], bare[p], 'ms', (ratio) => ratio !== null && ratio <= limit)
}

/** What is measured for a row; null when it was not asked for. */
const when = async <T>(row: string, measure: () => Promise<T>): Promise<T | null> =>
  ONLY === undefined || ONLY.includes(row) ? measure() : null

async function main(): Promise<void> {
  const [timescale] = await Promise.all([startTimescaledb(), buildServer()])
  const brokers: Mosquitto[] = []
  const pipelines: Pipeline[] = []
  // A broker of its own for each: it would go on queueing, and saving, for the one that is gone.
  const aBroker = async () => {
    const broker = await startMosquitto({ logDenied: false })
    brokers.push(broker)
    return broker
  }
  try {
    for (const name of ['bench_bare', 'bench_ours'])
      await administer(timescale.url, `drop database if exists ${name} with (force)`, `create database ${name}`)
    await administer(urlOf(timescale.url, 'bench_bare'), 'create extension if not exists timescaledb')
    const database = urlOf(timescale.url, 'bench_ours')
    await migrate(database)
    await prepareBench(database, CAMERAS)

    const bareBroker = await aBroker()
    const bare = await startBare(urlOf(timescale.url, 'bench_bare'), bareBroker)
    pipelines.push(bare)
    const bareIdle = await when('idle', () => pressLatency(bare, PRESSES))
    const floor = await throughput(bare, 'health', HEALTH)
    const bareLoad = await when('load', () => under(bare, () => pressLatency(bare, PRESSES)))
    const bareStorm = await when('storm', () => stormOf(bareBroker, CAMERAS, () => pressLatency(bare, PRESSES)))
    const bareRestart = await when('restart', () => pressesThroughRestart(bare, bareBroker, CAMERAS))
    await bare.stop()
    await bareBroker.stop()

    const broker = await aBroker()
    const ours = await startOurs(database, broker)
    pipelines.push(ours)
    if (bareIdle) await untilQuiet(ours)
    if (bareIdle) byPercentile('press → client, idle', await pressLatency(ours, PRESSES), bareIdle, 1.5, ['p50', 'p99'])
    await when('health', async () => {
      const taken = await throughput(ours, 'health', HEALTH)
      add('health messages taken, one process', '≥ 0.7 × bare', taken, floor, '/s', (ratio) => ratio !== null && ratio >= 0.7)
    })
    if (bareLoad)
      byPercentile('press → client, under 2,000 health/s', await under(ours, () => pressLatency(ours, PRESSES)), bareLoad, 2, ['p99'])
    if (bareStorm) {
      const storm = await stormOf(broker, CAMERAS, () => pressLatency(ours, PRESSES))
      byPercentile(`press → client, in a reconnect storm of ${CAMERAS}`, storm, bareStorm, 2, ['p99'])
    }
    if (bareRestart) await restartRows(database, ours, broker, bareRestart)
    await when('uplink', () => uplinkRows(database, ours))
    await ours.stop()
    await broker.stop()

    await when('mix', async () => {
      const mixed = await startOurs(database, await aBroker())
      pipelines.push(mixed)
      await untilQuiet(mixed)
      const mix = await throughput(mixed, 'mix', MIX)
      add('careful client, 1 % presses', '≥ 10,000/s', mix, null, '/s', () => mix >= 10_000)
      await mixed.stop()
    })
    await when('embedded', async () => {
      const embedded = await startEmbedded()
      pipelines.push(embedded)
      const idle = await pressLatency(embedded, PRESSES)
      add('embedded pair: press → client, idle, p50', '–', idle.p50, null, 'ms', () => true)
      add('embedded pair: press → client, idle, p99', '–', idle.p99, null, 'ms', () => true)
    })
    await when('measures', () => measureRows(timescale.url))
    await when('availability', () => availabilityRows(timescale.url))
    await when('history', () => historyRows(timescale.url))
    await when('browser', () => browserRows(timescale.url))
    report(floor)
  } finally {
    for (const pipeline of pipelines) await pipeline.stop()
    for (const broker of brokers) await broker.remove()
    await timescale.stop()
  }
}

/** What a restart of the broker costs: no press, no fault of a device that was well, and no more time than the bare pipeline takes. */
async function restartRows(database: string, ours: Pipeline, broker: Mosquitto, bare: Restart): Promise<void> {
  const pool = appPool(database, { max: 1 })
  const { rows } = await pool.query<{ now: Date }>('select now()')
  const name = `press → client, the broker restarted, then a storm of ${CAMERAS}`
  const restart = await pressesThroughRestart(ours, broker, CAMERAS)
  byPercentile(name, restart, bare, 2, ['p99'])
  add(`${name}: lost`, '0', restart.lost, null, 'presses', () => restart.lost === 0)
  const faults = await pool.query<{ n: number }>(
    'select count(*)::int as n from fault where device_id is not null and opened_at > $1 and kind <> $2',
    [
      rows[0]?.now,
      FREQUENT_PRESS, // its buttons are pressed several times a minute
    ],
  )
  const opened = faults.rows[0]?.n ?? Number.NaN
  add(`${name}: faults of devices that were well`, '0', opened, null, 'faults', () => opened === 0)
  await pool.end()
}

/** What a school's cut uplink costs: one fault, nothing of anybody else, and presses as under any other load. */
async function uplinkRows(database: string, ours: Pipeline): Promise<void> {
  const pool = appPool(database, { max: 1 })
  const beats = (job: Pick<BlastJob, 'messages' | 'rate' | 'devices' | 'without'>) =>
    blast({ port: ours.brokerPort, kind: 'health', ...job })
  const cut = await cutUplink(pool, CAMERAS, beats, () => pressLatency(ours, PRESSES))
  const name = `a school's uplink cut among ${CAMERAS} cameras`
  add(`${name}: press → client, p50`, '–', cut.p50, null, 'ms', () => true)
  add(`${name}: press → client, p99`, '–', cut.p99, null, 'ms', () => true)
  add(`${name}: faults`, '1', cut.faults, null, 'faults', () => cut.faults === 1)
  add(`${name}: known after`, '–', cut.knownAfterS, null, 's', () => true)
  add(`${name}: closed by itself`, '1', cut.mended ? 1 : 0, null, '', () => cut.mended)
  add(`${name}: changes of its own cameras`, '–', cut.changes.own, null, 'changes', () => true)
  add(`${name}: changes of all others`, '0', cut.changes.others, null, 'changes', () => cut.changes.others === 0)
  await pool.end()
}

async function measureRows(server: string): Promise<void> {
  const month = await measureFigures(server, 175, 1)
  const years = await measureFigures(server, 175, 24)
  const city = await measureFigures(server, 2_000, 24)
  const ratio = years.overview / month.overview
  add('overview of all measures, 175 schools, 24 months against 1', '≤ 2 × 1 month', years.overview, month.overview, 'ms', () => ratio <= 2)
  add('overview of all measures, 2,000 schools, 24 months', '–', city.overview, null, 'ms', () => true)
  add('one month of 2,000 schools added up', '–', city.adding, null, 'ms', () => true)
}

/** A quarter of all cameras beside a day of them: by school from the roll-up, and a page of single cameras. */
async function availabilityRows(server: string): Promise<void> {
  const [day, ...longer] = await availabilityFigures(server, CAMERAS)
  if (!day) throw new Error('availability was not measured')
  for (const { days, bySchool, byCamera } of longer) {
    add(
      `availability of ${CAMERAS} cameras by school, ${days} days against 1`,
      '≤ 300 ms',
      bySchool,
      day.bySchool,
      'ms',
      () => bySchool <= 300,
    )
    add(`availability of 200 cameras one by one, ${days} days against 1`, '≤ 300 ms', byCamera, day.byCamera, 'ms', () => byCamera <= 300)
  }
}

/** Faults and one camera's past over a quarter beside a day, the board, and what a day of all cameras keeps. */
async function historyRows(server: string): Promise<void> {
  const { windows, board, rowsPerDay, bytesPerDay } = await historyFigures(server, CAMERAS)
  const [day, ...longer] = windows
  if (!day) throw new Error('history was not measured')
  for (const { days, history, faults } of longer) {
    add(`history of one camera of ${CAMERAS}, ${days} days against 1`, '≤ 100 ms', history, day.history, 'ms', () => history <= 100)
    add(`200 faults of ${days} days ago against yesterday's`, '≤ 100 ms', faults, day.faults, 'ms', () => faults <= 100)
  }
  add('board of 300 open faults', '≤ 300 ms', board, null, 'ms', () => board <= 300)
  add(`kept health of ${CAMERAS} cameras a day: rows`, '–', rowsPerDay, null, 'rows', () => true)
  add(`kept health of ${CAMERAS} cameras a day: disk`, '–', bytesPerDay / 1e6, null, 'MB', () => true)
}

/** The control room in Chromium at 17,000 cameras. */
async function browserRows(server: string): Promise<void> {
  const { cold, longestTask, drawn, heapGrowth } = await browserFigures(server)
  const [first, ...others] = cold
  const usual = (what: keyof ColdLoad) => median(others.map((one) => one[what]))
  const picture = Math.max(usual('ground'), usual('campuses'))
  if (first) say(`first picture of a server that has just started: ${Math.max(first.ground, first.campuses).toFixed(0)} ms`)
  say(`cold loads: ${JSON.stringify(cold)}`)
  add('Chromium: first contentful paint, nothing cached', '≤ 2,000 ms', usual('paint'), null, 'ms', () => usual('paint') <= 2_000)
  add('Chromium: ground and campuses drawn, nothing cached', '≤ 2,000 ms', picture, null, 'ms', () => picture <= 2_000)
  add('Chromium: longest task while panning and zooming', '≤ 50 ms', longestTask, null, 'ms', () => longestTask <= 50)
  add('Chromium: alarm’s message → drawn, p50', '< 100 ms', drawn.p50, null, 'ms', () => drawn.p50 < 100)
  add('Chromium: alarm’s message → drawn, longest', '< 100 ms', drawn.most, null, 'ms', () => drawn.most < 100)
  add('Chromium: heap grown after 3,000 changes', '≤ 5 MB', heapGrowth, null, 'MB', () => heapGrowth <= 5)
}

/** While 2,000 beats a second come in. */
async function under<T>(pipeline: Pipeline, work: () => Promise<T>): Promise<T> {
  const load = blast({ port: pipeline.brokerPort, kind: 'health', messages: 2_000 * 12, rate: 2_000, devices: CAMERAS })
  const result = await work()
  await load
  return result
}

function report(floor: number): void {
  if (rows.length === 0) throw new Error('the bench measured nothing')
  const cell = (value: number | null) => (value === null ? '–' : value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(2))
  const lines = rows.map(
    (row) =>
      `| ${row.what} | ${row.bar} | ${cell(row.bare)} | ${cell(row.ours)} ${row.unit} | ${cell(row.ratio)} | ${row.met ? 'met' : 'NOT MET'} |`,
  )
  process.stdout.write(['| what | bar | bare | ours | ratio | |', '|---|---|---|---|---|---|', ...lines, ''].join('\n'))
  if (floor < 20_000)
    process.stdout.write(`The bare pipeline stored ${Math.round(floor)}/s, below 20,000/s: this machine is too busy for a verdict.\n`)
  const file = process.env.BENCH_JSON ?? 'dist/bench.json'
  writeFileSync(
    file,
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, cpus: cpus().length, load: loadavg(), floor, rows }, null, 2)}\n`,
  )
  process.stdout.write(`JSON: ${file}\n`)
}

await main()
