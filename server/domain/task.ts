// A task of the plan: when it is late, and which steps it takes. A department signs, reports and says that it is finished; the bureau verifies.
import type { Milestone, TaskAct, TaskActName, TaskStanding, TaskState } from '#contracts/task.ts'
import { daysBetween } from './shanghai.ts'

export interface TaskFacts {
  readonly state: TaskState
  readonly startsOn: string
  readonly dueOn: string
  readonly finishedOn: string | null
}

const SOON_DAYS = 7

/** Whether a task is on time. The due day itself is still on time; what is finished is judged by the day it was finished. */
export function standingOf({ state, startsOn, dueOn, finishedOn }: TaskFacts, today: string): TaskStanding {
  if (state === 'cancelled') return 'cancelled'
  if (state !== 'open') return finishedOn !== null && finishedOn > dueOn ? 'doneLate' : 'doneOnTime'
  if (today > dueOn) return 'late'
  if (daysBetween(today, dueOn) <= SOON_DAYS) return 'dueSoon'
  return today < startsOn ? 'notBegun' : 'onTime'
}

/** Days past the due day, of an open task until today, of a finished one until it was finished. */
export function lateDays({ state, dueOn, finishedOn }: TaskFacts, today: string): number {
  if (state === 'cancelled') return 0
  return Math.max(0, daysBetween(dueOn, state === 'open' ? today : (finishedOn ?? dueOn)))
}

export const openDays = ({ state, startsOn }: TaskFacts, today: string): number =>
  state === 'open' ? Math.max(0, daysBetween(startsOn, today)) : 0

/** % of what was due by today (or finished before) that was finished on time; rounds down to a tenth, and 100 only when all were. */
export function onTimeRate(onTime: number, doneLate: number, late: number): number | null {
  const due = onTime + doneLate + late
  return due === 0 ? null : Math.floor((onTime * 1000) / due) / 10
}

/** The calendar's reminder that falls due: the latest step reached and no earlier one, so that a server that slept sends one, not four. */
export function reminderStep(dueOn: string, today: string): 'before7' | 'before1' | 'after1' | 'after7' | null {
  const left = daysBetween(today, dueOn)
  if (left <= -7) return 'after7'
  if (left <= -1) return 'after1'
  if (left <= 1) return 'before1'
  return left <= 7 ? 'before7' : null
}

export interface TaskLife extends TaskFacts {
  readonly percent: number
  readonly milestones: readonly Milestone[]
  readonly delayReason: string | null
  readonly asked: { readonly dueOn: string; readonly reason: string; readonly by: string } | null
  readonly budgetSpent: number | null
}

export type TaskStep =
  | { readonly ok: true; readonly task: TaskLife }
  | { readonly ok: false; readonly reason: string; readonly path?: string }

interface Acting {
  readonly by: string
  /** calendar day in Shanghai */
  readonly today: string
}
type Take = (task: TaskLife, act: TaskAct, acting: Acting) => TaskStep

const refused = (reason: string, path?: string): TaskStep => ({ ok: false, reason, ...(path ? { path } : {}) })
const needs = (what: 'note' | 'dueOn' | 'approved'): TaskStep => refused('is required', `body.${what}`)
const done = (task: TaskLife): TaskStep => ({ ok: true, task })
const whileOpen =
  (take: Take): Take =>
  (task, act, acting) =>
    task.state === 'open' ? take(task, act, acting) : refused(`the task is ${task.state}`)

function reported(task: TaskLife, { percent, milestone, note, budgetSpent }: TaskAct, { today }: Acting): TaskStep {
  if (percent === undefined && milestone === undefined && note === undefined && budgetSpent === undefined)
    return refused('expected a percentage, a milestone, money or a note', 'body.percent')
  if (milestone !== undefined && !task.milestones[milestone]) return refused(`there is no milestone ${milestone + 1}`, 'body.milestone')
  const milestones = task.milestones.map((one, n) => (n === milestone ? { ...one, doneOn: one.doneOn ?? today } : one))
  return done({ ...task, percent: percent ?? task.percent, milestones, budgetSpent: budgetSpent ?? task.budgetSpent })
}

const ACTS: Record<TaskActName, Take> = {
  receive: (task) => (task.state === 'cancelled' ? refused('the task is cancelled') : done(task)),
  report: whileOpen(reported),
  explain: whileOpen((task, { note }) => (note === undefined ? needs('note') : done({ ...task, delayReason: note }))),
  askExtension: whileOpen((task, { dueOn, note }, { by }) => {
    if (dueOn === undefined) return needs('dueOn')
    if (note === undefined) return needs('note')
    if (dueOn <= task.dueOn) return refused(`expected a day after ${task.dueOn}`, 'body.dueOn')
    if (task.asked !== null) return refused('an extension waits for its decision already')
    return done({ ...task, asked: { dueOn, reason: note, by } })
  }),
  decideExtension: whileOpen((task, { approved, note }) => {
    if (task.asked === null) return refused('nobody asked for an extension')
    if (approved === undefined) return needs('approved')
    if (!approved && note === undefined) return needs('note')
    return done({ ...task, asked: null, dueOn: approved ? task.asked.dueOn : task.dueOn })
  }),
  finish: whileOpen((task, { note }, { today }) => {
    if (note === undefined) return needs('note')
    // Whoever finishes late says why, once; the reason may have been given before.
    if (today > task.dueOn && task.delayReason === null) return refused('the task is late: give the reason of the delay first')
    return done({ ...task, state: 'finished', percent: 100, finishedOn: today, asked: null })
  }),
  verify: (task) =>
    task.state === 'finished' ? done({ ...task, state: 'verified' }) : refused(`the task is ${task.state}, expected finished`),
  return: (task, { note }) => {
    if (task.state !== 'finished') return refused(`the task is ${task.state}, expected finished`)
    return note === undefined ? needs('note') : done({ ...task, state: 'open', finishedOn: null })
  },
  cancel: (task, { note }) => {
    if (task.state === 'cancelled') return refused('the task is cancelled already')
    return note === undefined ? needs('note') : done({ ...task, state: 'cancelled', asked: null })
  },
  reopen: (task, { note }) => {
    if (task.state !== 'verified' && task.state !== 'cancelled') return refused(`the task is ${task.state}`)
    return note === undefined ? needs('note') : done({ ...task, state: 'open', finishedOn: null })
  },
  note: (task, { note }) => (note === undefined ? needs('note') : done(task)),
}

/** Takes one step. Pure: who may take it was asked before. @returns the next task, or the field and reason of the refusal */
export const stepTask = (task: TaskLife, name: TaskActName, act: TaskAct, acting: Acting): TaskStep => ACTS[name](task, act, acting)
