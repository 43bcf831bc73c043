// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { Role, Session } from '#contracts/session.ts'
import { clearBoard, receiveAlarms } from '../../web/live/board.ts'
import { holds } from '../../web/live/rights.ts'
import { useSession } from '../../web/live/session.ts'
import { type FirstStage, openFirstStage } from '../../web/screens/guard/first-stage.ts'
import { say, useSendings } from '../../web/screens/guard/sendings.ts'
import { anAlarm } from '../support/builders.ts'

const session: Session = {
  user: { username: 'guard', name: '示例·保安' },
  role: 'guard',
  scope: { kind: 'school', ids: ['north'] },
  home: '/guard',
  kind: 'phone',
  secondFactor: false,
  unit: '',
  departments: [],
  schools: [{ id: 'north', name: '北校（示例）' }],
}
const host = document.createElement('div')
const root = document.createElement('div')
let stage: FirstStage | null = null

beforeEach(() => {
  localStorage.clear()
  clearBoard()
  vi.stubGlobal('fetch', () => new Promise(() => {})) // what is said waits
  useSession.setState({ session })
})
afterEach(() => {
  stage?.handOver(root)
  vi.unstubAllGlobals()
  clearBoard()
  localStorage.clear()
  useSession.setState({ session: undefined })
  useSendings.setState({ sendings: [] })
})

const sessions = Role.options.flatMap((role) => Session.shape.kind.options.map((kind): Session => ({ ...session, role, kind })))

it.each(sessions)('opens for $role on a $kind as the policy says', (session) => {
  useSession.setState({ session })
  openWith(anAlarm({}))
  expect(stage !== null).toBe(holds(session, 'alarm:answer') && holds(session, 'site:read'))
})

const openWith = (...alarms: Alarm[]) => {
  receiveAlarms(alarms)
  stage = openFirstStage(host)
}

it('says no longer that it is a drill once the alarm is taken as real', () => {
  const drill = anAlarm({ exercise: 'drill', exerciseVerified: true })
  openWith(drill)
  expect(host.textContent).toContain('演练')
  receiveAlarms([{ ...drill, version: drill.version + 1, exercise: null, exerciseVerified: false, count: 2 }])
  expect(host.textContent).not.toContain('演练')
  expect(host.querySelector('small')?.textContent).toContain('2')
})

it('cuts a long name at its end whichever way it is written', () => {
  openWith(anAlarm({ schoolId: 'north' }))
  expect([...host.querySelectorAll('[dir=auto]')].map(({ textContent }) => textContent)).toEqual(['北校（示例）'])
})

it('begins with the one that rings, not with one that the guard has answered', () => {
  const [answered, rings] = [
    anAlarm({ id: 'answered', priority: 1, point: '门卫室' }),
    anAlarm({ id: 'rings', priority: 2, point: '食堂' }),
  ]
  openWith(answered, rings)
  expect(host.querySelector('h1')?.textContent).toContain('门卫室')
  say({ word: 'going', alarm: answered, by: 'guard' })
  stage?.handOver(root)
  stage = openFirstStage(host)
  expect(host.querySelector('h1')?.textContent).toContain('食堂')
})
