// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { readViews } from '../../web/screens/control-room/map-views.ts'

it('reads the views that an account keeps on this machine, and takes what it cannot read for nothing', () => {
  const view = { name: '城东', center: [106.3, 38.5], zoom: 15 }
  localStorage.setItem('xiaowei.map-views.operator', JSON.stringify([view, { name: 'x' }, null, 7]))
  localStorage.setItem('xiaowei.map-views.leader', '{"no": "list"}')
  localStorage.setItem('xiaowei.map-views.duty', 'not JSON')
  expect(readViews('operator')).toEqual([view])
  expect([readViews('leader'), readViews('duty'), readViews('nobody')]).toEqual([[], [], []])
})
