import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OrderCommandName } from '#contracts/work-order.ts'
import { doneWithin, dueAt, mayTakeWord, missingProof, type Order, proofOf, stepOrder } from '#domain/work-order.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute))
const anOrder = (given: Partial<Order> = {}): Order => ({
  state: 'assigned',
  proof: 'signal',
  mendedAt: null,
  pausedSince: null,
  pauseReason: null,
  pausedS: 0,
  version: 3,
  ...given,
})

it.each([
  ['assigned', 'start', 'onTheWay'],
  ['assigned', 'mend', 'mended'], // he stood there already
  ['onTheWay', 'mend', 'mended'],
  ['mended', 'verify', 'verified'],
  ['assigned', 'verify', null],
  ['onTheWay', 'start', null],
  ['mended', 'mend', null],
  ['verified', 'cancel', null],
  ['mended', 'cancel', 'cancelled'],
] as const)('takes an order that is %s on %s to %s', (state, command, next) => {
  const stepped = stepOrder(anOrder({ state }), command, at(5))
  expect(stepped.ok ? stepped.order.state : null).toBe(next)
  if (stepped.ok) expect(stepped.order.version).toBe(4)
})

it('stops the clock only for a reason, and gives the time back', () => {
  expect(stepOrder(anOrder(), 'pause', at(0))).toEqual({ ok: false, reason: 'a pause needs a reason' })
  const paused = stepOrder(anOrder(), 'pause', at(0), '等备件')
  if (!paused.ok) throw new Error(paused.reason)
  expect(dueAt(at(0), 4, paused.order)).toBeNull()
  const resumed = stepOrder(paused.order, 'resume', at(30))
  if (!resumed.ok) throw new Error(resumed.reason)
  expect(resumed.order).toMatchObject({ pausedSince: null, pauseReason: null, pausedS: 1_800 })
  expect(dueAt(at(0), 4, resumed.order)).toEqual(new Date(Date.UTC(2026, 2, 2, 12, 30)))
  // Whoever goes on working has ended the pause.
  expect(stepOrder(paused.order, 'mend', at(10))).toMatchObject({ ok: true, order: { state: 'mended', pausedSince: null, pausedS: 600 } })
})

it.each([
  [{ kind: 'offline', deviceKind: 'panicButton' }, 'press'],
  [{ kind: 'low-battery', deviceKind: 'panicButton' }, 'press'],
  [{ kind: 'video-blind', deviceKind: 'camera' }, 'look'],
  [{ kind: 'offline', deviceKind: 'camera' }, 'signal'],
  [{ kind: 'offline', deviceKind: null }, 'signal'],
] as const)('asks of %j the proof by a %s', (fault, proof) => {
  expect(proofOf(fault)).toBe(proof)
})

const evidence = {
  faultOpen: false,
  faultMomentary: false,
  faultLastAt: at(1),
  provenAt: null,
  lastHeardAt: at(9),
  deviceState: 'online' as const,
}
it.each([
  ['press', { provenAt: at(4) }, false], // before the mending
  ['press', { provenAt: at(6) }, true],
  ['signal', {}, true],
  ['signal', { faultOpen: true }, false],
  ['signal', { faultOpen: true, faultMomentary: true }, true], // nothing else will ever come
  ['signal', { faultOpen: true, faultMomentary: true, faultLastAt: at(6) }, false], // it happened again
  ['signal', { faultOpen: true, faultMomentary: true, lastHeardAt: at(4) }, false],
  ['signal', { faultOpen: true, faultMomentary: true, deviceState: null, lastHeardAt: null }, false],
  ['signal', { lastHeardAt: at(4) }, false],
  ['signal', { deviceState: 'offline' as const }, false],
  ['signal', { deviceState: null, lastHeardAt: null }, true], // an uplink: what hangs on it speaks for it
  ['look', {}, false],
] as const)('holds a %s with %j for proven: %s', (proof, given, proven) => {
  expect(missingProof({ proof, mendedAt: at(5) }, { ...evidence, ...given }) === null).toBe(proven)
})

const told = { ...evidence, faultOpen: true, faultKind: 'device-fault', faultDetail: null, mendedBy: 'wang' }
const technician = { username: 'wang', role: 'technician' as const }
it.each([
  [technician, {}, {}, true],
  [technician, { state: 'onTheWay' as const, mendedAt: null }, {}, false],
  [technician, { proof: 'look' as const }, {}, false],
  [technician, {}, { faultKind: 'offline' }, false], // the watch knows better
  [technician, {}, { faultDetail: 'certificate-expires' }, false],
  [technician, {}, { lastHeardAt: at(4) }, false],
  [technician, {}, { faultLastAt: at(6) }, false], // told again since
  [{ username: 'wang', role: 'vendor' as const }, {}, {}, false], // his own mending
  [{ username: 'li', role: 'vendor' as const }, {}, {}, true],
  [{ username: 'li', role: 'vendor' as const }, {}, { mendedBy: null }, false], // nobody knows whose
])('takes the word of %j for an order %j with %j: %s', (by, order, given, may) => {
  expect(mayTakeWord(by, anOrder({ state: 'mended', mendedAt: at(5), ...order }), { ...told, ...given })).toBe(may)
})

it('never leaves an ended order, never loses a version, and never counts less paused time', () => {
  const commands = fc.array(fc.tuple(fc.constantFrom(...OrderCommandName.options), fc.integer({ min: 0, max: 600 })), { maxLength: 12 })
  fc.assert(
    fc.property(commands, (list) => {
      let order = anOrder({ version: 1 })
      let minute = 0
      for (const [command, wait] of list) {
        minute += wait
        const stepped = stepOrder(order, command, at(minute), 'x')
        if (!stepped.ok) continue
        expect(['verified', 'cancelled']).not.toContain(order.state)
        expect(stepped.order.version).toBe(order.version + 1)
        expect(stepped.order.pausedS).toBeGreaterThanOrEqual(order.pausedS)
        order = stepped.order
      }
    }),
  )
})

it.each([
  ['told at once', null, at(30)],
  ['told by a phone that had no network then', at(20), at(20)],
  ['told by a clock that is ahead', at(45), at(30)],
  ['told by a clock that is behind the assignment', at(5), at(10)],
])('takes a mending that is %s at its own time', (_, doneAt, taken) => {
  expect(doneWithin(doneAt, at(10), at(30))).toEqual(taken)
})
