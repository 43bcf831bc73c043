import { beforeEach, describe, expect, it } from 'vitest'
import { LoraButton, LoraGateway } from '../../devices/lora-button.ts'
import { Tally } from '../../devices/tally.ts'
import { ZigbeeBridge, ZigbeeButton } from '../../devices/zigbee-button.ts'
import { readCases } from '../dialects/match.ts'
import { FakeClock, FakeLink } from './fake-link.ts'

let link: FakeLink
const clock = new FakeClock()
const tally = new Tally()
beforeEach(() => {
  link = new FakeLink()
})

/** Names and types of a message, so that two can be compared whatever they say. */
const shape = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(shape)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value
const example = (dialect: 'zigbee2mqtt' | 'chirpstack', id: string): unknown =>
  JSON.parse(readCases(dialect).find((one) => one.id === id)?.payload ?? '')
const sent = (n: number): unknown => JSON.parse(String(link.sent[n]?.payload))

describe('a Zigbee button behind Zigbee2MQTT', () => {
  const base = 'edge/demo-p002/z2m'

  it('is pressed in the bytes of the catalogue, followed by the legacy empty action', async () => {
    const button = new ZigbeeButton(base, 'control-room-sos', link, tally, clock)
    expect(await button.press()).toMatchObject({ outcome: 'sent' })
    expect(link.sent.map(({ topic, payload, qos }) => [topic, String(payload), qos])).toEqual([
      [`${base}/control-room-sos`, '{"action":"emergency","battery":100,"last_seen":"2026-03-02T08:00:00+08:00","linkquality":120}', 1],
      [`${base}/control-room-sos`, '{"action":"","battery":100,"last_seen":"2026-03-02T08:00:00+08:00","linkquality":120}', 1],
    ])
    expect(shape(sent(0))).toEqual(shape(example('zigbee2mqtt', 'z2m-emergency')))
  })

  it('is available, and so is its bridge: retained states', () => {
    new ZigbeeBridge(base, 'bridge', link, tally, clock).birth()
    new ZigbeeButton(base, 'control-room-sos', link, tally, clock).report()
    expect(link.sent.map(({ topic, payload, retain }) => [topic, String(payload), retain])).toEqual([
      [`${base}/bridge/state`, '{"state":"online"}', true],
      [`${base}/control-room-sos/availability`, '{"state":"online"}', true],
      [`${base}/control-room-sos`, '{"action":null,"battery":100,"last_seen":"2026-03-02T08:00:00+08:00","linkquality":120}', false],
    ])
  })
})

describe('a LoRaWAN button behind ChirpStack', () => {
  const base = 'edge/demo-p007/lora'
  const button = () =>
    new LoraButton({ base, devEui: 'a81758fffe6ce581', gatewayId: '24e124fffe9adb8b', label: 'demo-p007-b3' }, link, tally, clock)

  it('is pressed in the envelope of the catalogue, with the bytes of a Milesight WS101', async () => {
    expect(await button().press()).toMatchObject({ outcome: 'sent' })
    expect(link.sent[0]?.topic).toMatch(/^edge\/demo-p007\/lora\/application\/[0-9a-f-]{36}\/device\/a81758fffe6ce581\/event\/up$/)
    const message = sent(0) as { data: string; object: unknown; fPort: number; time: string }
    expect([...Buffer.from(message.data, 'base64')]).toEqual([
      ...[0x01, 0x75, 98], // battery 98 %
      ...[0xff, 0x2e, 0x01], // short press
    ])
    expect(message).toMatchObject({
      fPort: 85,
      time: '2026-03-02T00:00:00.000000000+00:00',
      object: { battery: 98, button_event: { status: 'short press' } },
    })
    const { rxInfo: [mine] = [], ...rest } = shape(message) as { rxInfo?: object[] }
    const { rxInfo: [theirs] = [], ...model } = shape(example('chirpstack', 'cs-ws101-short')) as { rxInfo?: object[] }
    expect(rest).toEqual(model)
    expect({ ...theirs, ...mine }).toEqual(theirs)
  })

  it('names each uplink anew and counts it', async () => {
    const one = button()
    await one.press()
    await one.press()
    one.report()
    const messages = [0, 1, 2].map((n) => sent(n) as { deduplicationId: string; fCnt: number; data: string })
    expect(new Set(messages.map(({ deduplicationId }) => deduplicationId)).size).toBe(3)
    expect(messages.map(({ fCnt }) => fCnt)).toEqual([1, 2, 3])
    expect([...Buffer.from(messages[2]?.data ?? '', 'base64')]).toEqual([0x01, 0x75, 98])
  })

  it('has a gateway that says that it is connected', () => {
    new LoraGateway(base, '24e124fffe9adb8b', link, tally).beat()
    expect(link.sent[0]?.topic).toBe(`${base}/gateway/24e124fffe9adb8b/state/conn`)
    expect(sent(0)).toEqual({ gatewayId: '24e124fffe9adb8b', state: 'ONLINE' })
  })
})
