// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Announcer } from '../../web/screens/control-room/Announcer.tsx'
import { anAlarm } from '../support/builders.ts'

afterEach(cleanup)

const lines = () => [...screen.getByRole('log').children].map(({ textContent }) => textContent ?? '')

it('tells a screen reader of every press, and of the next alarm of the same button, in a line of its own', () => {
  const alarm = anAlarm()
  const { rerender } = render(<Announcer open={[alarm]} />)
  rerender(<Announcer open={[{ ...alarm, count: 2, version: 2 }]} />)
  rerender(<Announcer open={[{ ...alarm, count: 3, version: 3 }]} />)
  expect(lines().map((words) => words.slice(0, 8))).toEqual(['新警情：scho', '再次报警，第 2', '再次报警，第 3'])
  const said = screen.getByRole('log').lastElementChild
  rerender(<Announcer open={[]} />)
  rerender(<Announcer open={[anAlarm()]} />)
  rerender(<Announcer open={[]} />)
  const first = screen.getByRole('log').lastElementChild
  rerender(<Announcer open={[anAlarm()]} />)
  const second = screen.getByRole('log').lastElementChild
  expect(second?.textContent).toBe(first?.textContent)
  expect([second, first].includes(said)).toBe(false)
  expect(second).not.toBe(first) // the same sentence, and a new element: that is what a reader hears
})

it('tells of a drill that turns out to be real', () => {
  const drill = anAlarm({ exercise: 'drill', exerciseVerified: true, priority: 4 })
  const { rerender } = render(<Announcer open={[drill]} />)
  rerender(<Announcer open={[{ ...drill, exercise: null, exerciseVerified: false, priority: 1, version: 2, handledBy: 'leader' }]} />)
  expect(lines()).toHaveLength(2)
})
