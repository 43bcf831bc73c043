// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { clearBoard, receiveAnswer } from '../../web/live/board.ts'
import { QuietDay } from '../../web/screens/control-room/QuietDay.tsx'

afterEach(() => {
  cleanup()
  clearBoard()
})

it('calls nothing calm, and counts nothing, before it has been fetched', async () => {
  render(<QuietDay open={0} />)
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('正在取回未结警情…')
  expect(screen.queryByText('0 / 0')).toBeNull()
  receiveAnswer({ cursor: 1, alarms: [], reset: true }, [])
  expect(await screen.findByRole('heading', { name: '当前无未结警情' })).toBeTruthy()
})
