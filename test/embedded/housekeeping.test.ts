import { expect, it } from 'vitest'
import { checkpointDue, tidyStatement } from '../../server/embedded/housekeeping.ts'
import { OwnerQueue } from '../../server/embedded/owner-queue.ts'

const MB = 1024 * 1024

it.each([
  [0, 1e9, false], // nothing written, however long ago
  [1, 299_000, false],
  [1, 301_000, true],
  [65 * MB, 0, true],
])('after %i bytes of log and %i ms, a checkpoint is due: %s', (written, age, due) => {
  expect(checkpointDue(written, age)).toBe(due)
})

const none = { dead: 0, changed: 0 }
it.each([
  [{ dead: 0, changed: 40, rows: 0, age: 0 }, null],
  [{ dead: 200, changed: 200, rows: 1000, age: 0 }, 'vacuum (analyze) t'],
  [{ dead: 0, changed: 200, rows: 1000, age: 0 }, 'analyze t'],
  [{ dead: 60_000, changed: 60_000, rows: 10_000_000, age: 0 }, 'vacuum (analyze) t'],
  [{ dead: 0, changed: 0, rows: 10, age: 160_000_000 }, 'vacuum (freeze, analyze) t'],
])('a table with %o needs %s', (counts, statement) => {
  expect(tidyStatement({ table: 't', ...counts }, none)).toBe(statement)
})

it('gives the session to its owner alone until it is idle, and then to whoever came first', () => {
  const queue = new OwnerQueue<string, number>()
  queue.add('a', 1)
  expect(queue.take()).toEqual({ connection: 'a', job: 1 })
  queue.settle('a', 'T')
  queue.add('b', 2)
  queue.add('c', 3)
  expect(queue.take()).toBeUndefined()
  queue.add('a', 4)
  expect(queue.take()).toEqual({ connection: 'a', job: 4 })
  queue.settle('a', 'I')
  queue.drop('b')
  expect(queue.take()).toEqual({ connection: 'c', job: 3 })
})
