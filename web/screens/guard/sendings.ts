// What the guard has said and the server has not confirmed: kept on the phone, sent again until there is a receipt, always under one key.
import { create } from 'zustand'
import type { Alarm, Scene } from '#contracts/alarm.ts'
import type { FileInfo } from '#contracts/file.ts'
import type { LngLat } from '#contracts/time.ts'
import { step } from '#domain/alarm.ts'
import { newKey, ProblemError, request } from '../../api/http.ts'
import { refusalWords } from '../../i18n/refusal.ts'
import { showAnswer } from '../../live/board.ts'
import { type Call, callOf, hasCalledAnew } from '../../live/call.ts'
import { loadSession } from '../../live/session.ts'
import { forget, keep, recall } from '../../live/storage.ts'
import { blobOf } from './photo.ts'

export type Word = 'going' | 'cannot' | 'arrived' | 'misPress' | 'sos' | 'photo' | Scene

/** One thing that was said. */
export interface Sending {
  readonly key: string
  readonly word: Word
  /** below /api/v1 */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** null for an SOS until its receipt names the alarm */
  readonly alarmId: string | null
  readonly schoolId: string | null
  readonly by: string
  /** ms since the epoch by this phone's clock, which may be wrong */
  readonly saidAt: number
  readonly state: 'waiting' | 'delivered' | 'refused'
  readonly detail: string
  /** the call that it was said of, and whether the alarm has called anew since; both absent in what an older page has kept */
  readonly call?: Call
  readonly isPast?: boolean
}

/** Without a receipt for so long it is called 未送达, ms. */
const RECEIPT_MS = 3000
const STORE = 'xiaowei.sendings'
const TIMEOUT_MS = 5000
/** A photo takes its time on a slow network. */
const PHOTO_TIMEOUT_MS = 90_000
/** Each photo lies beside the list under a name of its own: where it does not fit, the words still do. */
const PHOTO_STORE = 'xiaowei.photo.'
const RETRY_MS = [1000, 1000, 2000, 4000] as const
const KEEP_MS = 12 * 3_600_000
const KEEP_MOST = 60
const LONGEST_AGO_MS = 7 * 86_400_000

/** `sinceMs`: when each was said, by this page's monotonic clock. */
export const useSendings = create<{ sendings: readonly Sending[]; sinceMs: ReadonlyMap<string, number> }>(() => ({
  sendings: [],
  sinceMs: new Map(),
}))

export interface Overdue {
  readonly sending: Sending
  readonly waitedMs: number
}

/** What was said and has no receipt though 3 s have passed, the oldest first: it is called 未送达. @param nowMs this page's monotonic clock */
export const overdueOf = (
  { sendings, sinceMs }: { sendings: readonly Sending[]; sinceMs: ReadonlyMap<string, number> },
  nowMs: number,
): Overdue[] =>
  sendings
    .filter(({ state, word }) => state === 'waiting' && word !== 'photo') // a photo calls nobody: it says beside itself how far it is
    .map((sending) => ({ sending, waitedMs: nowMs - (sinceMs.get(sending.key) ?? nowMs) }))
    .filter(({ waitedMs }) => waitedMs > RECEIPT_MS)

const busy = new Set<string>()
const wakers = new Set<() => void>()

// What another user of this phone has said and nobody has confirmed; it goes when that user is back.
let others: readonly Sending[] = []

function change(update: (sendings: readonly Sending[]) => readonly Sending[]): void {
  const sendings = update(useSendings.getState().sendings)
  useSendings.setState({ sendings })
  keep(STORE, [...others, ...sendings])
}

const replace = (key: string, by: Partial<Sending>): void =>
  change((sendings) => sendings.map((sending) => (sending.key === key ? { ...sending, ...by } : sending)))

/** Takes up what this user said before the page was loaded anew; what was delivered stays for some hours, so that it still shows as said. */
export function resumeSendings(username: string): void {
  const kept = recall<Sending[]>(STORE) ?? []
  const oldest = Date.now() - KEEP_MS
  const mine = kept.filter(({ by, saidAt, state }) => by === username && (state === 'waiting' || saidAt > oldest)).slice(-KEEP_MOST)
  others = kept.filter(({ by, state }) => by !== username && state === 'waiting')
  const now = performance.now()
  const sinceMs = new Map(mine.map(({ key, saidAt }) => [key, now - agoOf(saidAt)]))
  useSendings.setState({ sendings: mine, sinceMs })
  for (const sending of mine) void pump(lineOf(sending))
}

const agoOf = (saidAt: number): number => Math.min(LONGEST_AGO_MS, Math.max(0, Date.now() - saidAt))

/** Tries at once what is waiting: the network is back, or the page before a person's eyes. */
export const hurrySendings = (): void => {
  for (const wake of [...wakers]) wake()
}

interface Said {
  word: Word
  alarm: Alarm
  by: string
}

/** Sends a photo of the scene. @param picture as a data URL */
export function sayPhoto({ alarm, by, picture }: Omit<Said, 'word'> & { picture: string }): void {
  const path = `/alarms/${encodeURIComponent(alarm.id)}/photo`
  const key = newKey()
  keep(PHOTO_STORE + key, picture)
  add({ word: 'photo', path, body: { version: alarm.version }, alarmId: alarm.id, schoolId: alarm.schoolId, by, call: callOf(alarm) }, key)
}

const pathOf = (word: Word, alarmId: string): { path: string; body: Record<string, unknown> } => {
  const path = `/alarms/${encodeURIComponent(alarmId)}`
  if (word === 'arrived') return { path: `${path}/arrive`, body: {} }
  if (word === 'going' || word === 'cannot' || word === 'misPress') return { path: `${path}/answer`, body: { answer: word } }
  return { path: `${path}/describe`, body: { scene: word } }
}

export const saidOf = (sendings: readonly Sending[], { id }: Alarm): Sending[] => sendings.filter(({ alarmId }) => alarmId === id)

/** What was said of the alarm since it last called: what was said before a second press, or before it was opened again, answers nothing. */
export const saidSinceCall = (sendings: readonly Sending[], alarm: Alarm): Sending[] =>
  saidOf(sendings, alarm).filter(({ isPast, call }) => !isPast && !(call && hasCalledAnew(alarm, call)))

/** Notes what an alarm that was closed or has called anew makes past: its later versions tell it no more. */
export function ageSendings(alarms: ReadonlyMap<string, Alarm>): void {
  const isNowPast = ({ alarmId, isPast, call }: Sending): boolean => {
    const alarm = alarmId === null ? undefined : alarms.get(alarmId)
    return !isPast && alarm !== undefined && (alarm.state === 'closed' || (call !== undefined && hasCalledAnew(alarm, call)))
  }
  if (!useSendings.getState().sendings.some(isNowPast)) return
  change((sendings) => sendings.map((sending) => (isNowPast(sending) ? { ...sending, isPast: true } : sending)))
}

/** Says something of an alarm. The same word twice while the first is under way is once. */
export function say({ word, alarm, by }: Said): void {
  const { sendings } = useSendings.getState()
  if (saidSinceCall(sendings, alarm).some((one) => one.word === word && one.state === 'waiting')) return
  const { path, body } = pathOf(word, alarm.id)
  add({ word, path, body: { version: alarm.version, ...body }, alarmId: alarm.id, schoolId: alarm.schoolId, by, call: callOf(alarm) })
}

/** Calls for help. */
export function sayForHelp({ schoolId, position, by }: { schoolId: string; position: LngLat | null; by: string }): void {
  const body = { schoolId, ...(position === null ? {} : { position }) }
  add({ word: 'sos', path: '/sos', body, alarmId: null, schoolId, by })
}

function add(said: Omit<Sending, 'key' | 'saidAt' | 'state' | 'detail'>, key = newKey()): void {
  const sending: Sending = { ...said, key, saidAt: Date.now(), state: 'waiting', detail: '' }
  useSendings.setState(({ sinceMs }) => ({ sinceMs: new Map(sinceMs).set(sending.key, performance.now()) }))
  change((sendings) => [...sendings, sending].slice(-KEEP_MOST))
  void pump(lineOf(sending))
}

/** What is said of one alarm goes in order; an SOS waits for nothing, and nothing waits for a photo. */
const lineOf = ({ alarmId, word, key }: Sending): string => (word === 'sos' || word === 'photo' ? key : (alarmId ?? key))

async function pump(line: string): Promise<void> {
  if (busy.has(line)) return
  busy.add(line)
  try {
    for (let tries = 0; ; tries++) {
      const next = useSendings.getState().sendings.find((one) => one.state === 'waiting' && lineOf(one) === line)
      if (!next) return
      if (await attempt(next)) tries = -1
      else await rest(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 4000)
    }
  } finally {
    busy.delete(line)
  }
}

/** @returns whether there is an answer, be it a refusal */
async function attempt(sending: Sending): Promise<boolean> {
  const { key, path, body, saidAt } = sending
  const since = useSendings.getState().sinceMs.get(key)
  const pressedAgoMs = Math.round(since === undefined ? agoOf(saidAt) : Math.min(LONGEST_AGO_MS, performance.now() - since))
  try {
    const photo = sending.word === 'photo' ? { fileId: await keptPhoto(sending) } : {}
    const alarm = await request<Alarm>(path, {
      method: 'POST',
      body: path === '/sos' ? { ...body, pressedAgoMs } : { ...body, ...photo },
      headers: { 'idempotency-key': key },
      timeoutMs: TIMEOUT_MS,
    })
    showAnswer(alarm)
    replace(key, { state: 'delivered', alarmId: alarm.id })
    forget(PHOTO_STORE + key)
    return true
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500 || error.problem.status === 429) return false
    onRefusal(sending, error)
    return true
  }
}

/** Has the server keep the photo, which knows it by its content when it comes again. @returns the id of its file */
async function keptPhoto({ key, alarmId, saidAt }: Sending): Promise<string> {
  const picture = recall<string>(PHOTO_STORE + key) ?? ''
  const owner = `ownerKind=alarm&ownerId=${encodeURIComponent(alarmId ?? '')}`
  const file = blobOf(picture)
  const path = `/files?${owner}&name=${saidAt}.jpg`
  return (await request<FileInfo>(path, { method: 'POST', file, timeoutMs: PHOTO_TIMEOUT_MS })).id
}

function onRefusal(sending: Sending, { problem }: ProblemError): void {
  if (problem.status === 401) void loadSession()
  const current = problem.status === 409 && isAlarm(problem.current) ? problem.current : null
  if (current) showAnswer(current)
  // Somebody else moved the alarm on, and the arrival is as true as before: said of the version that is now, so under a key of its own.
  if (current && sending.word === 'arrived' && current.version !== sending.body.version && step(current, 'arrive').ok) {
    const key = newKey()
    const since = useSendings.getState().sinceMs.get(sending.key) ?? performance.now()
    useSendings.setState(({ sinceMs }) => ({ sinceMs: new Map(sinceMs).set(key, since) }))
    replace(sending.key, { key, body: { ...sending.body, version: current.version } })
    return
  }
  replace(sending.key, { state: 'refused', detail: refusalWords(problem) })
  forget(PHOTO_STORE + sending.key)
}

const isAlarm = (value: unknown): value is Alarm => typeof value === 'object' && value !== null && 'unacknowledged' in value

/** Waits, or less when somebody hurries. */
const rest = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      wakers.delete(done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    wakers.add(done)
  })
