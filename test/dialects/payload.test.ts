import { describe, expect, it } from 'vitest'
import { decodeXmlBytes } from '../../server/dialects/charset.ts'
import { readDeviceTime } from '../../server/dialects/device-time.ts'
import { UNGUARDED } from '../../server/dialects/index.ts'
import { readBoolean, readNumber, readObject, readPercent, trimPayload } from '../../server/dialects/payload.ts'
import { readXml } from '../../server/dialects/xml.ts'

const receivedAt = new Date('2026-03-02T00:00:05Z')
const decodeRaw = (dialect: 'dc09' | 'dahua' | 'hikvision-isapi', text: string) => {
  const base = `edge/xq-01/${dialect}`
  return UNGUARDED[dialect].decode(
    { topic: `${base}/a/event`, base, payload: new TextEncoder().encode(text), retain: false, receivedAt },
    undefined,
  )
}
const quickly = (work: () => unknown): void => {
  const start = performance.now()
  work()
  expect(performance.now() - start).toBeLessThan(1000)
}

describe('a hostile payload costs little time', () => {
  it('of blanks', () => quickly(() => trimPayload(`${'\n'.repeat(250_000)}x${' '.repeat(250_000)}x`)))
  it('of digits', () => quickly(() => readNumber(`${'1'.repeat(250_000)}x`)))
  it('of brackets', () => quickly(() => readObject(new TextEncoder().encode('['.repeat(250_000)))))
  it('of a long time', () => quickly(() => readDeviceTime(`2026-03-02T00:00:00.${'0'.repeat(250_000)}x`, receivedAt)))
  it('of ampersands', () => quickly(() => readXml(`<a>${'&'.repeat(250_000)}</a>`)))
  it('of open tags', () => quickly(() => readXml('<a>'.repeat(80_000))))
  it('of unclosed tags', () => quickly(() => readXml('<'.repeat(250_000))))
  it('of frames', () => quickly(() => decodeRaw('dc09', `\n${'00000000"A\n'.repeat(25_000)}`)))
  it('of modifiers', () => quickly(() => decodeRaw('dc09', `\n00000000"SIA-DCS"0001L0#1[#1|N${'ri1'.repeat(80_000)}]\r`)))
  it('of alerts', () => quickly(() => decodeRaw('hikvision-isapi', '<EventNotificationAlert>'.repeat(10_000))))
  it('of boundaries', () => quickly(() => decodeRaw('hikvision-isapi', '--b\r\n'.repeat(50_000))))
  it('of lines', () => quickly(() => decodeRaw('dahua', 'Code=VideoLoss;data={\n'.repeat(11_000))))
  it('of a prolog without end', () =>
    quickly(() => decodeXmlBytes(Uint8Array.from(Buffer.from(`<?xml ${'encoding '.repeat(20_000)}\xff`, 'latin1')))))
})

describe('a device time', () => {
  it.each([
    ['2026-03-02T08:00:00+08:00', '2026-03-02T00:00:00.000Z', 'offset'],
    ['2026-03-02T08:00:00+8:00', '2026-03-02T00:00:00.000Z', 'offset'],
    ['2026-03-02T03:00:00-500', '2026-03-02T08:00:00.000Z', 'offset'],
    ['2024-01-22T11:46:3100:00', '2024-01-22T11:46:31.000Z', 'offset'],
    ['2026/03/02 08:00:00', '2026-03-02T00:00:00.000Z', 'local-no-offset'],
    ['2026-03-02T08:00:00+08', '2026-03-02T00:00:00.000Z', 'offset'],
    ['2026-03-02T08:00:00+0800', '2026-03-02T00:00:00.000Z', 'offset'],
    ['2026-03-02T00:00:00.123456789Z', '2026-03-02T00:00:00.123Z', 'utc'],
    ['2026-3-2 8:00:00', '2026-03-02T00:00:00.000Z', 'local-no-offset'],
    [1772409600, '2026-03-02T00:00:00.000Z', 'epoch-s'],
    ['1772409600000', '2026-03-02T00:00:00.000Z', 'epoch-ms'],
    ['2026-02-31T08:00:00', null, 'invalid'],
    ['2026-03-02T25:00:00', null, 'invalid'],
    ['soon', null, 'invalid'],
    [-1, null, 'invalid'],
    [{}, null, 'invalid'],
    ['  ', null, 'none'],
    [null, null, 'none'],
  ])('%j is %s (%s)', (value, deviceTime, timeBasis) => {
    expect(readDeviceTime(value, receivedAt)).toMatchObject({ deviceTime, timeBasis })
  })
  it('is kept but not trusted before 2015 and more than 24 h ahead', () => {
    expect(readDeviceTime('2014-12-31T23:59:59Z', receivedAt).timeTrusted).toBe(false)
    expect(readDeviceTime('2026-03-03T00:00:06Z', receivedAt).timeTrusted).toBe(false)
    expect(readDeviceTime('2026-03-03T00:00:04Z', receivedAt).timeTrusted).toBeUndefined()
  })
})

it.each([
  [true, true],
  ['TRUE', true],
  ['False', false],
  [1, true],
  ['ON', true],
  ['', undefined],
  [null, undefined],
  [2, undefined],
])('the boolean %j is %s', (value, expected) => {
  expect(readBoolean(value)).toBe(expected)
})

it.each([
  [87, 87],
  ['51.5', 51.5],
  [0, 0],
  [255, undefined],
  [-1, undefined],
  ['', undefined],
  [null, undefined],
])('the battery %j is %s %%', (value, expected) => {
  expect(readPercent(value)).toBe(expected)
})

it.each(['<a/><b/>', '<a>', '<a></b>', 'text', '', '<!DOCTYPE a><a/>', '<a>x</a><a>y</a>'])('refuses the XML %j', (text) => {
  expect(readXml(text).ok).toBe(false)
})
