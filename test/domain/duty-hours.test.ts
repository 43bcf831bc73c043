import { expect, it } from 'vitest'
import { dutySince, isManned, readDutyHours, unmannedSince } from '#domain/duty-hours.ts'

/** A time of 2 March at the district. */
const at = (time: string) => new Date(`2026-03-02T${time}+08:00`)
const hours = (text: string) => readDutyHours(text) ?? { from: Number.NaN, to: Number.NaN }

it.each([
  ['07:00-22:00', { from: 420, to: 1320 }],
  ['22:00-06:00', { from: 1320, to: 360 }],
  ['00:00-24:00', { from: 0, to: 0 }],
  ['7:00-22:00', null],
  ['07:60-22:00', null],
  ['24:00-06:00', null],
  ['', null],
])('reads duty hours %s', (text, read) => expect(readDutyHours(text)).toEqual(read))

it.each([
  ['07:00-22:00', '06:59:59', null],
  ['07:00-22:00', '07:00:00', at('07:00:00').getTime()],
  ['07:00-22:00', '22:00:00', null],
  ['22:00-06:00', '05:59:59', at('22:00:00').getTime() - 86_400_000],
  ['22:00-06:00', '23:00:00', at('22:00:00').getTime()],
  ['22:00-06:00', '12:00:00', null],
  ['00:00-24:00', '12:00:00', Number.NEGATIVE_INFINITY],
])('on duty %s it is %s: since %s', (text, now, since) => expect(dutySince(hours(text), at(now))).toBe(since))

it('calls after 60 s without anybody, counted from the last one seen, the begin of duty or of the watch', () => {
  const all = hours('00:00-24:00')
  const day = hours('07:00-22:00')
  const long = at('00:00:00')
  expect(unmannedSince(all, at('08:00:00'), long, at('08:00:59'))).toBeNull()
  expect(unmannedSince(all, at('08:00:00'), long, at('08:01:00'))).toEqual(at('08:00:00'))
  expect(unmannedSince(day, at('01:00:00'), long, at('07:00:59'))).toBeNull()
  expect(unmannedSince(day, at('01:00:00'), long, at('07:01:00'))).toEqual(at('07:00:00'))
  expect(unmannedSince(day, at('01:00:00'), long, at('23:00:00'))).toBeNull()
  expect(unmannedSince(all, null, at('08:00:30'), at('08:01:00'))).toBeNull()
  expect(unmannedSince(all, null, at('08:00:30'), at('08:01:30'))).toEqual(at('08:00:30'))
})

it('is manned by who was seen within 60 s, or where nobody must be; never by what nobody can know yet', () => {
  const [all, day] = [hours('00:00-24:00'), hours('07:00-22:00')]
  expect(isManned(all, at('08:00:00'), at('08:00:59'))).toBe(true)
  expect(isManned(all, at('08:00:00'), at('08:01:00'))).toBe(false)
  expect(isManned(all, null, at('08:00:00'))).toBe(false)
  expect(isManned(day, null, at('23:00:00'))).toBe(true)
})
