// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import type { OverlayAnswer, OverlayRequest } from '../../web/map/overlay-worker.ts'
import type { Palette } from '../../web/map/palette.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

// Node has no canvas: what is drawn is not looked at here, only that a picture comes.
class Canvas {
  readonly width: number
  readonly height: number
  constructor(width: number, height: number) {
    this.width = width
    this.height = height
  }
  getContext() {
    return new Proxy({}, { get: () => () => {}, set: () => true })
  }
  transferToImageBitmap() {
    return {}
  }
}

it('draws every later view although the ground is none that can be read', async () => {
  const drawn: number[] = []
  vi.stubGlobal('OffscreenCanvas', Canvas)
  vi.stubGlobal('postMessage', (answer: OverlayAnswer) => 'ask' in answer && drawn.push(answer.ask))
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await import('../../web/map/overlay-worker.ts')
  const tell = (request: OverlayRequest) => dispatchEvent(new MessageEvent('message', { data: request }))
  const look = (ask: number) => {
    const view = { scale: 1e6, x0: 0, y0: 0, width: 100, height: 100, zoom: 12 }
    tell({ type: 'view', ask, view, ratio: 1, covered: [] })
  }
  tell({ type: 'palette', palette: {} as Palette })
  tell({ type: 'streets', json: '<!doctype html><title>sign in</title>' })
  look(1)
  // The first picture is without names; they come with the one after it.
  await expect.poll(() => drawn).toEqual([1, 1])
  expect(warn).toHaveBeenCalledOnce()
  look(2)
  await expect.poll(() => drawn).toEqual([1, 1, 2])
  expect(warn).toHaveBeenCalledOnce()
})
