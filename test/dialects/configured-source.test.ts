import { expect, it } from 'vitest'
import type { DecodedEvent } from '#contracts/event.ts'
import type { SourceRow } from '#contracts/source.ts'
import { asConfigured } from '../../server/dialects/configured-source.ts'

const ROW: SourceRow = {
  id: 's',
  filters: ['site/+/#'],
  dialect: 'zigbee2mqtt',
  baseLevels: 2,
  schoolId: null,
  schoolLevel: null,
  identity: null,
  datum: 'wgs84',
  timeZone: 'Asia/Shanghai',
  policePlatform: false,
  off: false,
}
const RECEIVED = new Date('2026-11-27T04:00:00Z')
const event = (more: Partial<DecodedEvent> = {}): DecodedEvent => ({
  kind: 'panic',
  phase: 'active',
  deviceId: 'said',
  deviceTime: null,
  timeBasis: 'none',
  key: null,
  ...more,
})
const read = (row: Partial<SourceRow>, events: DecodedEvent[], payload = '{}') => {
  const decoded = asConfigured({ disposition: 'events', events }, { ...ROW, ...row }, 'site/gate-7/x', Buffer.from(payload), RECEIVED)
  return decoded.disposition === 'events' ? decoded.events : []
}

it.each([
  [{ from: 'topic', level: 2 }, '{}', 'gate-7'],
  [{ from: 'payload', field: 'data.sn' }, '{"data":{"sn":"A1"}}', 'A1'],
  [{ from: 'payload', field: 'data.sn' }, '{"data":{"sn":17}}', '17'],
  [{ from: 'payload', field: 'data.sn' }, '{"data":{}}', 'said'],
  [{ from: 'payload', field: 'data.sn' }, 'no JSON', 'said'],
] as const)('takes the identity from %j of %s: %s', (identity, payload, expected) => {
  expect(read({ identity }, [event()], payload)[0]?.deviceId).toBe(expected)
})

it('leaves a message that speaks of several devices to name them itself', () => {
  const names = read({ identity: { from: 'topic', level: 2 } }, [event({ deviceId: 'a' }), event({ deviceId: 'b' })])
  expect(names.map(({ deviceId }) => deviceId)).toEqual(['a', 'b'])
})

it('brings positions to WGS-84', () => {
  const [moved] = read({ datum: 'gcj02' }, [event({ location: { lat: 38.5, lon: 106.2 } })])
  expect(moved?.location?.lat).toBeCloseTo(38.4992, 3)
  expect(moved?.location?.lon).toBeCloseTo(106.1958, 3)
})

it('reads times without offset in the source’s own zone, and trusts them anew', () => {
  const local = event({ deviceTime: '2026-11-27T04:00:00.000Z', timeBasis: 'local-no-offset' })
  expect(read({ timeZone: 'Asia/Urumqi' }, [local])[0]?.deviceTime).toBe('2026-11-27T06:00:00.000Z')
  expect(read({ timeZone: 'UTC' }, [event({ ...local, timeTrusted: false })])[0]).not.toHaveProperty('timeTrusted')
  expect(read({ timeZone: 'UTC' }, [event({ ...local, timeBasis: 'offset' })])[0]?.deviceTime).toBe(local.deviceTime)
})
