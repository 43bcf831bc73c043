// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { DateField } from '../../web/ui/DateField.tsx'

afterEach(cleanup)

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: '期限' })
const focused = () => document.activeElement?.getAttribute('data-at')

function aField(): (value: string) => void {
  const onChange = vi.fn()
  render(
    <label>
      期限
      <DateField defaultValue="2026-03-31" min="2026-03-10" onChange={onChange} />
    </label>,
  )
  return onChange
}

it('is chosen from its calendar by keyboard, which then is back in the field', () => {
  const onChange = aField()
  fireEvent.keyDown(field(), { key: 'ArrowDown', altKey: true })
  expect(focused()).toBe('2026-03-31')
  for (const key of ['PageDown', 'ArrowLeft']) fireEvent.keyDown(document.activeElement as Element, { key })
  expect(focused()).toBe('2026-04-29')
  fireEvent.click(document.activeElement as Element)
  expect(onChange).toHaveBeenCalledWith('2026-04-29')
  expect(field().value).toBe('2026-04-29')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(document.activeElement).toBe(field())
})

it('offers no day outside of what it may hold, and keeps its day on Escape and on a press elsewhere', () => {
  const onChange = aField()
  const leave = [() => fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' }), () => fireEvent.pointerDown(document.body)]
  for (const away of leave) {
    fireEvent.keyDown(field(), { key: 'ArrowDown', altKey: true })
    expect(screen.getByRole<HTMLButtonElement>('button', { name: '2026-03-09' }).disabled).toBe(true)
    away()
    expect(screen.queryByRole('dialog')).toBeNull()
  }
  expect(field().value).toBe('2026-03-31')
  expect(onChange).not.toHaveBeenCalled()
})
