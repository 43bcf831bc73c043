import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RequestField } from '#contracts/school-request.ts'
import { earliestStart, entryRefusal, type FieldValue, readAnswers, savedRate, windowOf, withSource } from '#domain/request-list.ts'

const aField = (given: Partial<RequestField> = {}): RequestField => ({
  key: 'plan',
  label: '应急预案',
  type: 'text',
  source: null,
  required: true,
  ...given,
})
const entry = { state: 'approved', validFrom: '2026-03-01', validTo: '2026-12-31' } as const

it.each([
  [null, '2026-05-01', 'notOnList'],
  [{ ...entry, state: 'proposed' }, '2026-05-01', 'notApproved'],
  [{ ...entry, state: 'withdrawn' }, '2026-05-01', 'notApproved'],
  [entry, '2026-02-28', 'notInForce'],
  [entry, '2026-03-01', undefined],
  [entry, '2026-12-31', undefined],
  [entry, '2027-01-01', 'notInForce'],
] as const)('lets through only what an approved entry covers that day', (given, today, reason) => {
  expect(entryRefusal(given, today)?.reason).toBe(reason)
})

it('lets an entry begin 30 days after it was filed', () => {
  expect(earliestStart('2026-02-01')).toBe('2026-03-03')
})

it.each([
  ['once', '2026-05-09', 'once'],
  ['monthly', '2026-05-09', '2026-05'],
  ['quarterly', '2026-05-09', '2026-q2'],
  ['termly', '2026-01-31', '2025-autumn'],
  ['termly', '2026-02-01', '2026-spring'],
  ['termly', '2026-08-01', '2026-autumn'],
  ['yearly', '2026-05-09', '2026'],
] as const)('counts %s on %s in the window %s', (frequency, today, window) => {
  expect(windowOf(frequency, today)).toBe(window)
})

it.each([
  ['在校学生数', 'pupils'],
  ['学生人数（人）', 'pupils'],
  ['专职保安数量', null],
  ['保安员数', 'guards'],
  ['专职保安人数', 'fullTimeGuards'],
  ['专职保安员总数（人）', 'fullTimeGuards'],
  ['学校名称：', 'name'],
  ['摄像头数量', 'cameras'],
  ['应急预案', null],
] as const)('recognises in the label “%s” what the system knows: %s', (label, source) => {
  expect(withSource(aField({ label })).source).toBe(source)
})

describe('an answer', () => {
  const pupils = aField({ key: 'pupils', label: '学生数', type: 'number', source: 'pupils' })
  it('is filled and locked where the system knows, and typed where it does not', () => {
    expect(readAnswers([pupils, aField()], { pupils: 800 }, { plan: '有' })).toEqual({
      ok: true,
      known: { pupils: 800 },
      answers: { plan: '有' },
    })
    expect(readAnswers([pupils, aField()], { pupils: 800 }, { plan: '有', pupils: 1 })).toMatchObject({ ok: false, path: 'pupils' })
    expect(readAnswers([pupils], { pupils: null }, { pupils: 801 })).toEqual({ ok: true, known: {}, answers: { pupils: 801 } })
  })
  it.each<[Partial<RequestField>, FieldValue, string | null]>([
    [{}, '', 'is required'],
    [{ required: false }, null, null],
    [{}, '=cmd|calc', 'begins with "=": a spreadsheet would take it for a formula'],
    [{ type: 'number' }, '12', 'expected a number'],
    [{ type: 'yesNo' }, true, null],
    [{ type: 'day' }, '1899-12-30', 'expected a day such as 2026-03-01'],
  ])('of the field %o takes %o: %s', (given, value, reason) => {
    const read = readAnswers([aField(given)], {}, { plan: value })
    expect(read.ok ? null : read.reason).toBe(reason)
  })
  it('has no field that the form has not', () => {
    expect(readAnswers([aField()], {}, { plan: '有', other: 1 })).toMatchObject({ ok: false, path: 'other' })
  })
  it('never asks a school for what the system knows, whatever the form', () => {
    const fields = fc.uniqueArray(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), known: fc.boolean() }), {
      selector: ({ key }) => key,
    })
    fc.assert(
      fc.property(fields, (list) => {
        const form = list.map(({ key, known }) => aField({ key, source: known ? 'pupils' : null }))
        const typed = Object.fromEntries(list.flatMap(({ key, known }) => (known ? [] : [[key, 'x']])))
        const read = readAnswers(form, { pupils: 5 }, typed)
        expect(read.ok && Object.keys(read.known).length + Object.keys(read.answers).length).toBe(form.length)
      }),
    )
  })
})

it('rounds what was saved down', () => {
  expect([savedRate(2, 3), savedRate(3, 3), savedRate(0, 0)]).toEqual([66.6, 100, null])
})
