import { beforeEach, expect, it } from 'vitest'
import { clearBoard, receiveAlarms, receiveAnswer, showAnswer, useBoard } from '../../web/live/board.ts'
import { anAlarm } from '../support/builders.ts'

beforeEach(clearBoard)
const ids = () => [...useBoard.getState().alarms.keys()].sort()

it('moves its cursor by answers only', () => {
  receiveAnswer({ cursor: 10, alarms: [], reset: true }, [])
  receiveAlarms([anAlarm({ cursor: 12 })])
  expect(useBoard.getState()).toMatchObject({ cursor: 10, heard: 12 })
})
it('does not take the answer to its own act for having heard the changes before it', () => {
  receiveAnswer({ cursor: 10, alarms: [], reset: true }, [])
  showAnswer(anAlarm({ cursor: 15 }))
  expect(useBoard.getState().heard).toBe(10)
})
it('forgets what it had on a reset, and keeps what was pushed while the answer was under way', () => {
  receiveAlarms([anAlarm({ id: 'old', cursor: 90 })])
  const pushed = anAlarm({ id: 'pushed', cursor: 8 })
  receiveAlarms([pushed])
  receiveAnswer({ cursor: 7, alarms: [anAlarm({ id: 'open', cursor: 5 })], reset: true }, [pushed])
  expect(ids()).toEqual(['open', 'pushed'])
  expect(useBoard.getState()).toMatchObject({ cursor: 7, heard: 8, loaded: true })
})
it('adds what it missed to what it has', () => {
  receiveAnswer({ cursor: 1, alarms: [anAlarm({ id: 'a', cursor: 1 })], reset: true }, [])
  receiveAnswer({ cursor: 2, alarms: [anAlarm({ id: 'b', cursor: 2 })], reset: false }, [])
  expect(ids()).toEqual(['a', 'b'])
})
