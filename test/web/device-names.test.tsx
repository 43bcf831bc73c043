// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { usePlaceName } from '../../web/live/names.ts'
import { useRegister } from '../../web/live/register.ts'
import { anAlarm } from '../support/builders.ts'

const asked: string[] = []
vi.stubGlobal('fetch', async (url: string) => {
  asked.push(url)
  return url.endsWith('/camera-1') ? new Response(JSON.stringify({ id: 'camera-1', name: '校门01' })) : new Response('', { status: 404 })
})
function Places({ alarms }: { alarms: readonly Alarm[] }) {
  const place = usePlaceName()
  return alarms.map((alarm) => <p key={alarm.id}>{place(alarm)}</p>)
}
afterEach(cleanup)

it('names the camera that alarms, asks for each device once, and never for a button', async () => {
  useRegister.setState({ buttonsLoaded: true, buttons: new Map([['button-1', { id: 'button-1', name: '门卫室一键报警' }]]) as never })
  const of = (id: string, deviceId: string) => anAlarm({ id, deviceId, point: '', raisedBy: null })
  const alarms = [of('a', 'camera-1'), of('b', 'camera-1'), of('c', 'button-1'), of('d', 'nowhere-1')]
  const { rerender } = render(<Places alarms={alarms} />)
  expect(screen.getAllByText('camera-1')).toHaveLength(2)
  await expect.poll(() => screen.queryAllByText('校门01')).toHaveLength(2)
  expect([screen.getByText('门卫室一键报警').tagName, screen.getByText('nowhere-1').tagName]).toEqual(['P', 'P'])
  await expect.poll(() => asked).toEqual(['/api/v1/devices/camera-1', '/api/v1/devices/nowhere-1'])
  rerender(<Places alarms={[...alarms]} />)
  expect(asked).toHaveLength(2)
})
