// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { tickWhileHidden } from '../../web/live/hidden-clock.ts'

afterEach(() => vi.unstubAllGlobals())

it('ticks by a clock off the page while the page is hidden, and by none while it is seen', () => {
  const clocks: { onmessage: (() => void) | null; ended: boolean }[] = []
  vi.stubGlobal(
    'Worker',
    class {
      onmessage: (() => void) | null = null
      ended = false
      constructor() {
        clocks.push(this)
      }
      terminate() {
        this.ended = true
      }
    },
  )
  const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible')
  const turn = (state: 'visible' | 'hidden') => {
    seen.mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }
  const tick = vi.fn()
  const stop = tickWhileHidden(tick)
  expect(clocks).toEqual([])
  turn('hidden')
  clocks[0]?.onmessage?.()
  expect(tick).toHaveBeenCalledTimes(1)
  turn('visible')
  expect(clocks[0]?.ended).toBe(true)
  turn('hidden')
  stop()
  expect(clocks.map(({ ended }) => ended)).toEqual([true, true])
  turn('visible')
  turn('hidden')
  expect(clocks).toHaveLength(2)
})
