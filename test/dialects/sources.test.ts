import { describe, expect, it } from 'vitest'
import { bridgeTopic, carefulFilters, healthFilters, isDownlink, type Source, sourceOf } from '../../server/dialects/sources.ts'

describe('the source of a topic', () => {
  it.each([
    ['xiaowei/v1/xq-01/btn-1/alarm', 'native', 'native', 'xiaowei/v1', null],
    ['zigbee2mqtt/sos-01', 'zigbee2mqtt', 'zigbee2mqtt', 'zigbee2mqtt', null],
    ['application/1/device/24e1/event/up', 'chirpstack', 'chirpstack', '', null],
    ['edge/xq-03/z2m/sos', 'edge/xq-03/z2m', 'zigbee2mqtt', 'edge/xq-03/z2m', 'xq-03'],
    ['edge/xq-03/lora/application/1/device/24e1/event/up', 'edge/xq-03/lora', 'chirpstack', 'edge/xq-03/lora', 'xq-03'],
    ['edge/xq-01/gb28181/3402/message', 'edge/xq-01/gb28181', 'gb28181', 'edge/xq-01/gb28181', 'xq-01'],
    ['edge/xq-01/gb/3402/message/7', 'edge/xq-01/gb', 'gb28181', 'edge/xq-01/gb', 'xq-01'],
  ])('%s is %s', (topic, id, dialect, base, schoolId) => {
    expect(sourceOf(topic, [])).toEqual({ id, dialect, base, schoolId })
  })
  it.each(['edge/xq-01/dahua/nvr/event', 'edge/xq-01/gb', 'edge/xq-01', 'somewhere/else', '', 'zigbee2mqttt/x', '$SYS/broker/uptime'])(
    '%j has none',
    (topic) => {
      expect(sourceOf(topic, [])).toBeNull()
    },
  )
  it('is the longest configured base, which wins over a mount of the same length', () => {
    const hall: Source = { id: 'hall', dialect: 'zigbee2mqtt', base: 'zigbee2mqtt/hall', schoolId: 'xq-02' }
    const gate: Source = { id: 'gate', dialect: 'gb28181', base: 'edge/xq-01/z2m', schoolId: 'xq-01' }
    expect(sourceOf('zigbee2mqtt/hall/sos', [hall])?.id).toBe('hall')
    expect(sourceOf('edge/xq-01/z2m/1/message', [gate])?.id).toBe('gate')
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
  const custom: Source = { id: 'z', dialect: 'zigbee2mqtt', base: 'east/z2m', schoolId: null }
  expect(carefulFilters()).toEqual(
    expect.arrayContaining(['xiaowei/v1/+/+/alarm', 'edge/+/+/#', 'zigbee2mqtt/#', 'application/+/device/+/event/+']),
  )
  expect(carefulFilters([custom])).toContain('east/z2m/#')
  expect(healthFilters()).toEqual(['xiaowei/v1/+/+/health', 'xiaowei/v1/+/+/status'])
})
