// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { useRegister } from '../../web/live/register.ts'
import { ContactList } from '../../web/screens/control-room/Contacts.tsx'

afterEach(() => {
  cleanup()
  useRegister.setState({ schools: new Map() })
})

const words = () => render(<ContactList contacts={[]} onCall={null} />).container.textContent

it('calls a school without telephones so only once the register has been read', () => {
  expect(words()).toContain('还没有取到')
  cleanup()
  const school = { id: 'north', name: '北校（示例）', level: 'primary', initials: 'bx', townshipId: 't', synthetic: true } as const
  useRegister.setState({ schools: new Map([['north', { ...school, pupils: null, boarding: false, phones: [] }]]) })
  expect(words()).toContain('没有登记电话')
})
