// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import type { WorkOrder } from '#contracts/work-order.ts'
import {
  actsOf,
  afterRefused,
  afterTaken,
  enqueue,
  flush,
  type OrderAct,
  readKept,
  useOrderQueue,
  withWaiting,
} from '../../web/live/order-queue.ts'
import { useSession } from '../../web/live/session.ts'

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
  const left = afterRefused(waiting, waiting[0] as OrderAct, { detail: 'the order is cancelled' })
  expect(left.waiting.map(({ key }) => key)).toEqual(['c'])
  expect(left.refused.map(({ act, reason }) => [act.key, reason])).toEqual([
    ['a', { detail: 'the order is cancelled' }],
    ['b', null],
  ])
})

it('goes on after a refused note, from the version that the note did not make', () => {
  const waiting = [
    act({ key: 'a', orderId: 'o1', command: 'note', version: 3 }),
    act({ key: 'b', orderId: 'o1', command: 'mend', version: 4 }),
    act({ key: 'c', faultId: 'f2', version: 7 }),
  ]
  expect(afterRefused(waiting, waiting[0] as OrderAct, { detail: 'x' }).waiting.map(({ key, version }) => [key, version])).toEqual([
    ['b', 3],
    ['c', 7],
  ])
})

it('knows whose an act is, so that nobody else’s session sends it', () => {
  const waiting = [act({ key: 'a' }), act({ key: 'b', by: 'vendor' })]
  expect(actsOf(waiting, 'vendor').map(({ key }) => key)).toEqual(['b'])
})

it('shows what an older page has kept without a name to be done again, and sends none of it', () => {
  const older = { key: 'a', faultId: 'f1', orderId: 'o1', command: 'mend', version: 2, note: null, assignee: null, doneAt: 'x' }
  expect(readKept({ waiting: [older, act({ key: 'b' })], refused: [{ act: older, reason: 'the order is cancelled' }] })).toEqual({
    waiting: [act({ key: 'b' })],
    refused: [
      { act: { ...older, by: '', about: '' }, reason: { detail: 'the order is cancelled' } },
      { act: { ...older, by: '', about: '' }, reason: null },
    ],
  })
  for (const odd of [null, 7, [], {}, { waiting: 'x' }]) expect(readKept(odd)).toEqual({ waiting: [], refused: [] })
})

describe('sending', () => {
  const session = (username: string) => ({ user: { username, name: username }, home: '/technician' }) as Session
  const asked: { path: string; by: string | undefined }[] = []
  /** One answer a request; what a session is asked for stands apart. */
  let answers: (() => Response)[] = []
  const json = (status: number, body: unknown) => () =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  const refusal = (status: number, kind: string) => json(status, { type: `/problems/${kind}`, title: 'x', status, detail: kind })
  let cookieOf = 'technician'

  beforeEach(() => {
    asked.length = 0
    answers = []
    cookieOf = 'technician'
    localStorage.clear()
    useSession.setState({ session: session('technician'), isRemembered: false })
    useOrderQueue.setState({ waiting: [act({ key: 'a', orderId: 'o1' }), act({ key: 'b', orderId: 'o1', command: 'mend' })], refused: [] })
    vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Record<string, string> }) => {
      if (path === '/api/v1/session') return json(200, session(cookieOf))()
      asked.push({ path, by: headers['acting-user'] })
      return (answers.shift() ?? json(503, null))()
    })
  })
  afterEach(() => vi.unstubAllGlobals())
  const waiting = () => useOrderQueue.getState().waiting.map(({ key }) => key)

  it('makes room for what was done when the device is full, and says so when that does not help', () => {
    const stored = new Map([['xiaowei.kept-part.schools', 'much']])
    let most = 1
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => stored.get(name) ?? null,
      removeItem: (name: string) => stored.delete(name),
      setItem: (name: string, text: string) => {
        if (!stored.has(name) && stored.size >= most) throw new DOMException('full', 'QuotaExceededError')
        stored.set(name, text)
      },
    })
    const { key: _key, by: _by, doneAt: _doneAt, ...another } = act({ faultId: 'f2', orderId: 'o2' })
    enqueue(another)
    expect([useOrderQueue.getState().isStored, [...stored.keys()]]).toEqual([true, ['xiaowei.order-queue']])
    most = 0
    stored.clear()
    enqueue(another)
    expect(useOrderQueue.getState()).toMatchObject({ isStored: false, waiting: [{}, {}, {}, {}] })
  })

  it('says with each act who did it', async () => {
    answers = [json(200, order(2)), json(200, order(3))]
    await flush()
    expect(asked).toEqual([
      { path: '/api/v1/work-orders/o1/start', by: 'technician' },
      { path: '/api/v1/work-orders/o1/mend', by: 'technician' },
    ])
    expect(waiting()).toEqual([])
  })

  it('keeps the acts of one person when the cookie is another’s, and learns whose it is', async () => {
    cookieOf = 'vendor'
    answers = [refusal(409, 'other-session')]
    await flush()
    expect(waiting()).toEqual(['a', 'b'])
    expect(useOrderQueue.getState().refused).toEqual([])
    await expect.poll(() => useSession.getState().session?.user.username).toBe('vendor')
    await flush()
    expect(asked).toHaveLength(1)
  })

  it('sends nothing before the server has said whose session it is', async () => {
    useSession.setState({ isRemembered: true })
    await flush()
    expect(asked).toEqual([])
  })

  it('does not go on as the one before when another has signed in meanwhile', async () => {
    answers = [
      () => {
        useSession.setState({ session: session('vendor') })
        return json(200, order(2))()
      },
    ]
    await flush()
    expect(asked).toHaveLength(1)
    expect(waiting()).toEqual(['b'])
  })

  it('takes only the server’s own words for a refusal, not those of a portal or proxy', async () => {
    for (const status of [403, 404, 407, 425]) {
      answers = [() => new Response('<html>', { status })]
      await flush()
      expect(waiting()).toEqual(['a', 'b'])
    }
    answers = [refusal(409, 'version-conflict')]
    await flush()
    expect(waiting()).toEqual([])
    expect(useOrderQueue.getState().refused).toHaveLength(2)
  })
})
