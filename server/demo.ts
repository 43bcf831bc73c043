// npm run demo: everything embedded, the synthetic district, simulated devices, one URL.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { renderUnicodeCompact } from 'uqr'
import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { ensureWeb } from './build-web.ts'
import { seedDistrict } from './commands/seed-district.ts'
import { seedEvidence } from './commands/seed-evidence.ts'
import { seedHazards } from './commands/seed-hazards.ts'
import { seedIncidents } from './commands/seed-incidents.ts'
import { seedTasks } from './commands/seed-tasks.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { DEMO_SCHOOL, demoEnrolment, demoPassword, ensureDemoAccounts } from './demo-account.ts'
import { openPhoneDoor, type PhoneDoor } from './phone-door.ts'
import { explain, untilStopped } from './run.ts'
import { EVERYTHING } from './system/broker.ts'
import { type System, startSystem } from './system.ts'

// Belongs to nobody, as all telephone numbers of the synthetic district.
const DEMO_CONTROL_ROOM = '0951-000-0000'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig({ LOG_LEVEL: 'error', CONTROL_ROOM_PHONE: DEMO_CONTROL_ROOM, UNIT_NAME: '示例区教育局', ...process.env })
  const phoneDoor = wantsPhone() ? await openPhoneDoor() : null
  say('校卫 Xiaowei · 示例区 (synthetic district) · starting')
  if (await ensureWeb()) say('  web app built')
  const district = syntheticDistrict()
  const demo = await demoPassword(config.DATA_DIR, config.DEMO_PASSWORD)
  const simulator = { username: 'simulator', password: randomUUID() }
  let accounts: { username: string; name: string }[] = []
  const system = await startSystem({
    config,
    ...(phoneDoor ? { phoneDoor } : {}),
    logger: pino({ level: config.LOG_LEVEL }),
    onProgress: (line) => say(`  ${line}`),
    map: { basemap: { kind: 'streets', datum: 'wgs84' }, center: [106.2, 38.5], zoom: 13 },
    brokerAccounts: [
      { username: 'demo', password: demo.password, ...EVERYTHING },
      { ...simulator, ...EVERYTHING },
    ],
    prepare: async (pool) => {
      const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from device where synthetic')
      if ((rows[0]?.n ?? 0) < district.devices.length) {
        let shown = ''
        await seedDistrict(pool, district, (share, what) => {
          const line = `  loading the synthetic district: ${what} ${Math.floor((share * 100) / 20) * 20} %`
          if (line !== shown) say(line)
          shown = line
        })
      }
      accounts = await ensureDemoAccounts(pool, district, demo.password)
      await seedEvidence(pool, district)
      await seedTasks(pool)
      await seedIncidents(pool, [DEMO_SCHOOL, ...district.schools.map(({ id }) => id).filter((id) => id !== DEMO_SCHOOL)])
      await seedHazards(pool)
    },
  })
  const devices = config.DEMO_DEVICES ? startDevices(system, simulator) : null
  say(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s: ${system.url}`)
  say(`  users: ${accounts.map(({ username }) => username).join(', ')}`)
  say(`  password of all of them, and of the MQTT user demo: ${passwordLine(config, demo)}`)
  say(`  MQTT: ${system.brokerUrl}${devices ? '' : ' (no simulated devices)'}`)
  if (phoneDoor) await sayPhone(system, phoneDoor)
  say('  Ctrl+C stops. This is a demonstration with synthetic data; it alarms nobody. In danger call 110.')
  await untilStopped(system, async () => {
    devices?.kill('SIGTERM')
  })
}

function wantsPhone(): boolean {
  try {
    return parseArgs({ options: { phone: { type: 'boolean', default: false } } }).values.phone
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}; npm run demo knows -- --phone`)
  }
}

/** The QR that enrols a phone of this network as the demo's guard; white squares drawn on black, whatever the terminal's colours. */
async function sayPhone(system: System, { origins }: PhoneDoor): Promise<void> {
  const code = await demoEnrolment(system.pool)
  const url = `${origins[0]}/guard${code === null ? '' : `#enrol=${code}`}`
  const lines = renderUnicodeCompact(url, { border: 2 }).split('\n')
  say('  phone (same network; it asks once about the certificate; the code is for one phone, 15 minutes):')
  for (const line of lines) say(process.stdout.isTTY ? `\x1b[97;40m${line}\x1b[0m` : line)
  say(`  ${url}`)
  if (origins.length > 1) say(`  also at ${origins.slice(1).join(', ')}`)
  say('  more phones: sign in as school and choose 登记手机')
}

function passwordLine(config: Config, { password, isNew }: { password: string; isNew: boolean }): string {
  if (config.DEMO_PASSWORD !== undefined) return 'as DEMO_PASSWORD says'
  return isNew ? password : `as printed at the first start (kept in ${config.DATA_DIR}/demo-password)`
}

/** The simulated devices are a program of their own and speak MQTT over a real socket, as any device would. */
function startDevices(system: System, account: { username: string; password: string }): ChildProcess {
  const cli = fileURLToPath(new URL('../devices/cli.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', cli, '--scenario', 'district'], {
    env: { ...process.env, MQTT_URL: system.brokerUrl, MQTT_USERNAME: account.username, MQTT_PASSWORD: account.password },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => process.stderr.write(`devices: ${line.slice(0, 240)}\n`))
  return child
}

await main().catch(explain)
