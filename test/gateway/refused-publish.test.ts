import { expect, it, vi } from 'vitest'
import { RefusedPublishes } from '../../server/gateway/refused-publish.ts'

const refused = (topic: string) => ({ username: 'button-1', topic })

it('notes one refusal of many alike that come at once, and the next one again', async () => {
  const note = vi.fn(async () => {})
  const refusals = new RefusedPublishes(note)
  await Promise.all(Array.from({ length: 500 }, () => refusals.take(refused('a'))))
  expect(note).toHaveBeenCalledTimes(1)
  await refusals.take(refused('a'))
  await Promise.all([refusals.take(refused('a')), refusals.take(refused('b'))])
  expect(note).toHaveBeenCalledTimes(4)
})

it('leaves out what a sender gone mad says beyond a thousand topics at once', async () => {
  const note = vi.fn(async () => {})
  const refusals = new RefusedPublishes(note)
  await Promise.all(Array.from({ length: 5_000 }, (_, topic) => refusals.take(refused(`${topic}`))))
  expect(note).toHaveBeenCalledTimes(1_000)
})

it('says what could not be written, and goes on', async () => {
  const note = vi.fn(async () => {}).mockRejectedValueOnce(new Error('the database is away'))
  const refusals = new RefusedPublishes(note)
  await expect(refusals.take(refused('a'))).rejects.toThrow('away')
  await refusals.take(refused('a'))
  expect(note).toHaveBeenCalledTimes(2)
})
