import { expect, it } from 'vitest'
import type { AlarmLogEntry } from '#contracts/alarm.ts'
import { whoIsOn } from '../../web/screens/control-room/who.ts'

const line = (kind: AlarmLogEntry['kind'], by: string | null, data: Record<string, unknown> = {}): AlarmLogEntry => ({
  at: '2026-03-02T00:00:00.000Z',
  kind,
  by,
  byName: null,
  version: 1,
  note: null,
  data,
})

it('tells who has seen it, who is on the way, who has arrived, and whom the room has called', () => {
  const who = whoIsOn([
    line('shown', 'operator'),
    line('shown', 'leader'),
    line('shown', 'operator'),
    line('answered', 'zhao', { answer: 'cannot' }),
    line('answered', 'zhao', { answer: 'going' }),
    line('answered', 'wang', { answer: 'going' }),
    line('answered', 'li', { answer: 'misPress' }),
    line('called', 'operator', { to: 'gateRoom', result: 'noAnswer' }),
    line('dispatched', 'operator', { to: 'policeOfficer' }),
    line('arrived', 'wang'),
  ])
  expect(who).toMatchObject({
    seen: ['operator', 'leader'],
    going: ['zhao'],
    arrived: ['wang'],
    cannot: [],
    misPress: ['li'],
    dispatchedTo: ['policeOfficer'],
    calls: [{ to: 'gateRoom', result: 'noAnswer' }],
  })
})
it('begins anew when the alarm is reopened', () => {
  expect(whoIsOn([line('answered', 'zhao', { answer: 'going' }), line('reopened', 'leader')]).going).toEqual([])
})
