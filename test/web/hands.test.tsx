// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ignoreTapsAfterSwap, markSwap, watchHands } from '../../web/screens/guard/hands.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const finger = (type: 'pointerdown' | 'pointerup' | 'pointercancel', pointerId = 1) => {
  const event = new Event(type)
  Object.assign(event, { pointerId })
  window.dispatchEvent(event)
}

it('holds things in their place while a finger is down, and until its click has come', () => {
  const onOff = vi.fn()
  const hands = watchHands(onOff)
  const then = vi.fn()
  finger('pointerdown')
  hands.whenOff(then)
  vi.advanceTimersByTime(60_000)
  finger('pointerup')
  vi.advanceTimersByTime(349)
  expect([hands.areOff(), then.mock.calls.length, onOff.mock.calls.length]).toEqual([false, 0, 0])
  vi.advanceTimersByTime(1)
  expect([hands.areOff(), then.mock.calls.length, onOff.mock.calls.length]).toEqual([true, 1, 1])
  hands.stop()
})

it('counts a finger that is down again before the click of its last tap', () => {
  const hands = watchHands()
  finger('pointerdown')
  finger('pointerup')
  vi.advanceTimersByTime(200)
  finger('pointerdown')
  vi.advanceTimersByTime(1000)
  expect(hands.areOff()).toBe(false)
  finger('pointercancel')
  vi.advanceTimersByTime(350)
  expect(hands.areOff()).toBe(true)
  hands.stop()
})

it('waits for no finger whose leaving was never told', () => {
  const onOff = vi.fn()
  const hands = watchHands(onOff, 5000)
  finger('pointerdown')
  vi.advanceTimersByTime(4999)
  expect(hands.areOff()).toBe(false)
  vi.advanceTimersByTime(1)
  expect([hands.areOff(), onOff.mock.calls.length]).toEqual([true, 1])
  hands.stop()
})

it('ignores taps just after an alarm has come before the guard, and no later ones', () => {
  const list = document.createElement('ul')
  const row = document.createElement('li')
  const answer = document.createElement('button')
  row.dataset.row = 'alarm'
  row.append(answer)
  list.append(row)
  document.body.append(list)
  const said = vi.fn()
  answer.addEventListener('click', said)
  const stop = ignoreTapsAfterSwap(list)
  answer.click()
  expect(said).toHaveBeenCalledTimes(1)
  markSwap(row)
  vi.advanceTimersByTime(500)
  answer.click()
  expect(said).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(200)
  answer.click()
  expect(said).toHaveBeenCalledTimes(2)
  stop()
})
