import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import type { Problem } from '#contracts/problem.ts'
import { sendAct } from '../api/alarm.ts'
import { newKey, ProblemError } from '../api/http.ts'
import { refusalWords } from '../i18n/refusal.ts'
import { showAnswer } from './board.ts'
import { loadSession } from './session.ts'

export type ActName =
  | 'acknowledge'
  | 'dispatch'
  | 'arrive'
  | 'resolve'
  | 'close'
  | 'reopen'
  | 'release'
  | 'real'
  | 'answer'
  | 'call'
  | 'shelve'
  | 'unshelve'
  | 'take'

/** One act of a person on one alarm, from the key press to the server's receipt. */
export interface Act {
  alarmId: string
  name: ActName
  body: Record<string, unknown>
  key: string
  startedMs: number
  tries: number
  /** sending; unsure = no receipt, being sent again; failed = given up; conflict, refused = the server's answer */
  status: 'sending' | 'unsure' | 'failed' | 'conflict' | 'refused' | 'done'
  detail: string
  /** the server's answer itself, where it refused */
  problem: Problem | null
  current: Alarm | null
}

export const useActs = create<{ acts: ReadonlyMap<string, Act> }>(() => ({ acts: new Map() }))

const REMEMBERED = 200

/** Notes an act; of many alarms the acts longest done are forgotten. */
const put = (act: Act) =>
  useActs.setState(({ acts }) => {
    const next = new Map(acts).set(act.alarmId, act)
    for (const [id, { status }] of next) {
      if (next.size <= REMEMBERED) break
      if (status === 'done') next.delete(id)
    }
    return { acts: next }
  })
const isLatest = (act: Act) => useActs.getState().acts.get(act.alarmId)?.key === act.key

/** Forgets an act whose outcome has been read. */
export const dismissAct = (alarmId: string): void =>
  useActs.setState(({ acts }) => {
    const next = new Map(acts)
    next.delete(alarmId)
    return { acts: next }
  })

const RETRY_MS = [1000, 1000, 2000, 4000, 8000]

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const isAlarm = (value: unknown): value is Alarm => typeof value === 'object' && value !== null && 'unacknowledged' in value

/** Whether nobody else has acted: only presses, answers or escalation moved the version on, so the act means the same as before. */
const untouched = (name: ActName, seen: Alarm, current: Alarm): boolean =>
  (current.unacknowledged || name === 'call' || name === 'real' || name === 'take') &&
  current.state === seen.state &&
  current.handledBy === seen.handledBy

/** What the act was to bring about is so already: there is nothing left to ask for. */
const isSoAlready = (name: ActName, { exercise, released }: Alarm): boolean =>
  (name === 'real' && exercise === null) || (name === 'release' && released)

/** How an act ended: done, conflict, refused or failed; and of one that is done, the alarm as its answer has it. */
interface End {
  status: Act['status']
  alarm: Alarm | null
}

/** Does one act: sends it until there is a receipt, always with the same key, and puts the answer on the board. */
async function run(first: Act, seen: Alarm, patience: number, overtakes: boolean): Promise<End> {
  let act = first
  const say = (change: Partial<Act>, alarm: Alarm | null = null): End => {
    act = { ...act, ...change }
    if (isLatest(act)) put(act)
    return { status: act.status, alarm }
  }
  for (;;) {
    try {
      const alarm = await sendAct(act.alarmId, act.name, act.body, act.key)
      if (isAlarm(alarm)) showAnswer(alarm)
      return say({ status: 'done' }, isAlarm(alarm) ? alarm : null)
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429) {
        const { problem } = error
        const { status } = problem
        const detail = refusalWords(problem)
        const current = isAlarm(problem.current) ? problem.current : null
        if (status === 401) void loadSession()
        if (current) showAnswer(current)
        if (status !== 409) return say({ status: 'refused', detail, problem })
        if (current && isSoAlready(act.name, current)) return say({ status: 'done' }, current)
        // Of the very version that was sent the refusal is final: asked again it would only be refused again.
        if (current && overtakes && current.version !== act.body.version && untouched(act.name, seen, current)) {
          const again = { ...act, key: newKey(), body: { ...act.body, version: current.version } }
          put(again)
          return run(again, current, patience, overtakes)
        }
        return say({ status: 'conflict', detail, problem, current })
      }
      if (act.tries >= patience) return say({ status: 'failed' })
      say({ status: 'unsure', tries: act.tries + 1 })
      await wait(RETRY_MS[Math.min(act.tries, RETRY_MS.length) - 1] ?? 8000)
    }
  }
}

// By alarm, the act that was begun last: the next one of the same hand waits for it.
const begun = new Map<string, Promise<End>>()

/** Does it after what the same person has begun on that alarm: one's own act is nobody else's, and no conflict. */
async function runInTurn(act: Act, seen: Alarm, patience: number): Promise<Act['status']> {
  const overtakes = OVERTAKING.includes(act.name)
  const before = begun.get(act.alarmId)
  const turn = (async () => {
    const own = (await before)?.alarm ?? null
    if (!own || own.version <= seen.version) return run(act, seen, patience, overtakes)
    return run({ ...act, body: { ...act.body, version: own.version } }, own, patience, overtakes)
  })()
  begun.set(act.alarmId, turn)
  const { status } = await turn
  if (begun.get(act.alarmId) === turn) begun.delete(act.alarmId)
  return status
}

const OVERTAKING: readonly ActName[] = ['acknowledge', 'answer', 'arrive', 'release', 'real', 'call', 'take']

interface Request {
  alarm: Alarm
  name: ActName
  body?: Record<string, unknown>
  /** how often it is sent again without a receipt */
  patience?: number
}

/** Starts an act with a key of its own and the version that the person saw. Nothing counts as done before the receipt. */
export function startAct({ alarm, name, body = {}, patience = 6 }: Request): Promise<Act['status']> {
  const under = useActs.getState().acts.get(alarm.id)
  if (under && under.name === name && (under.status === 'sending' || under.status === 'unsure')) return Promise.resolve(under.status)
  const act: Act = {
    alarmId: alarm.id,
    name,
    body: { version: alarm.version, ...body },
    key: newKey(),
    startedMs: performance.now(),
    tries: 0,
    status: 'sending',
    detail: '',
    problem: null,
    current: null,
  }
  put(act)
  return runInTurn(act, alarm, patience)
}

/** Sends a failed act again, the same act with the same key. */
export function repeatAct(act: Act, alarm: Alarm): Promise<Act['status']> {
  const again: Act = { ...act, status: 'sending', tries: 0, startedMs: performance.now() }
  put(again)
  return runInTurn(again, alarm, 6)
}
