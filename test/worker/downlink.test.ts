import { expect, it } from 'vitest'
import { Waiting } from '../../server/worker/downlink.ts'
import { anAlarm } from '../support/builders.ts'

it('lights the lamp once for each time that an alarm waited, by whatever act ended it', () => {
  const waiting = new Waiting(['before'])
  const takes = (id: string, state: 'new' | 'acknowledged' | 'dispatched' | 'closed', unacknowledged: boolean) =>
    waiting.hasEnded(anAlarm({ id, state, unacknowledged }))
  expect(takes('before', 'dispatched', false)).toBe(true)
  expect(takes('a', 'new', true)).toBe(false)
  expect(takes('a', 'acknowledged', false)).toBe(true)
  expect(takes('a', 'acknowledged', false)).toBe(false) // a call is noted
  expect(takes('a', 'acknowledged', true)).toBe(false) // pressed again
  expect(takes('a', 'dispatched', false)).toBe(true)
  expect(takes('a', 'closed', false)).toBe(false)
})
