import { create } from 'zustand'
import type { OrderCommandName, WorkOrder } from '#contracts/work-order.ts'
import { newKey, ProblemError } from '../api/http.ts'
import { sendOrderAct } from '../api/technician.ts'
import { useSession } from './session.ts'
import { keep, recall } from './storage.ts'

/** What a technician did, with or without network: it is sent in order, each under its own key, until the server has answered. */
export interface OrderAct {
  readonly key: string
  /** Who did it, by username: nobody else's session sends it. */
  readonly by: string
  readonly faultId: string
  /** The fault in words, for when it has left the board. */
  readonly about: string
  /** Null while the order itself is still waiting to be opened. */
  readonly orderId: string | null
  readonly command: 'open' | OrderCommandName
  readonly version: number
  readonly note: string | null
  readonly assignee: string | null
  /** By this phone's clock. */
  readonly doneAt: string
}

export interface RefusedAct {
  readonly act: OrderAct
  /** The server's own words; null where the act was built upon one that was refused, and was not sent. */
  readonly reason: string | null
}

interface Queue {
  waiting: readonly OrderAct[]
  /** What was not taken; the person decides anew. */
  refused: readonly RefusedAct[]
}

const STORE = 'xiaowei.order-queue'

const remembered = (): Queue => recall<Queue>(STORE) ?? { waiting: [], refused: [] }

export const useOrderQueue = create<Queue>(remembered)

// Another tab has sent, or added: one queue for all.
window.addEventListener('storage', ({ key }) => {
  if (key === STORE) useOrderQueue.setState(remembered())
})

function put(queue: Queue): void {
  useOrderQueue.setState(queue)
  keep(STORE, queue)
}

/** Those of one person. Pure. */
export const actsOf = (waiting: readonly OrderAct[], username: string): OrderAct[] => waiting.filter(({ by }) => by === username)

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

/** The queue after one act was taken; acts that waited for the order's id get it. Pure. */
export const afterTaken = (waiting: readonly OrderAct[], act: OrderAct, order: Pick<WorkOrder, 'id'>): OrderAct[] =>
  waiting
    .filter(({ key }) => key !== act.key)
    .map((other) => (other.faultId === act.faultId && other.orderId === null ? { ...other, orderId: order.id } : other))

/** The queue after one act was refused: what was built upon it goes with it, and is named. A note bears nothing. Pure. */
export function afterRefused(waiting: readonly OrderAct[], act: OrderAct, reason: string): { waiting: OrderAct[]; refused: RefusedAct[] } {
  const isUponIt = ({ faultId, by }: OrderAct) => faultId === act.faultId && by === act.by
  const rest = waiting.filter(({ key }) => key !== act.key)
  if (act.command === 'note')
    // The version that the note would have made is not made.
    return { waiting: rest.map((o) => (isUponIt(o) ? { ...o, version: o.version - 1 } : o)), refused: [{ act, reason }] }
  const lost = rest.filter(isUponIt).map((other) => ({ act: other, reason: null }))
  return { waiting: rest.filter((other) => !isUponIt(other)), refused: [{ act, reason }, ...lost] }
}

export function enqueue(act: Omit<OrderAct, 'key' | 'doneAt' | 'by'>): void {
  const by = useSession.getState().session?.user.username
  if (by === undefined) return
  const { waiting, refused } = useOrderQueue.getState()
  put({ waiting: [...waiting, { ...act, by, key: newKey(), doneAt: new Date().toISOString() }], refused })
  void flush()
}

export const forgetRefused = (key: string): void => {
  const { waiting, refused } = useOrderQueue.getState()
  put({ waiting, refused: refused.filter(({ act }) => act.key !== key) })
}

let sending = false

const nextOf = (username: string | undefined): OrderAct | undefined =>
  username === undefined ? undefined : actsOf(useOrderQueue.getState().waiting, username)[0]

/** Sends what waits of whoever is signed in, in order; stops at the first that gets no answer. */
export async function flush(): Promise<void> {
  if (sending) return
  sending = true
  try {
    const username = useSession.getState().session?.user.username
    for (let act = nextOf(username); act !== undefined; act = nextOf(username)) {
      const outcome = await send(act)
      if (outcome === 'unanswered') return
      const { waiting, refused } = useOrderQueue.getState()
      if (typeof outcome === 'string') {
        const left = afterRefused(waiting, act, outcome)
        put({ waiting: left.waiting, refused: [...refused, ...left.refused] })
      } else put({ waiting: afterTaken(waiting, act, outcome), refused })
    }
  } finally {
    sending = false
  }
}

/** Answers that say nothing of the act itself: nobody is signed in, the server is slow or has enough for now. */
const LATER = [401, 408, 429]

async function send(act: OrderAct): Promise<WorkOrder | string> {
  const { faultId, orderId, command, version, note, assignee, doneAt, key } = act
  const more = { ...(note === null ? {} : { note }), doneAt }
  try {
    return command === 'open'
      ? await sendOrderAct<WorkOrder>('/work-orders', key, { faultId, ...(assignee === null ? {} : { assignee }), ...more })
      : await sendOrderAct<WorkOrder>(`/work-orders/${orderId}/${command}`, key, { version, ...more })
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status < 500 && !LATER.includes(error.problem.status)) return error.problem.detail
    return 'unanswered'
  }
}
