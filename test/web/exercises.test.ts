import { afterEach, expect, it, vi } from 'vitest'
import { refreshExercises, useExercises } from '../../web/live/exercises.ts'

afterEach(() => vi.unstubAllGlobals())

it('does not take an answer that a later reading has overtaken', async () => {
  const answers: ((items: unknown[]) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise((resolve) => answers.push((items) => resolve(new Response(JSON.stringify({ items }))))))
  const readings = [refreshExercises(), refreshExercises()]
  answers[1]?.([])
  await readings[1]
  answers[0]?.([{ id: 'ended meanwhile' }])
  await readings[0]
  expect(useExercises.getState()).toEqual({ items: [], failed: false })
})
