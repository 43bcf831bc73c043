// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import type { MapHandle } from '../../web/map/MapView.tsx'
import { useKeptPart } from '../../web/screens/control-room/use-kept-part.ts'

const aMap = (lng: number) => ({ part: () => ({ center: [lng, 38.5], zoom: 15 }), show: vi.fn() }) as unknown as MapHandle

it('shows in the configured map what a hand has moved the plain one to, and nothing where none has', () => {
  const { result } = renderHook(() => useKeptPart(vi.fn(), vi.fn()))
  const { onReady, onMoved } = result.current
  const [plain, configured, moved] = [aMap(1), aMap(2), aMap(3)]
  act(() => onReady(plain))
  onMoved('size')
  onReady(null)
  onReady(configured)
  expect(configured.show).not.toHaveBeenCalled()
  onMoved('hand')
  onReady(null)
  onMoved('hand') // an end of movement that comes after the map has gone
  onReady(moved)
  expect(moved.show).toHaveBeenCalledWith({ center: [2, 38.5], zoom: 15 })
})
