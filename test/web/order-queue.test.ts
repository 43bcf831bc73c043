// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { WorkOrder } from '#contracts/work-order.ts'
import { actsOf, afterRefused, afterTaken, type OrderAct, withWaiting } from '../../web/live/order-queue.ts'

const act = (given: Partial<OrderAct>): OrderAct => ({
  key: 'k',
  by: 'technician',
  about: '示例第一小学 · 门卫室 防拆',
  faultId: 'f1',
  orderId: null,
  command: 'start',
  version: 1,
  note: null,
  assignee: null,
  doneAt: '2026-03-02T00:00:00Z',
  ...given,
})
const order = (version: number) => ({ id: 'o1', version }) as WorkOrder

it('counts on from the version that waiting acts will have made', () => {
  const waiting = [act({ key: 'a', command: 'open' }), act({ key: 'b' }), act({ key: 'c', faultId: 'f2', command: 'mend' })]
  expect(withWaiting('f1', null, waiting)).toEqual({ version: 2, orderId: null })
  expect(withWaiting('f2', order(4), waiting)).toEqual({ version: 5, orderId: 'o1' })
})

it('gives the id of an order that was opened without network to the acts that waited for it', () => {
  const waiting = [act({ key: 'a', command: 'open' }), act({ key: 'b' }), act({ key: 'c', faultId: 'f2' })]
  expect(afterTaken(waiting, waiting[0] as OrderAct, { id: 'o9' }).map(({ key, orderId }) => [key, orderId])).toEqual([
    ['b', 'o9'],
    ['c', null],
  ])
})

it('names with a refused act what was built upon it and not sent, and touches nothing of another fault', () => {
  const waiting = [act({ key: 'a', orderId: 'o1' }), act({ key: 'b', orderId: 'o1', command: 'mend' }), act({ key: 'c', faultId: 'f2' })]
  const left = afterRefused(waiting, waiting[0] as OrderAct, 'the order is cancelled')
  expect(left.waiting.map(({ key }) => key)).toEqual(['c'])
  expect(left.refused.map(({ act, reason }) => [act.key, reason])).toEqual([
    ['a', 'the order is cancelled'],
    ['b', null],
  ])
})

it('goes on after a refused note, from the version that the note did not make', () => {
  const waiting = [
    act({ key: 'a', orderId: 'o1', command: 'note', version: 3 }),
    act({ key: 'b', orderId: 'o1', command: 'mend', version: 4 }),
    act({ key: 'c', faultId: 'f2', version: 7 }),
  ]
  expect(afterRefused(waiting, waiting[0] as OrderAct, 'x').waiting.map(({ key, version }) => [key, version])).toEqual([
    ['b', 3],
    ['c', 7],
  ])
})

it('knows whose an act is, so that nobody else’s session sends it', () => {
  const waiting = [act({ key: 'a' }), act({ key: 'b', by: 'vendor' })]
  expect(actsOf(waiting, 'vendor').map(({ key }) => key)).toEqual(['b'])
})
