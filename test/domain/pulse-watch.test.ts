import { expect, it } from 'vitest'
import { type LinkView, linkFaults } from '#domain/pulse-watch.ts'

const healthy = { probeAgeMs: 300, gateway: true, database: true }
const live: LinkView = { nowMs: 60_000, startedMs: 0, pulseAtMs: 59_500, pulse: healthy, online: true }

it.each<[string, Partial<LinkView>, string[]]>([
  ['is live with a fresh pulse and probe', {}, []],
  ['waits for the first pulse', { nowMs: 4000, pulseAtMs: null, pulse: null }, []],
  ['does not wait for ever', { nowMs: 5001, pulseAtMs: null, pulse: null }, ['noPulse']],
  ['knows a silent server', { pulseAtMs: 54_900 }, ['noPulse']],
  ['knows that this machine has no network', { pulseAtMs: 54_900, online: false }, ['offline']],
  ['believes a pulse more than a browser that calls itself offline', { online: false }, []],
  ['knows an old probe', { pulse: { ...healthy, probeAgeMs: 4600 } }, ['probe']],
  ['gives the first probe 10 s', { nowMs: 9000, pulseAtMs: 8900, pulse: { ...healthy, probeAgeMs: null } }, []],
  ['gives the first probe no more', { pulse: { ...healthy, probeAgeMs: null } }, ['probe']],
  ['knows a gateway without a broker', { pulse: { ...healthy, gateway: false } }, ['gateway']],
  ['knows a missing database', { pulse: { ...healthy, database: false } }, ['database']],
  ['says nothing old beside a missing pulse', { pulseAtMs: 1, pulse: { ...healthy, database: false } }, ['noPulse']],
])('%s', (_, change, faults) => {
  expect(linkFaults({ ...live, ...change })).toEqual(faults)
})
