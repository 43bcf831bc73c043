// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { callName } from '../../web/live/call.ts'
import { answersOf, rings } from '../../web/screens/guard/card.ts'
import { chooseHere, hereOf } from '../../web/screens/guard/here.ts'
import { ageSendings, hurrySendings, resumeSendings, saidSinceCall, say, useSendings, type Word } from '../../web/screens/guard/sendings.ts'
import { anAlarm } from '../support/builders.ts'

const answered = () => new Response('{"unacknowledged":true}', { status: 200, headers: { 'content-type': 'application/json' } })

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('fetch', async () => answered())
  resumeSendings('guard')
})
afterEach(() => {
  hurrySendings()
  vi.unstubAllGlobals()
})

const now = () => useSendings.getState().sendings
const ringsFor = (alarm: Alarm) => rings(alarm, 'guard', saidSinceCall(now(), alarm))
const asked = (alarm: Alarm) => answersOf(alarm, saidSinceCall(now(), alarm))?.first ?? null
async function says(word: Word, alarm: Alarm) {
  say({ word, alarm, by: 'guard' })
  await expect.poll(() => now().every(({ state }) => state === 'delivered')).toBe(true)
  useSendings.setState(({ sendings }) => ({ sendings: sendings.map((one) => ({ ...one, alarmId: alarm.id })) }))
}

it('rings and asks again at a second press, even after the arrival', async () => {
  const alarm = anAlarm()
  await says('going', alarm)
  expect(ringsFor(alarm)).toBe(false)
  const again = { ...alarm, version: 3, count: 2 }
  expect([ringsFor(again), asked(again)]).toEqual([true, 'going'])
  await says('going', again)
  expect([ringsFor(again), asked(again)]).toEqual([false, 'arrived'])
  await says('arrived', again)
  const handled = { ...again, version: 6, state: 'arrived', unacknowledged: false, handledBy: 'operator' } as const
  expect([ringsFor(handled), asked(handled)]).toEqual([false, null])
  const third = { ...handled, version: 7, unacknowledged: true, count: 3 }
  expect([ringsFor(third), asked(third)]).toEqual([true, 'going'])
  await says('going', third)
  expect([ringsFor(third), asked(third)]).toEqual([false, null])
})

it('does not ring again for a device that only repeats itself after an acknowledgement', async () => {
  const alarm = anAlarm()
  await says('cannot', alarm)
  expect(ringsFor({ ...alarm, version: 3, count: 2, unacknowledged: false, state: 'acknowledged', handledBy: 'operator' })).toBe(false)
})

it('rings and asks again when it is opened again, and remembers that after its acknowledgement', async () => {
  const alarm = anAlarm()
  await says('arrived', alarm)
  const reopened = { ...alarm, version: 5, handledBy: 'leader' }
  expect([ringsFor(reopened), asked(reopened)]).toEqual([true, 'going'])
  ageSendings(new Map([[alarm.id, reopened]]))
  const accepted = { ...reopened, version: 6, state: 'acknowledged', unacknowledged: false } as const
  resumeSendings('guard') // the page is loaded anew
  expect([ringsFor(accepted), asked(accepted)]).toEqual([true, 'going'])
  await says('going', accepted)
  expect(ringsFor(accepted)).toBe(false)
})

it('tells each call once', () => {
  const alarm = anAlarm()
  const names = [alarm, { ...alarm, version: 2 }, { ...alarm, count: 2 }, { ...alarm, handledBy: 'leader' }].map(callName)
  expect(new Set(names).size).toBe(3)
})

it('names the chosen school of a guard who has several, while it is his', () => {
  const session = { schools: [{ id: 'school-1' }, { id: 'school-2' }] } as unknown as Session
  expect(hereOf(session)).toBe('school-1')
  chooseHere('school-2')
  expect(hereOf(session)).toBe('school-2')
  expect(hereOf({ ...session, schools: [] })).toBeNull()
  chooseHere('school-9')
  expect(hereOf(session)).toBe('school-1')
})

it('rings and asks anew when a drill turns out to be real', async () => {
  const drill = anAlarm({ exercise: 'drill', exerciseVerified: true, priority: 4, state: 'acknowledged', handledBy: 'operator' })
  await says('going', drill)
  expect(ringsFor(drill)).toBe(false)
  const real = anAlarm({ ...drill, version: 2, exercise: null, exerciseVerified: false, priority: 1, unacknowledged: true })
  expect([ringsFor(real), asked(real)]).toEqual([true, 'going'])
  expect(callName(real)).not.toBe(callName(drill))
})
