import { create } from 'zustand'
import type { OrderCommandName, WorkOrder } from '#contracts/work-order.ts'
import { newKey, ProblemError } from '../api/http.ts'
import { sendOrderAct } from '../api/technician.ts'

/** What a technician did, with or without network: it is sent in order, each under its own key, until the server has answered. */
export interface OrderAct {
  readonly key: string
  readonly faultId: string
  /** Null while the order itself is still waiting to be opened. */
  readonly orderId: string | null
  readonly command: 'open' | OrderCommandName
  readonly version: number
  readonly note: string | null
  readonly assignee: string | null
  /** By this phone's clock. */
  readonly doneAt: string
}

interface Queue {
  waiting: readonly OrderAct[]
  /** What the server refused, in its own words; the person decides anew. */
  refused: readonly { act: OrderAct; reason: string }[]
}

const KEY = 'xiaowei.order-queue'

function remembered(): Queue {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return typeof kept === 'object' && kept !== null && 'waiting' in kept ? (kept as Queue) : { waiting: [], refused: [] }
  } catch {
    return { waiting: [], refused: [] } // storage may be forbidden, or hold what an older page wrote
  }
}

export const useOrderQueue = create<Queue>(remembered)

function put(queue: Queue): void {
  useOrderQueue.setState(queue)
  try {
    localStorage.setItem(KEY, JSON.stringify(queue))
  } catch {
    // Without storage the queue lasts as long as the page, which says so by its count.
  }
}

/** The order as it will be once everything that waits for it is sent. Pure. */
export function withWaiting(
  faultId: string,
  order: WorkOrder | null,
  waiting: readonly OrderAct[],
): { version: number; orderId: string | null } {
  const mine = waiting.filter((act) => act.faultId === faultId)
  const opened = order === null && mine.some(({ command }) => command === 'open')
  const steps = mine.filter(({ command }) => command !== 'open').length
  return { version: (order?.version ?? (opened ? 1 : 0)) + steps, orderId: order?.id ?? null }
}

/** The queue after one act was answered; acts that waited for the order's id get it. Pure. */
export function afterAnswer(waiting: readonly OrderAct[], act: OrderAct, order: Pick<WorkOrder, 'id'> | null): OrderAct[] {
  const rest = waiting.filter(({ key }) => key !== act.key)
  if (order === null) return rest.filter(({ faultId, orderId }) => faultId !== act.faultId || (orderId !== null && act.command === 'note'))
  return rest.map((other) => (other.faultId === act.faultId && other.orderId === null ? { ...other, orderId: order.id } : other))
}

export function enqueue(act: Omit<OrderAct, 'key' | 'doneAt'>): void {
  const { waiting, refused } = useOrderQueue.getState()
  put({ waiting: [...waiting, { ...act, key: newKey(), doneAt: new Date().toISOString() }], refused })
  void flush()
}

export const forgetRefused = (key: string): void => {
  const { waiting, refused } = useOrderQueue.getState()
  put({ waiting, refused: refused.filter(({ act }) => act.key !== key) })
}

let sending = false

/** Sends what waits, in order; stops at the first that gets no answer. A refusal ends whatever of that order was built upon it. */
export async function flush(): Promise<void> {
  if (sending) return
  sending = true
  try {
    for (let act = useOrderQueue.getState().waiting[0]; act !== undefined; act = useOrderQueue.getState().waiting[0]) {
      const outcome = await send(act)
      if (outcome === 'unanswered') return
      const { waiting, refused } = useOrderQueue.getState()
      if (typeof outcome === 'string') put({ waiting: afterAnswer(waiting, act, null), refused: [...refused, { act, reason: outcome }] })
      else put({ waiting: afterAnswer(waiting, act, outcome), refused })
    }
  } finally {
    sending = false
  }
}

async function send(act: OrderAct): Promise<WorkOrder | string> {
  const { faultId, orderId, command, version, note, assignee, doneAt, key } = act
  const more = { ...(note === null ? {} : { note }), doneAt }
  try {
    return command === 'open'
      ? await sendOrderAct<WorkOrder>('/work-orders', key, { faultId, ...(assignee === null ? {} : { assignee }), ...more })
      : await sendOrderAct<WorkOrder>(`/work-orders/${orderId}/${command}`, key, { version, ...more })
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 401) return error.problem.detail
    return 'unanswered'
  }
}
