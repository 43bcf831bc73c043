import { useMemo } from 'react'
import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import type { Subscribed } from '#contracts/push.ts'
import { type AlarmBoard, emptyBoard, type IsVulnerable, openAlarms, place, placeAll, pruneClosed } from '#domain/alarm-board.ts'

interface Board {
  alarms: AlarmBoard
  /** moves from `subscribe` answers only, so that a live alarm that overtakes an answer hides no older one */
  cursor: number | null
  /** highest change number that this screen has heard, by answer or push */
  heard: number
  loaded: boolean
}

const nothing: Board = { alarms: emptyBoard, cursor: null, heard: 0, loaded: false }

export const useBoard = create<Board>(() => nothing)

// Closed alarms keep older versions of themselves away; 500 of them are hours of a busy day.
const KEPT_CLOSED = 500

export const clearBoard = (): void => useBoard.setState(nothing)

/** Takes alarms as they were pushed: a burst in one go. */
export const receiveAlarms = (alarms: readonly Alarm[]): void =>
  useBoard.setState((board) => ({
    alarms: pruneClosed(placeAll(board.alarms, alarms), KEPT_CLOSED),
    heard: alarms.reduce((heard, alarm) => Math.max(heard, alarm.cursor), board.heard),
  }))

/** Takes a page of what is open, read while nothing is pushed. The next `subscribe` goes on from where the pushes ended. */
export const receiveListed = (open: readonly Alarm[]): void => useBoard.setState(({ alarms }) => ({ alarms: placeAll(alarms, open) }))

/**
 * Ends such a list: what none of its pages named is closed or no more in scope, unless it came since the asking.
 * @param before the board as it was when the list was asked for
 */
export const dropUnnamed = (named: ReadonlySet<string>, before: AlarmBoard): void =>
  useBoard.setState(({ alarms }) => ({
    alarms: new Map([...alarms].filter(([id, alarm]) => named.has(id) || alarm.state === 'closed' || before.get(id) !== alarm)),
    loaded: true,
  }))

/** An alarm that an act's own answer brought. It says nothing about the changes between, so `heard` stays. */
export const showAnswer = (alarm: Alarm): void => useBoard.setState((board) => ({ alarms: place(board.alarms, alarm) }))

/** Takes a `subscribe` answer. `since`: the alarms pushed while it was under way; after a reset they are newer than what it says. */
export function receiveAnswer(answer: Subscribed, since: readonly Alarm[]): void {
  useBoard.setState((board) => ({
    alarms: pruneClosed(placeAll(answer.reset ? emptyBoard : board.alarms, [...answer.alarms, ...since]), KEPT_CLOSED),
    cursor: answer.cursor,
    heard: since.reduce((heard, alarm) => Math.max(heard, alarm.cursor), Math.max(answer.reset ? 0 : board.heard, answer.cursor)),
    loaded: true,
  }))
}

/** Open alarms, worst first. @param isVulnerable the same function as long as it says the same */
export function useOpenAlarms(isVulnerable?: IsVulnerable): Alarm[] {
  const alarms = useBoard((board) => board.alarms)
  return useMemo(() => openAlarms(alarms, isVulnerable), [alarms, isVulnerable])
}
