import { expect, it } from 'vitest'
import { compareFaults, type FaultFacts, hoursOf, lossOf } from '#domain/fault-loss.ts'

const facts = (given: Partial<FaultFacts>): FaultFacts => ({
  kind: 'offline',
  detail: null,
  deviceKind: 'camera',
  atGate: false,
  underKinds: [],
  underGate: false,
  ...given,
})

it.each<[string, Partial<FaultFacts>, string]>([
  ['a button that is silent', { deviceKind: 'panicButton' }, 'alarm'],
  ['a button whose battery is low', { kind: 'low-battery', deviceKind: 'panicButton' }, 'alarm'],
  ['a gateway with buttons below', { deviceKind: 'gateway', underKinds: ['panicButton'] }, 'alarm'],
  ['a school’s uplink', { deviceKind: null, detail: '/uplink/s1', underKinds: ['camera'] }, 'alarm'],
  ['a police link that is dead', { kind: 'police-link', deviceKind: null }, 'policeLink'],
  ['a camera at the gate', { atGate: true }, 'gatePicture'],
  ['a blind camera at the gate', { kind: 'video-blind', atGate: true }, 'gatePicture'],
  ['a recorder with a gate camera below', { deviceKind: 'recorder', underKinds: ['camera'], underGate: true }, 'gatePicture'],
  ['a recorder that is silent', { deviceKind: 'recorder' }, 'retention'],
  ['a full disk', { kind: 'storage-fault', deviceKind: 'recorder' }, 'retention'],
  ['a camera in a corridor', {}, 'picture'],
  ['everything below a switch', { deviceKind: 'gateway', detail: 'below', underKinds: ['camera', 'camera'] }, 'picture'],
  ['a button that is pressed again and again', { kind: 'frequent-press', deviceKind: 'panicButton' }, 'other'],
  ['a clock that is wrong', { kind: 'clock-offset' }, 'other'],
])('holds that %s costs what it costs', (_, given, loss) => {
  expect(lossOf(facts(given))).toBe(loss)
})

it('orders by loss, then by what is darkened, then by age, and gives 4, 24 and 72 hours', () => {
  const fault = (loss: 'alarm' | 'picture', under: number, since: string) => ({ loss, under, since })
  const sorted = [fault('picture', 9, 'b'), fault('picture', 0, 'a'), fault('picture', 0, '0'), fault('alarm', 0, 'z')].sort(compareFaults)
  expect(sorted.map(({ since }) => since)).toEqual(['z', 'b', '0', 'a'])
  expect([hoursOf('alarm'), hoursOf('gatePicture'), hoursOf('picture')]).toEqual([4, 24, 72])
})
