import { expect, it } from 'vitest'
import { mapLinks } from '#domain/map-link.ts'

it('gives each map the place at its own datum', () => {
  const { gaode, baidu, tencent } = mapLinks([106.2, 38.5], '示例小学 &东门')
  const [gcj] = /106\.\d+,38\.\d+/.exec(gaode) ?? []
  const [lng = 0, lat = 0] = (gcj ?? '').split(',').map(Number)
  const apart = Math.hypot((lng - 106.2) * 87_000, (lat - 38.5) * 111_000)
  expect(apart).toBeGreaterThan(300) // GCJ-02 lies 387 m off near Yinchuan
  expect(apart).toBeLessThan(500)
  expect(tencent).toContain(`coord:${lat.toFixed(6)},${lng.toFixed(6)}`)
  expect(baidu).toMatch(/location=38\.5\d+,106\.21\d+&/)
  expect(gaode).toContain(encodeURIComponent('示例小学 &东门'))
})
