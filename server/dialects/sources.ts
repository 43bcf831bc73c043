import { DialectName } from '#contracts/device.ts'
import { NATIVE_ROOT } from '#contracts/mqtt.ts'
import type { SourceRow } from '#contracts/source.ts'
import { isSourceOf, sourceAt } from './configured-source.ts'
import { DIALECTS } from './index.ts'
import { matchesAny } from './topic-filter.ts'

/** One mount or tree on the broker: which dialect is spoken below `base`, and for which school (null: the topic or the register says). */
export interface Source {
  readonly id: string
  readonly dialect: DialectName
  readonly base: string
  readonly schoolId: string | null
  /** The configuration in force; absent where the built-in one is. */
  readonly row?: SourceRow
}

/** Trees that are understood without any configuration; a base of '' covers what the dialect's own filters name, not every topic of the broker. */
const DEFAULT_SOURCES: readonly Source[] = [
  { id: 'native', dialect: 'native', base: NATIVE_ROOT, schoolId: null },
  { id: 'zigbee2mqtt', dialect: 'zigbee2mqtt', base: 'zigbee2mqtt', schoolId: null },
  { id: 'chirpstack', dialect: 'chirpstack', base: '', schoolId: null },
  { id: 'tts', dialect: 'tts', base: '', schoolId: null },
  { id: 'tasmota', dialect: 'tasmota', base: '', schoolId: null },
  { id: 'shelly', dialect: 'shelly', base: '', schoolId: null },
  { id: 'onvif', dialect: 'onvif', base: '', schoolId: null },
  { id: 'ha-discovery', dialect: 'ha-discovery', base: 'homeassistant', schoolId: null },
  { id: 'frigate', dialect: 'frigate', base: 'frigate', schoolId: null },
  { id: 'esphome', dialect: 'esphome', base: '', schoolId: null },
  { id: 'sparkplug', dialect: 'sparkplug', base: '', schoolId: null },
  { id: 'aliyun', dialect: 'aliyun', base: '', schoolId: null },
  { id: 'jetlinks', dialect: 'jetlinks', base: '', schoolId: null },
  { id: 'huawei-iotda', dialect: 'huawei-iotda', base: '', schoolId: null },
  { id: 'thingsboard', dialect: 'thingsboard', base: '', schoolId: null },
  { id: 'emqx', dialect: 'emqx', base: '', schoolId: null },
  { id: 'dahua-vto', dialect: 'dahua', base: 'DahuaVTO', schoolId: null },
  { id: 'camera-events', dialect: 'dahua', base: 'CameraEvents', schoolId: null },
  { id: 'sia2mqtt', dialect: 'dc09', base: 'home/alarm', schoolId: null },
]

/** Other names of a mount than its dialect's own. */
const DIALECT_OF_MOUNT = new Map<string, DialectName>([
  ...DialectName.options.map((name): [string, DialectName] => [name, name]),
  ['z2m', 'zigbee2mqtt'],
  ['zigbee', 'zigbee2mqtt'],
  ['lora', 'chirpstack'],
  ['lorawan', 'chirpstack'],
  ['shellies', 'shelly'],
  ['esp', 'esphome'],
  ['homeassistant', 'ha-discovery'],
  ['ha', 'ha-discovery'],
  ['gb', 'gb28181'],
  ['ttn', 'tts'],
  ['ali', 'aliyun'],
  ['huawei', 'huawei-iotda'],
  ['iotda', 'huawei-iotda'],
  ['nanomq', 'emqx'],
  ['hik', 'hikvision-isapi'],
  ['hikvision', 'hikvision-isapi'],
  ['isapi', 'hikvision-isapi'],
  ['hik-cid', 'hikvision-cid'],
  ['axpro', 'hikvision-cid'],
  ['dh', 'dahua'],
  ['vto', 'dahua'],
  ['sia', 'dc09'],
  ['sia2mqtt', 'dc09'],
])
export const MOUNT_NAMES: readonly string[] = [...DIALECT_OF_MOUNT.keys()]

/**
 * The source a topic belongs to: the longest base of a configured row, a default tree, or a mount `edge/<school>/<name>` named by its
 * dialect; null = nobody's.
 * @param configured rows in order (`inOrder`); one with the id of a default stands in its place, off or not
 */
export function sourceOf(topic: string, configured: readonly SourceRow[] = []): Source | null {
  // A configured one stands first: a base of the same length as a default or a mount wins over it.
  const candidates = [configuredAt(topic, configured), mountOf(topic), ...DEFAULT_SOURCES]
  let best: Source | null = null
  for (const source of candidates) {
    if (!source || (best !== null && source.base.length <= best.base.length)) continue
    if (source.row || (covers(source, topic) && !configured.some(({ id }) => id === rowIdOf(source)))) best = source
  }
  return best
}

function configuredAt(topic: string, configured: readonly SourceRow[]): Source | null {
  for (const row of configured) {
    const source = sourceAt(row, topic)
    if (source) return source
  }
  return null
}

/** The line of the list of sources that a source belongs to: a mount without configuration to that of its name at any school. */
export function rowIdOf({ row, id, base }: Source): string {
  if (row) return row.id
  return base.startsWith('edge/') ? `edge/+/${base.split('/')[2]?.toLowerCase()}` : id
}

/** What is spoken at a source of this name: a configured one, a default tree, or a mount `edge/<school>/<name>`; null = there is no such source. */
export function dialectOfSource(id: string, configured: readonly SourceRow[] = []): DialectName | null {
  const row = configured.find((candidate) => isSourceOf(candidate, id))
  if (row) return row.dialect
  return DEFAULT_SOURCES.find((source) => source.id === id)?.dialect ?? mountOf(`${id}/x`)?.dialect ?? null
}

/** What is understood without any configuration, as rows. */
export function defaultRows(): SourceRow[] {
  const settings = {
    schoolId: null,
    schoolLevel: null,
    identity: null,
    datum: 'wgs84',
    timeZone: 'Asia/Shanghai',
    policePlatform: false,
    off: false,
  } as const
  const trees = DEFAULT_SOURCES.map(({ id, dialect, base }) => {
    const filters = dialect === 'native' ? [`${base}/#`] : DIALECTS[dialect].filters(base)
    return { id, filters, dialect, baseLevels: base === '' ? 0 : base.split('/').length, ...settings }
  })
  const mounts = [...DIALECT_OF_MOUNT].map(([name, dialect]) => {
    return { id: `edge/+/${name}`, filters: [`edge/+/${name}/#`], dialect, baseLevels: 3, ...settings, schoolLevel: 2 }
  })
  return [...trees, ...mounts]
}

function covers(source: Source, topic: string): boolean {
  return source.base === '' ? matchesAny(DIALECTS[source.dialect].filters(''), topic) : topic.startsWith(`${source.base}/`)
}

/** `edge/<school>/<name>` of a topic below it, whatever is spoken there; null elsewhere. */
export function mountBase(topic: string): string | null {
  const [edge, schoolId, name, ...rest] = topic.split('/')
  return edge === 'edge' && schoolId && name && rest.length > 0 ? `edge/${schoolId}/${name}` : null
}

function mountOf(topic: string): Source | null {
  const base = mountBase(topic)
  const [, schoolId = '', name = ''] = base?.split('/') ?? []
  const dialect = DIALECT_OF_MOUNT.get(name.toLowerCase())
  return base !== null && dialect ? { id: base, dialect, base, schoolId } : null
}

/** Whether we (or another platform) speak on this topic, not a device: our `command` topics, and ChirpStack's `command/down`. */
export function isDownlink(topic: string): boolean {
  const levels = topic.split('/')
  if (topic.startsWith('edge/')) return levels.length >= 5 && (levels.at(-1) === 'command' || isChirpstackDown(levels))
  if (topic.startsWith(`${NATIVE_ROOT}/`)) return levels.length === 5 && levels[4] === 'command'
  return isChirpstackDown(levels)
}
// application/<id>/device/<devEui>/command/down
const isChirpstackDown = (levels: readonly string[]): boolean =>
  levels.at(-2) === 'command' && levels.at(-4) === 'device' && levels.at(-6) === 'application'

/** What the careful client subscribes to: native alarms, and all vendor trees, whose presses and telemetry share their topics. */
export function carefulFilters(configured: readonly SourceRow[] = []): string[] {
  const standing = DEFAULT_SOURCES.filter(({ id, dialect }) => dialect !== 'native' && !configured.some((row) => row.id === id))
  return unique([
    `${NATIVE_ROOT}/+/+/alarm`,
    'edge/+/+/#',
    ...standing.flatMap(({ dialect, base }) => DIALECTS[dialect].filters(base)),
    ...configured.filter(({ off }) => !off).flatMap(({ filters }) => filters.filter((filter) => !filter.startsWith('edge/'))),
  ])
}

/** What the health client subscribes to: beats and births of native devices, which may be lost without harm. */
export const HEALTH_FILTERS: readonly string[] = [`${NATIVE_ROOT}/+/+/health`, `${NATIVE_ROOT}/+/+/status`]

const unique = (filters: readonly string[]): string[] => [...new Set(filters)]

/** A topic of a mount whose messages are carried raw, one vendor message per publish. */
export interface BridgeTopic {
  readonly base: string
  readonly schoolId: string
  readonly name: string
  readonly deviceKey: string
  readonly suffix: string
  /** The bridge's own name for this publish, which our receipt repeats; null when it gave none. */
  readonly messageId: string | null
  readonly commandTopic: string
}

/** Vendor families that do not speak MQTT: a bridge carries their messages raw and waits for our receipt. */
const CARRIED_RAW: ReadonlySet<string> = new Set<DialectName>(['gb28181', 'hikvision-isapi', 'hikvision-cid', 'dahua', 'dc09'])
export const isCarriedRaw = (dialect: string | null | undefined): boolean => CARRIED_RAW.has(dialect ?? '')

const RAW_SUFFIXES: ReadonlySet<string> = new Set(['alert', 'event', 'message', 'frame'])

/** `edge/<school>/<name>/<deviceKey>/{alert|event|message|frame}[/<messageId>]` in its parts; null for any other topic. */
export function bridgeTopic(topic: string): BridgeTopic | null {
  const [edge, schoolId, name, deviceKey, suffix, messageId, ...rest] = topic.split('/')
  if (edge !== 'edge' || !schoolId || !name || !deviceKey || suffix === undefined || !RAW_SUFFIXES.has(suffix) || rest.length > 0)
    return null
  const base = `edge/${schoolId}/${name}`
  return { base, schoolId, name, deviceKey, suffix, messageId: messageId || null, commandTopic: `${base}/${deviceKey}/command` }
}
