import { create } from 'zustand'
import type { Problem } from '#contracts/problem.ts'
import type { OrderCommandName, WorkOrder } from '#contracts/work-order.ts'
import { newKey, ProblemError } from '../api/http.ts'
import { sendOrderAct } from '../api/technician.ts'
import { forgetParts } from './kept-session.ts'
import { loadSession, useSession } from './session.ts'
import { keep, recall } from './storage.ts'

/** What a technician did, with or without network: it is sent in order, each under its own key, until the server has answered. */
export interface OrderAct {
  readonly key: string
  /** Who did it, by username: nobody else's session sends it. Empty where an older page did not note it: nobody's does. */
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
  readonly reason: Refusal | null
}

type Refusal = Pick<Problem, 'detail' | 'errors'>

interface Kept {
  waiting: readonly OrderAct[]
  /** What was not taken; the person decides anew. */
  refused: readonly RefusedAct[]
}

interface Queue extends Kept {
  /** whether the device keeps it when the page is closed */
  isStored: boolean
}

const STORE = 'xiaowei.order-queue'

/** What a page has kept, be it an older one: what no longer says who did it is nobody's to send, and is shown to be done again. Pure. */
export function readKept(kept: unknown): Kept {
  const { waiting, refused } = (kept ?? {}) as { waiting?: unknown; refused?: unknown }
  const acts = listOf<Partial<OrderAct>>(waiting)
  const refusals = listOf<{ act: Partial<OrderAct>; reason: Refusal | string | null }>(refused)
  return {
    waiting: acts.map(named).filter(({ by }) => by !== ''),
    refused: [
      ...refusals.map(({ act, reason }) => ({ act: named(act), reason: typeof reason === 'string' ? { detail: reason } : reason })),
      ...acts
        .map(named)
        .filter(({ by }) => by === '')
        .map((act) => ({ act, reason: null })),
    ],
  }
}

const listOf = <T>(list: unknown): T[] => (Array.isArray(list) ? (list as T[]) : [])
const named = (act: Partial<OrderAct>): OrderAct => ({ ...act, by: act.by ?? '', about: act.about ?? '' }) as OrderAct

const remembered = (): Kept => readKept(recall<unknown>(STORE))

export const useOrderQueue = create<Queue>(() => ({ ...remembered(), isStored: true }))

// Another tab has sent, or added: one queue for all.
window.addEventListener('storage', ({ key }) => {
  if (key === STORE) useOrderQueue.setState(remembered())
})

function put(queue: Kept): void {
  useOrderQueue.setState(queue)
  if (!keep(STORE, queue)) {
    forgetParts() // the list can be read again, what was done cannot
    useOrderQueue.setState({ isStored: keep(STORE, queue) })
  } else useOrderQueue.setState({ isStored: true })
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
export function afterRefused(waiting: readonly OrderAct[], act: OrderAct, reason: Refusal): { waiting: OrderAct[]; refused: RefusedAct[] } {
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

/** The next act of whoever the server has said is signed in: asked anew for each, since it may be another by then. */
function nextAct(): OrderAct | undefined {
  const { session, isRemembered } = useSession.getState()
  return session && !isRemembered ? actsOf(useOrderQueue.getState().waiting, session.user.username)[0] : undefined
}

/** Sends what waits of whoever is signed in, in order; stops at the first that gets no answer. */
export async function flush(): Promise<void> {
  if (sending) return
  sending = true
  try {
    for (let act = nextAct(); act !== undefined; act = nextAct()) {
      const outcome = await send(act)
      if (outcome === 'unanswered') return
      const { waiting, refused } = useOrderQueue.getState()
      if ('id' in outcome) put({ waiting: afterTaken(waiting, act, outcome), refused })
      else {
        const left = afterRefused(waiting, act, outcome)
        put({ waiting: left.waiting, refused: [...refused, ...left.refused] })
      }
    }
  } finally {
    sending = false
  }
}

/** Answers of ours that say nothing of the act itself: nobody is signed in, or another, or the server has enough for now. */
const LATER = ['not-signed-in', 'other-session', 'foreign-origin', 'too-many-requests'].map((kind) => `/problems/${kind}`)

async function send(act: OrderAct): Promise<WorkOrder | Refusal | 'unanswered'> {
  const { faultId, orderId, command, version, note, assignee, doneAt } = act
  const more = { ...(note === null ? {} : { note }), doneAt }
  try {
    return command === 'open'
      ? await sendOrderAct<WorkOrder>('/work-orders', act, { faultId, ...(assignee === null ? {} : { assignee }), ...more })
      : await sendOrderAct<WorkOrder>(`/work-orders/${orderId}/${command}`, act, { version, ...more })
  } catch (error) {
    if (!(error instanceof ProblemError)) return 'unanswered'
    const { type, status, detail, errors } = error.problem
    if (type === '/problems/other-session') void loadSession()
    // Anything between here and the server may answer too, e.g. a portal that wants to be signed in to: that refuses nothing.
    return type.startsWith('/problems/') && status < 500 && !LATER.includes(type) ? { detail, errors } : 'unanswered'
  }
}
