// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MapView } from '../../web/map/MapView.tsx'
import type { Overlay } from '../../web/map/overlay.ts'
import { StreetTiles } from '../../web/map/street-tiles.ts'
import { startWorkers, takeWorker } from '../../web/map/workers.ts'

// Node has no workers: what is looked at is which one is asked, and for what.
class Painter extends EventTarget {
  static all: Painter[] = []
  readonly told: { type: string }[] = []
  isEnded = false
  constructor() {
    super()
    Painter.all.push(this)
  }
  postMessage(message: { type: string }) {
    this.told.push(message)
  }
  terminate() {
    this.isEnded = true
  }
}
/** What a browser says where the script did not come. */
const loseScript = (painter: unknown) => act(() => void (painter as Painter).dispatchEvent(new Event('error')))

beforeEach(() => {
  Painter.all = []
  vi.useFakeTimers()
  vi.stubGlobal('Worker', Painter)
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  )
})
afterEach(() => {
  cleanup()
  vi.runAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('hands out the painter that was started with the page, but none whose script did not come', () => {
  startWorkers()
  const [overlay, tiles] = Painter.all
  loseScript(overlay)
  expect(takeWorker('overlay')).not.toBe(overlay)
  expect(takeWorker('tiles')).toBe(tiles)
})

it('ends the painters that nobody has taken within a minute, and not one that was taken', () => {
  startWorkers()
  const [overlay, tiles] = Painter.all
  takeWorker('overlay')
  vi.advanceTimersByTime(60_000)
  expect([overlay?.isEnded, tiles?.isEnded]).toEqual([false, true])
  expect(takeWorker('tiles')).not.toBe(tiles)
})

it('paints the ground by another worker when the script of the first did not come', () => {
  const layer = new StreetTiles()
  const lost = vi.fn()
  layer.on('lost', lost)
  layer.showCity('{"features":[]}')
  layer.keepClear([[1, 2, 3, 4]])
  Painter.all[0]?.dispatchEvent(new ErrorEvent('error', { message: 'a tile that cannot be drawn' }))
  expect(lost).not.toHaveBeenCalled()
  loseScript(Painter.all[0])
  expect(lost).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(5000)
  const [, second] = Painter.all
  expect(second?.told).toEqual([
    expect.objectContaining({ type: 'palette' }),
    { type: 'city', json: '{"features":[]}' },
    { type: 'taken', taken: [[1, 2, 3, 4]] },
  ])
})

it('lays another overlay when the script of the first did not come, and says so meanwhile', () => {
  const laid = new Set<Overlay>()
  const { unmount } = render(
    <MapView center={[106.23, 38.487]} zoom={12} stale={false} onReady={() => {}} onMoved={() => {}}>
      {(_, overlay) => {
        laid.add(overlay)
        return null
      }}
    </MapView>,
  )
  loseScript(Painter.all[0])
  expect(screen.getByRole('status').textContent).toContain('正在重试')
  act(() => void vi.advanceTimersByTime(5000))
  expect([laid.size, Painter.all.map(({ isEnded }) => isEnded)]).toEqual([2, [true, false]])
  act(() => void [...laid][1]?.fire('drawn'))
  expect(screen.queryByRole('status')).toBeNull()
  unmount()
})
