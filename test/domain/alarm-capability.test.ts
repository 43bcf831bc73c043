import { expect, it } from 'vitest'
import { alarmCapability, type ButtonStanding } from '#domain/alarm-capability.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour))
const button = (state: ButtonStanding['state'], hour = 1): ButtonStanding => ({ state, since: at(hour), provenAt: null })

it.each<[string, ButtonStanding[], unknown]>([
  ['one button of three still answers', [button('offline'), button('online'), button('unknown')], null],
  ['the last one went', [button('offline', 1), button('offline', 3)], { reason: 'dead', since: at(3) }],
  ['the last one is in somebody’s hands', [button('maintenance', 2)], { reason: 'dead', since: at(2) }],
  ['one is dead and the other was never heard', [button('offline', 2), button('unknown', 9)], { reason: 'dead', since: at(2) }],
  ['none was ever heard', [button('unknown')], { reason: 'unheard', since: null }],
  ['none is registered', [], { reason: 'noButton', since: null }],
])('knows whether a school can alarm when %s', (_, buttons, expected) => {
  expect(alarmCapability(buttons).cannotAlarm).toEqual(expected)
})

it('counts what is online and remembers the last proven press', () => {
  const proven = { ...button('offline'), provenAt: at(5) }
  expect(alarmCapability([button('online'), proven, button('maintenance')])).toMatchObject({ buttons: 3, able: 1, provenAt: at(5) })
})
