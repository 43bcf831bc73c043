import { BlockList, isIP } from 'node:net'
import os from 'node:os'
import * as z from 'zod'
import { readDutyHours } from '#domain/duty-hours.ts'
import { type Keep, LEAST_KEEP } from '#domain/retention.ts'

const PORT = 'expected a port number, 0–65535'
const port = (preset: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, PORT)
    .transform(Number)
    .pipe(z.number().max(65_535, PORT))
    .default(preset)
const url = (...schemes: string[]) =>
  z.string().refine(
    // PostgreSQL's may leave its host out, and then means a socket of this machine.
    (text) =>
      schemes.some((scheme) => text.startsWith(`${scheme}://`)) &&
      URL.canParse(text) &&
      (schemes.includes('postgres') || new URL(text).hostname !== ''),
    `expected a URL with ${schemes.join(':// or ')}:// and a host`,
  )

const ROLES = ['gateway', 'api', 'worker'] as const
export type ProcessRole = (typeof ROLES)[number]

const Roles = z
  .string()
  .default('all')
  .transform((text, context): readonly ProcessRole[] => {
    if (text === 'all') return ROLES
    const names = text.split(',').map((name) => name.trim())
    const wrong = names.find((name) => !ROLES.some((role) => role === name))
    if (wrong !== undefined) context.addIssue(`expected all, or some of ${ROLES.join(',')}; found "${wrong}"`)
    return ROLES.filter((role) => names.includes(role))
  })

/** Rows are kept for at least so long, whatever is asked for. */
const days = (least: number) =>
  z.coerce
    .number({ error: 'expected days' })
    .int()
    .min(least, `expected ${least} days or more: evidence lives as long as what it proves`)
    .max(36_500)
    .default(least)

/** When an operator must be signed in, at the district's clock (R15). */
const dutyHours = z.string().refine((text) => readDutyHours(text) !== null, 'expected hours like 07:00-22:00')

/** Tile URLs, several layers one beside the other with blanks. */
const areTiles = (text: string): boolean =>
  text.split(/\s+/).every((url) => /^(https?:\/\/[^/]|\/)/.test(url) && ['{z}', '{x}', '{y}'].every((part) => url.includes(part)))

const Flag = z.enum(['0', '1']).transform((text) => text === '1')

const PRIVATE_NETWORKS = '127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7,fe80::/10'

/** Networks as CIDR, one beside the other. */
const networks = (preset: string) =>
  z
    .string()
    .default(preset)
    .transform((text, context): string[] => {
      const found = text.split(',').flatMap((network) => network.trim() || [])
      const wrong = found.find((network) => !isNetwork(network))
      if (wrong !== undefined) context.addIssue(`expected networks like 10.0.0.0/8, one beside the other with commas; found "${wrong}"`)
      return found
    })

function isNetwork(network: string): boolean {
  const [address = '', prefix = '', more] = network.split('/')
  const family = isIP(address)
  return family !== 0 && more === undefined && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)
}

function blockListOf(found: readonly string[]): BlockList {
  const list = new BlockList()
  for (const [address = '', prefix] of found.filter(isNetwork).map((network) => network.split('/')))
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return list
}

const Environment = z
  .object({
    PORT: port(8080),
    HOST: z.string().min(1).default('127.0.0.1'),
    DATABASE_URL: url('postgres', 'postgresql').optional(),
    MQTT_URL: url('mqtt', 'mqtts', 'ws', 'wss').optional(),
    MQTT_PORT: port(1883),
    MQTT_USERNAME: z.string().min(1).optional(),
    MQTT_PASSWORD: z.string().min(1).optional(),
    MQTT_TLS_PORT: port(8883),
    MQTT_TLS_HOST: z.string().min(1).default('0.0.0.0'),
    MQTT_TLS_CA: z.string().min(1).optional(),
    MQTT_TLS_CERT: z.string().min(1).optional(),
    MQTT_TLS_KEY: z.string().min(1).optional(),
    MQTT_TLS_CRL: z.string().min(1).optional(),
    BROKER_TOKEN: z.string().min(24, 'expected 24 characters or more').max(200).optional(),
    DATA_DIR: z.string().min(1).default('./data'),
    INSTANCE: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1–64 of letters, digits and . _ -')
      .default(
        () =>
          os
            .hostname()
            .replace(/[^A-Za-z0-9._-]/g, '-')
            .slice(0, 64) || 'xiaowei',
      ),
    INSTALLATION_KEY: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'expected 64 hexadecimal digits, as of openssl rand -hex 32')
      .optional(),
    REDIS_URL: url('redis', 'rediss').optional(),
    ROLES: Roles,
    DEMO_PASSWORD: z.string().min(8, 'expected 8 characters or more').optional(),
    DEMO_DEVICES: Flag.default(true),
    KEEP_EVENT_DAYS: days(LEAST_KEEP.events),
    KEEP_SAMPLE_DAYS: days(LEAST_KEEP.samples),
    KEEP_STATE_DAYS: days(LEAST_KEEP.states),
    DATABASE_DISK_GB: z.coerce.number({ error: 'expected gigabytes' }).positive().optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    MAP_BASEMAP: z.enum(['none', 'streets', 'raster', 'pmtiles', 'tianditu', 'gaode']).optional(),
    MAP_URL: z.string().min(1).optional(),
    MAP_DATUM: z.enum(['wgs84', 'gcj02']).optional(),
    MAP_ATTRIBUTION: z.string().max(500).optional(),
    MAP_APPROVAL: z.string().max(100).optional(),
    CONTROL_ROOM_PHONE: z
      .string()
      .regex(/^[+\d][\d -]{2,29}$/, 'expected a telephone number')
      .optional(),
    DUTY_HOURS: dutyHours.default('00:00-24:00'),
    CHROMIUM: z.string().min(1).optional(),
    SECOND_FACTOR: z.enum(['offered', 'required']).default('offered'),
    LOCAL_NETWORKS: networks(PRIVATE_NETWORKS).transform(blockListOf),
    TRUSTED_PROXIES: networks(''),
    UNIT_NAME: z.string().trim().max(50).default(''),
  })
  .superRefine((environment, context) => {
    if ((environment.MQTT_USERNAME === undefined) !== (environment.MQTT_PASSWORD === undefined)) {
      context.addIssue({ code: 'custom', path: ['MQTT_PASSWORD'], message: 'MQTT_USERNAME and MQTT_PASSWORD go together' })
    }
    const pem = [environment.MQTT_TLS_CA, environment.MQTT_TLS_CERT, environment.MQTT_TLS_KEY]
    if (pem.some((file) => file !== undefined) && pem.some((file) => file === undefined))
      context.addIssue({ code: 'custom', path: ['MQTT_TLS_CERT'], message: 'MQTT_TLS_CA, MQTT_TLS_CERT and MQTT_TLS_KEY go together' })
    const needsUrl = ['raster', 'pmtiles', 'tianditu', 'gaode'].includes(environment.MAP_BASEMAP ?? '')
    if (needsUrl && environment.MAP_URL === undefined)
      context.addIssue({ code: 'custom', path: ['MAP_URL'], message: `MAP_BASEMAP=${environment.MAP_BASEMAP} needs MAP_URL` })
    else if (needsUrl && environment.MAP_BASEMAP !== 'pmtiles' && !areTiles(environment.MAP_URL ?? ''))
      context.addIssue({ code: 'custom', path: ['MAP_URL'], message: 'expected the address of tiles, with {z}, {x} and {y} in it' })
  })
export type Config = z.infer<typeof Environment>

/** Whether an address is outside the house. @param address IPv4, IPv6, or IPv4 as IPv6 */
export function isRemote({ LOCAL_NETWORKS }: Pick<Config, 'LOCAL_NETWORKS'>, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return !LOCAL_NETWORKS.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** How many days each kind of history is kept. */
export const keepOf = ({ KEEP_EVENT_DAYS, KEEP_SAMPLE_DAYS, KEEP_STATE_DAYS }: Config): Keep => ({
  events: KEEP_EVENT_DAYS,
  samples: KEEP_SAMPLE_DAYS,
  states: KEEP_STATE_DAYS,
})

/** What may hold a password is not repeated, only what shows the mistake. */
const SECRET = /PASSWORD|TOKEN|URL|INSTALLATION_KEY/
function shown(name: string, found: string): string {
  if (!SECRET.test(name)) return `"${found.slice(0, 100)}"`
  if (!name.endsWith('URL')) return `${found.length} characters`
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(found)?.[0]
  return scheme === undefined ? 'no scheme' : `${scheme}…`
}

/**
 * Reads, checks and types the environment once. An empty variable counts as absent.
 * @throws one error that names every wrong variable with what was expected
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const read = Environment.safeParse(given)
  if (read.success) return read.data
  const wrong = read.error.issues.map(({ path, message }) => {
    const name = path.join('.')
    const found = given[name]
    const isTold = found === undefined || message.includes('found')
    return `${name || 'environment'}: ${message}${isTold ? '' : `; found ${shown(name, found)}`}`
  })
  throw new ConfigError(wrong.join('; '))
}

/** A mistake of whoever started the program: told in one line, without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
