// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { usePointed } from '../../web/screens/control-room/use-pointed.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function aDetail() {
  const { result } = renderHook(usePointed)
  return {
    isPointed: () => result.current.isPointed,
    does: (what: 'onPointerMove' | 'onPointerDown', pointerType = 'mouse') => act(() => result.current.hears[what]({ pointerType })),
    key: () => act(() => result.current.hears.onKeyDown()),
    leaves: () => act(() => result.current.hears.onPointerLeave()),
    rests: (ms: number) => act(() => vi.advanceTimersByTime(ms)),
  }
}

it('is a hand while the mouse moves, presses or a key is pressed, and none ten seconds after the last of them', () => {
  const detail = aDetail()
  detail.does('onPointerMove')
  detail.rests(9_000)
  detail.does('onPointerDown')
  detail.rests(9_000)
  detail.key()
  detail.rests(9_999)
  expect(detail.isPointed()).toBe(true)
  detail.rests(1)
  expect(detail.isPointed()).toBe(false)
})

it('is none once the mouse has left, and never a finger, which points at nothing when it is lifted', () => {
  const detail = aDetail()
  detail.does('onPointerMove')
  detail.leaves()
  expect(detail.isPointed()).toBe(false)
  detail.does('onPointerDown', 'touch')
  expect(detail.isPointed()).toBe(false)
})
