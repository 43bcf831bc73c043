import { setTimeout as sleep } from 'node:timers/promises'
import type { SyntheticDevice, SyntheticDistrict } from '#domain/synthetic-district.ts'
import type { Random } from '#domain/synthetic-random.ts'
import { connectLink, type Link } from './link.ts'
import { type Options, UsageError } from './options.ts'
import { commandFilters, type PanicButton, SchoolGateway } from './school-gateway.ts'
import type { Tally } from './tally.ts'

/** What a scenario plays with. */
export interface World {
  options: Options
  district: SyntheticDistrict
  random: Random
  tally: Tally
  /** One line of progress. */
  say: (line: string) => void
  trouble: (error: Error) => void
  /** Trouble that makes the whole run a failure. */
  fail: (error: Error) => void
  /** Aborted by SIGTERM, when `--duration` is over, or when the broker refuses the account. */
  signal: AbortSignal
  /** Closed when the scenario ends. */
  opened: { close(): void | Promise<void> }[]
}

export type Scenario = { about: string; run: (world: World) => Promise<void> }

/** Waits that long, or until the scenario is stopped. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined)

/** Waits for the answers, at most that long or until the scenario is stopped. */
export async function settle(promises: readonly Promise<unknown>[], ms: number, signal: AbortSignal): Promise<void> {
  const end = new AbortController()
  const stop = () => end.abort()
  signal.addEventListener('abort', stop, { once: true })
  await Promise.race([Promise.all(promises), pause(ms, end.signal)])
  signal.removeEventListener('abort', stop)
  stop()
}

/** Devices by `--school`, else of the whole district. */
export function devicesOf({ options: { school }, district }: World): SyntheticDevice[] {
  if (school === null) return district.devices
  const devices = district.devices.filter((device) => device.schoolId === school)
  if (devices.length === 0)
    throw new UsageError(`--school: expected a school of the synthetic district, such as ${district.schools[0]?.id}; found ${school}`)
  return devices
}

export const isButton = ({ kind }: SyntheticDevice): boolean => kind === 'panicButton'

let connections = 0
/** A connection that hears the commands for these schools. */
export async function openLink(world: World, schools: readonly string[], patienceMs?: number): Promise<Link> {
  const link = await connectLink({
    ...world.options.broker,
    clientId: `devices-${process.pid}-${++connections}`,
    filters: schools.flatMap(commandFilters),
    onTrouble: world.trouble,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
  world.opened.push(link)
  return link
}

export async function openGateway(
  world: World,
  schoolId: string,
  devices: readonly SyntheticDevice[],
  patienceMs?: number,
): Promise<SchoolGateway> {
  const link = await openLink(world, [schoolId], patienceMs)
  const gateway = new SchoolGateway(schoolId, devices, link, world.tally)
  world.opened.push(gateway)
  return gateway
}

/** A button of `--dialect` and `--school`, drawn by the seed, behind its own gateway. */
export async function openButton(world: World): Promise<PanicButton> {
  const { dialect } = world.options
  const candidates = devicesOf(world).filter((device) => isButton(device) && device.dialect === dialect)
  if (candidates.length === 0) throw new UsageError(`--dialect: no ${dialect} button at ${world.options.school ?? 'any school'}`)
  const chosen = world.random.pick(candidates)
  const school = world.district.devices.filter((device) => device.schoolId === chosen.schoolId && (device === chosen || !isButton(device)))
  const gateway = await openGateway(world, chosen.schoolId, school)
  world.say(`${chosen.id} (${chosen.name}, ${chosen.dialect}) at ${chosen.schoolId}`)
  return gateway.buttons[0] as PanicButton
}

/** How long a scenario waits for receipts, ms. */
export const patience = ({ options }: World): number => options.duration ?? 60_000
