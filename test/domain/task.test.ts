import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PlanDay, type TaskActName } from '#contracts/task.ts'
import { daysBetween } from '#domain/shanghai.ts'
import { lateDays, onTimeRate, openDays, reminderStep, standingOf, stepTask, type TaskLife } from '#domain/task.ts'

const aTask = (given: Partial<TaskLife> = {}): TaskLife => ({
  state: 'open',
  startsOn: '2026-01-10',
  dueOn: '2026-03-31',
  finishedOn: null,
  percent: 0,
  milestones: [{ name: '摸底', dueOn: '2026-02-01', doneOn: null }],
  delayReason: null,
  asked: null,
  budgetSpent: null,
  ...given,
})
const acting = { by: 'market', today: '2026-03-01' }

it.each([
  ['2026-01-01', {}, 'notBegun', 0],
  ['2026-02-01', {}, 'onTime', 0],
  ['2026-03-24', {}, 'dueSoon', 0],
  ['2026-03-31', {}, 'dueSoon', 0],
  ['2026-04-01', {}, 'late', 1],
  ['2026-05-01', {}, 'late', 31],
  ['2026-05-01', { state: 'finished', finishedOn: '2026-03-31' }, 'doneOnTime', 0],
  ['2026-05-01', { state: 'verified', finishedOn: '2026-04-02' }, 'doneLate', 2],
  ['2026-05-01', { state: 'cancelled' }, 'cancelled', 0],
] as const)('on %s a task of 31 March that is %o is %s, %i days late', (today, given, standing, late) => {
  expect([standingOf(aTask(given), today), lateDays(aTask(given), today)]).toEqual([standing, late])
})

it('counts open days from the start, and those of an ended task not at all', () => {
  expect(openDays(aTask(), '2026-02-09')).toBe(30)
  expect(openDays(aTask({ state: 'verified' }), '2026-02-09')).toBe(0)
})

it('rounds the rate down, says 100 only when all were on time, and nothing of nothing', () => {
  expect([onTimeRate(999, 1, 0), onTimeRate(2, 0, 1), onTimeRate(3, 0, 0), onTimeRate(0, 0, 0)]).toEqual([99.9, 66.6, 100, null])
})

it.each([
  ['2026-03-23', null],
  ['2026-03-24', 'before7'],
  ['2026-03-29', 'before7'],
  ['2026-03-30', 'before1'],
  ['2026-03-31', 'before1'],
  ['2026-04-01', 'after1'],
  ['2026-04-07', 'after7'],
] as const)('on %s reminds of a task due on 31 March: %s', (today, step) => {
  expect(reminderStep('2026-03-31', today)).toBe(step)
})

it('takes a department’s task from report to verification, and back when it is returned', () => {
  const walk = (task: TaskLife, ...steps: [TaskActName, object][]) =>
    steps.reduce((at, [name, act]) => {
      const stepped = stepTask(at, name, { version: 1, ...act }, acting)
      if (!stepped.ok) throw new Error(stepped.reason)
      return stepped.task
    }, task)
  const finished = walk(aTask(), ['report', { percent: 40, milestone: 0 }], ['finish', { note: '已安装 12 处' }])
  expect(finished).toMatchObject({ state: 'finished', percent: 100, finishedOn: '2026-03-01', milestones: [{ doneOn: '2026-03-01' }] })
  expect(walk(finished, ['return', { note: '缺照片' }])).toMatchObject({ state: 'open', finishedOn: null })
  expect(walk(finished, ['verify', {}])).toMatchObject({ state: 'verified' })
})

it('moves the due day only by an extension that was asked for and approved', () => {
  const asked = stepTask(aTask(), 'askExtension', { version: 1, dueOn: '2026-04-30', note: '招标延后' }, acting)
  if (!asked.ok) throw new Error(asked.reason)
  expect(asked.task).toMatchObject({ dueOn: '2026-03-31', asked: { dueOn: '2026-04-30', by: 'market' } })
  expect(stepTask(asked.task, 'decideExtension', { version: 1, approved: true }, acting)).toMatchObject({
    task: { dueOn: '2026-04-30', asked: null },
  })
  expect(stepTask(asked.task, 'decideExtension', { version: 1, approved: false }, acting)).toMatchObject({ ok: false, path: 'body.note' })
  expect(stepTask(aTask(), 'decideExtension', { version: 1, approved: true }, acting)).toMatchObject({ ok: false })
  expect(stepTask(aTask(), 'askExtension', { version: 1, dueOn: '2026-03-31', note: 'x' }, acting)).toMatchObject({
    ok: false,
    path: 'body.dueOn',
  })
})

it('asks whoever finishes late for the reason first', () => {
  const late = { by: 'market', today: '2026-04-02' }
  expect(stepTask(aTask(), 'finish', { version: 1, note: '完成' }, late)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('reason'),
  })
  expect(stepTask(aTask({ delayReason: '招标延后' }), 'finish', { version: 1, note: '完成' }, late)).toMatchObject({
    task: { finishedOn: '2026-04-02' },
  })
})

it('takes no step from a cancelled task but reopening it', () => {
  const names: TaskActName[] = ['receive', 'report', 'explain', 'askExtension', 'decideExtension', 'finish', 'verify', 'return', 'cancel']
  const act = { version: 1, note: 'x', percent: 1, dueOn: '2026-12-01', approved: true }
  expect(names.filter((name) => stepTask(aTask({ state: 'cancelled' }), name, act, acting).ok)).toEqual([])
  expect(stepTask(aTask({ state: 'cancelled' }), 'reopen', act, acting)).toMatchObject({ task: { state: 'open' } })
})

it('knows no day of 1899, which is Excel’s empty cell', () => {
  expect(PlanDay.safeParse('1899-12-30').success).toBe(false)
  expect(PlanDay.safeParse('2026-02-30').success).toBe(false)
  expect(PlanDay.safeParse('2026-02-28').success).toBe(true)
})

it('is late on exactly the days after the due day', () => {
  const day = fc.integer({ min: 0, max: 3000 }).map((n) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10))
  fc.assert(
    fc.property(day, day, (dueOn, today) => {
      const task = aTask({ startsOn: '2020-01-01', dueOn })
      expect(standingOf(task, today) === 'late').toBe(today > dueOn)
      expect(lateDays(task, today)).toBe(Math.max(0, daysBetween(dueOn, today)))
    }),
  )
})
