import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DialectName } from '#contracts/device.ts'
import type { SourceRow } from '#contracts/source.ts'
import {
  bridgeTopic,
  carefulFilters,
  defaultRows,
  dialectOfSource,
  HEALTH_FILTERS,
  isDownlink,
  rowIdOf,
  sourceOf,
} from '../../server/dialects/sources.ts'
import { matchesAny, topicMatcher } from '../../server/dialects/topic-filter.ts'
import { readCases } from './match.ts'

/** A configured source whose base is all of its filter before `#`. */
function aSource(id: string, filter: string, more: Partial<SourceRow> = {}): SourceRow {
  const baseLevels = filter.split('/').filter((level) => level !== '#').length
  const settings = {
    schoolId: null,
    schoolLevel: null,
    identity: null,
    datum: 'wgs84',
    timeZone: 'Asia/Shanghai',
    policePlatform: false,
    off: false,
  } as const
  return { id, filters: [filter], dialect: 'zigbee2mqtt', baseLevels, ...settings, ...more }
}

describe('the source of a topic', () => {
  it.each([
    ['xiaowei/v1/xq-01/btn-1/alarm', 'native', 'native', 'xiaowei/v1', null],
    ['zigbee2mqtt/sos-01', 'zigbee2mqtt', 'zigbee2mqtt', 'zigbee2mqtt', null],
    ['application/1/device/24e1/event/up', 'chirpstack', 'chirpstack', '', null],
    ['edge/xq-03/z2m/sos', 'edge/xq-03/z2m', 'zigbee2mqtt', 'edge/xq-03/z2m', 'xq-03'],
    ['edge/xq-03/lora/application/1/device/24e1/event/up', 'edge/xq-03/lora', 'chirpstack', 'edge/xq-03/lora', 'xq-03'],
    ['edge/xq-01/gb28181/3402/message', 'edge/xq-01/gb28181', 'gb28181', 'edge/xq-01/gb28181', 'xq-01'],
    ['edge/xq-01/gb/3402/message/7', 'edge/xq-01/gb', 'gb28181', 'edge/xq-01/gb', 'xq-01'],
    ['edge/xq-01/isapi/nvr-1/alert', 'edge/xq-01/isapi', 'hikvision-isapi', 'edge/xq-01/isapi', 'xq-01'],
    ['edge/xq-01/hik-cid/hub-1/alert', 'edge/xq-01/hik-cid', 'hikvision-cid', 'edge/xq-01/hik-cid', 'xq-01'],
    ['edge/xq-03/dh/nvr-5/event', 'edge/xq-03/dh', 'dahua', 'edge/xq-03/dh', 'xq-03'],
    ['edge/xq-03/sia/r9/frame', 'edge/xq-03/sia', 'dc09', 'edge/xq-03/sia', 'xq-03'],
    ['CameraEvents/VideoBlind/NVR:3', 'camera-events', 'dahua', 'CameraEvents', null],
    ['DahuaVTO/AlarmLocal/Event', 'dahua-vto', 'dahua', 'DahuaVTO', null],
    ['home/alarm/ajax/state', 'sia2mqtt', 'dc09', 'home/alarm', null],
  ])('%s is %s', (topic, id, dialect, base, schoolId) => {
    expect(sourceOf(topic, [])).toEqual({ id, dialect, base, schoolId })
  })
  it.each(['edge/xq-01/nobody/nvr/event', 'edge/xq-01/gb', 'edge/xq-01', 'somewhere/else', '', 'zigbee2mqttt/x', '$SYS/broker/uptime'])(
    '%j has none',
    (topic) => {
      expect(sourceOf(topic, [])).toBeNull()
    },
  )
  it('is the longest configured base, which wins over a mount of the same length', () => {
    const hall = aSource('hall', 'zigbee2mqtt/hall/#', { schoolId: 'xq-02' })
    const gate = aSource('gate', 'edge/xq-01/z2m/#', { dialect: 'gb28181', schoolId: 'xq-01' })
    expect(sourceOf('zigbee2mqtt/hall/sos', [hall])?.id).toBe('hall')
    expect(sourceOf('edge/xq-01/z2m/1/message', [gate])?.id).toBe('gate')
  })
  it('is each mount below a filter with wildcards, at the school that a level names', () => {
    const site = aSource('site', 'site/+/+/#', { baseLevels: 3, schoolLevel: 2 })
    expect(sourceOf('site/xq-01/hall/sos', [site])).toMatchObject({ id: 'site/xq-01/hall', base: 'site/xq-01/hall', schoolId: 'xq-01' })
    expect(sourceOf('site/No School/hall/sos', [site])).toMatchObject({ schoolId: null })
    expect(rowIdOf(sourceOf('site/xq-01/hall/sos', [site]) as never)).toBe('site')
    expect(dialectOfSource('site/xq-01/hall', [site])).toBe('zigbee2mqtt')
    expect(['site', 'site/xq-01', 'site/xq-01/hall/x'].map((id) => dialectOfSource(id, [site]))).toEqual([null, null, null])
  })
  it('is nobody’s where the row of that name is off, built in or not', () => {
    expect(sourceOf('zigbee2mqtt/sos', [aSource('zigbee2mqtt', 'zigbee2mqtt/#', { off: true })])).toBeNull()
    expect(sourceOf('edge/xq-01/z2m/sos', [aSource('edge/+/z2m', 'edge/+/z2m/#', { off: true })])).toBeNull()
    expect(carefulFilters([aSource('zigbee2mqtt', 'zigbee2mqtt/#', { off: true })])).not.toContain('zigbee2mqtt/#')
  })
  it('says of every default what row it would be, and reads the same through that row', () => {
    for (const topic of ['zigbee2mqtt/sos-01', 'edge/xq-03/z2m/sos', 'application/1/device/24e1/event/up']) {
      const { row: _, ...configured } =
        sourceOf(
          topic,
          defaultRows().filter(({ dialect }) => dialect !== 'native'),
        ) ?? {}
      expect(configured).toEqual(sourceOf(topic))
    }
  })
})

it.each([
  ['edge/xq-01/gb/3402/command', true],
  ['xiaowei/v1/xq-01/btn-1/command', true],
  ['application/1/device/24e1/command/down', true],
  ['edge/xq-01/lora/application/1/device/24e1/command/down', true],
  ['edge/xq-01/gb/3402/message', false],
  ['edge/xq-01/gb/command/message', false],
  ['zigbee2mqtt/command', false],
])('%s is downlink: %s', (topic, expected) => {
  expect(isDownlink(topic)).toBe(expected)
})

describe('the topic of a bridge', () => {
  it('gives its parts, the message id and where our answer goes', () => {
    expect(bridgeTopic('edge/xq-01/gb/3402/message/m-7')).toEqual({
      base: 'edge/xq-01/gb',
      schoolId: 'xq-01',
      name: 'gb',
      deviceKey: '3402',
      suffix: 'message',
      messageId: 'm-7',
      commandTopic: 'edge/xq-01/gb/3402/command',
    })
    expect(bridgeTopic('edge/xq-01/gb/3402/alert')?.messageId).toBeNull()
  })
  it.each(['edge/xq-01/gb/3402/command', 'edge/xq-01/gb/3402', 'edge/xq-01/gb/3402/message/a/b', 'zigbee2mqtt/a/b/c/event'])(
    '%s is none',
    (topic) => {
      expect(bridgeTopic(topic)).toBeNull()
    },
  )
})

it('subscribes carefully to whatever may be a press, and otherwise to health', () => {
  const custom = aSource('z', 'east/z2m/#')
  expect(carefulFilters()).toEqual(
    expect.arrayContaining(['xiaowei/v1/+/+/alarm', 'edge/+/+/#', 'zigbee2mqtt/#', 'application/+/device/+/event/+']),
  )
  expect(carefulFilters([custom])).toContain('east/z2m/#')
  expect(HEALTH_FILTERS).toEqual(['xiaowei/v1/+/+/health', 'xiaowei/v1/+/+/status'])
})

it('finds the dialect of every example from a device by its topic alone', () => {
  // Topics of somebody’s own choice need a row of configuration; requests and logs are not subscribed to.
  const elsewhere = new Set([
    'x-command-down',
    'x-unknown-topic',
    's2-prefix-online',
    's2-rpc',
    's2-log',
    'e-discover-request',
    'e-ping',
    'e-own-topic',
    'x-write',
    'x-invoke',
    'x-time-sync',
    'x-stats',
    'x-uptime',
    'z-ntp',
    'z-no-slash',
    'z-other-tree',
    'r-j-tags',
    'r-m-sysmon',
  ])
  const lost = DialectName.options.flatMap((dialect) =>
    readCases(dialect)
      .filter(
        ({ id, base, topic }) => !elsewhere.has(id) && (base === '' || base.startsWith('edge/')) && sourceOf(topic)?.dialect !== dialect,
      )
      .map(({ id }) => id),
  )
  expect(lost).toEqual([])
})

it('matches many filters as it matches them one by one', () => {
  const filters = carefulFilters()
  const matches = topicMatcher(filters)
  const word = fc.constantFrom(
    '',
    'a',
    '+',
    '$SYS',
    'edge',
    'xiaowei',
    'v1',
    'shellies',
    'status',
    'online',
    'events',
    'rpc',
    'tele',
    'binary_sensor',
    'state',
    'onvif-ej',
    'alarm',
  )
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 7 }), (levels) => {
      expect(matches(levels.join('/'))).toBe(matchesAny(filters, levels.join('/')))
    }),
  )
})

it('asks for no message of a mount twice, which a broker would send twice', () => {
  const filters = carefulFilters()
  const topics = DialectName.options.flatMap((dialect) => readCases(dialect).map(({ topic }) => topic))
  const twice = topics.filter((topic) => topic.startsWith('edge/') && filters.filter((filter) => matchesAny([filter], topic)).length > 1)
  expect(twice).toEqual([])
})
