import { parseArgs } from 'node:util'
import type { Broker } from './link.ts'

export type Dialect = 'native' | 'zigbee2mqtt' | 'chirpstack' | 'gb28181'
const DIALECTS: readonly string[] = ['native', 'zigbee2mqtt', 'chirpstack', 'gb28181'] satisfies Dialect[]

export interface Options {
  help: boolean
  broker: Broker
  scenario: string
  seed: number
  speed: number
  school: string | null
  dialect: Dialect
  count: number | null
  /** ms */
  duration: number | null
  pressesPerHour: number
  json: boolean
}

/** What whoever started it can mend, told in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  url: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  school: { type: 'string' },
  dialect: { type: 'string' },
  count: { type: 'string' },
  duration: { type: 'string' },
  'presses-per-hour': { type: 'string' },
  json: { type: 'boolean' },
} as const

/** @throws UsageError that names the option, what was expected and what was found */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  scenarios: readonly string[],
): Options {
  const given = parse(args)
  const scenario = given.scenario ?? 'district'
  if (!scenarios.includes(scenario)) throw new UsageError(`--scenario: expected one of ${scenarios.join(', ')}; found ${scenario}`)
  const dialect = given.dialect ?? 'native'
  if (!DIALECTS.includes(dialect)) throw new UsageError(`--dialect: expected one of ${DIALECTS.join(', ')}; found ${dialect}`)
  const url = given.url ?? (environment.MQTT_URL || 'mqtt://127.0.0.1:1883')
  if (!URL.canParse(url) || !/^mqtts?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url: expected mqtt://host:port or mqtts://host:port; found ${url}`)
  const password = given.password ?? (environment.MQTT_PASSWORD || environment.DEMO_PASSWORD)
  const username = given.username ?? (environment.MQTT_USERNAME || (password ? 'demo' : undefined))
  const duration = number(given, 'duration', { least: 0.1 })
  return {
    help: given.help ?? false,
    broker: { url, ...(username ? { username } : {}), ...(password ? { password } : {}) },
    scenario,
    seed: number(given, 'seed', { least: 0, whole: true }) ?? 1,
    speed: number(given, 'speed', { least: 0.01 }) ?? 1,
    school: given.school ?? null,
    dialect: dialect as Dialect,
    count: number(given, 'count', { least: 1, whole: true }),
    duration: duration === null ? null : duration * 1000,
    pressesPerHour: number(given, 'presses-per-hour', { least: 0 }) ?? 2,
    json: given.json ?? false,
  }
}

type Given = ReturnType<typeof parse>

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function number(
  given: Given,
  name: 'seed' | 'speed' | 'count' | 'duration' | 'presses-per-hour',
  { least, whole = false }: { least: number; whole?: boolean },
): number | null {
  const text = given[name]
  if (text === undefined) return null
  const value = Number(text)
  const fits = text.trim() !== '' && Number.isFinite(value) && value >= least && value <= 1e9 && (!whole || Number.isInteger(value))
  if (!fits) throw new UsageError(`--${name}: expected a ${whole ? 'whole ' : ''}number of at least ${least}; found ${text}`)
  return value
}
