import { DialectName } from '#contracts/device.ts'
import { NATIVE_ROOT } from '#contracts/mqtt.ts'
import { DIALECTS } from './index.ts'
import { matchesAny } from './topic-filter.ts'

/** One mount or tree on the broker: which dialect is spoken below `base`, and for which school (null: the topic or the register says). */
export interface Source {
  readonly id: string
  readonly dialect: DialectName
  readonly base: string
  readonly schoolId: string | null
}

/** Trees that are understood without any configuration; a base of '' covers what the dialect's own filters name, not every topic of the broker. */
const DEFAULT_SOURCES: readonly Source[] = [
  { id: 'native', dialect: 'native', base: NATIVE_ROOT, schoolId: null },
  { id: 'zigbee2mqtt', dialect: 'zigbee2mqtt', base: 'zigbee2mqtt', schoolId: null },
  { id: 'chirpstack', dialect: 'chirpstack', base: '', schoolId: null },
]

/** Other names of a mount than its dialect's own. */
const DIALECT_OF_MOUNT = new Map<string, DialectName>([
  ...DialectName.options.map((name): [string, DialectName] => [name, name]),
  ['z2m', 'zigbee2mqtt'],
  ['zigbee', 'zigbee2mqtt'],
  ['lora', 'chirpstack'],
  ['lorawan', 'chirpstack'],
  ['gb', 'gb28181'],
])

/** The source a topic belongs to: the longest configured base, a default tree, or a mount `edge/<school>/<name>` named by its dialect; null = nobody's. */
export function sourceOf(topic: string, configured: readonly Source[] = []): Source | null {
  const mount = mountOf(topic)
  // Configured ones stand first: a base of the same length as a default or a mount wins over it.
  const candidates = [...configured, ...(mount ? [mount] : []), ...DEFAULT_SOURCES]
  let best: Source | null = null
  for (const source of candidates) if (covers(source, topic) && (best === null || source.base.length > best.base.length)) best = source
  return best
}

/** What is spoken at a source of this name: a default tree, or a mount `edge/<school>/<name>`; null = there is no such source. */
export const dialectOfSource = (id: string): DialectName | null =>
  DEFAULT_SOURCES.find((source) => source.id === id)?.dialect ??
  (mountOf(`${id}/x`)?.id === id ? (mountOf(`${id}/x`)?.dialect ?? null) : null)

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
export function carefulFilters(configured: readonly Source[] = []): string[] {
  const vendor = [...DEFAULT_SOURCES, ...configured].filter(({ dialect, base }) => dialect !== 'native' && !base.startsWith('edge/'))
  return unique([
    `${NATIVE_ROOT}/+/+/alarm`,
    'edge/+/+/#',
    ...vendor.flatMap((source) => DIALECTS[source.dialect].filters(source.base)),
    ...nativeBases(configured).map((base) => `${base}/+/+/alarm`),
  ])
}

/** What the health client subscribes to: beats and births of native devices, which may be lost without harm. */
export function healthFilters(configured: readonly Source[] = []): string[] {
  return unique([NATIVE_ROOT, ...nativeBases(configured)].flatMap((base) => [`${base}/+/+/health`, `${base}/+/+/status`]))
}

const nativeBases = (configured: readonly Source[]): string[] =>
  configured.filter((source) => source.dialect === 'native').map((source) => source.base)
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

const RAW_SUFFIXES: ReadonlySet<string> = new Set(['alert', 'event', 'message', 'frame'])

/** `edge/<school>/<name>/<deviceKey>/{alert|event|message|frame}[/<messageId>]` in its parts; null for any other topic. */
export function bridgeTopic(topic: string): BridgeTopic | null {
  const [edge, schoolId, name, deviceKey, suffix, messageId, ...rest] = topic.split('/')
  if (edge !== 'edge' || !schoolId || !name || !deviceKey || suffix === undefined || !RAW_SUFFIXES.has(suffix) || rest.length > 0)
    return null
  const base = `edge/${schoolId}/${name}`
  return { base, schoolId, name, deviceKey, suffix, messageId: messageId || null, commandTopic: `${base}/${deviceKey}/command` }
}
