// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { WorkOrder } from '#contracts/work-order.ts'
import { afterAnswer, type OrderAct, withWaiting } from '../../web/live/order-queue.ts'

const act = (given: Partial<OrderAct>): OrderAct => ({
  key: 'k',
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
  expect(afterAnswer(waiting, waiting[0] as OrderAct, { id: 'o9' }).map(({ key, orderId }) => [key, orderId])).toEqual([
    ['b', 'o9'],
    ['c', null],
  ])
})

it('drops with a refused act what was built upon it, and nothing of another fault', () => {
  const waiting = [act({ key: 'a', orderId: 'o1' }), act({ key: 'b', orderId: 'o1', command: 'mend' }), act({ key: 'c', faultId: 'f2' })]
  expect(afterAnswer(waiting, waiting[0] as OrderAct, null).map(({ key }) => key)).toEqual(['c'])
})
