import { expect, it } from 'vitest'
import { shelly } from '../../server/dialects/shelly.ts'

const say = (sub: string, payload: string, memory: unknown, retain = false) =>
  shelly.decode(
    {
      topic: `shellies/btn-1/${sub}`,
      base: '',
      payload: new TextEncoder().encode(payload),
      retain,
      receivedAt: new Date('2026-03-02T00:00:05Z'),
    },
    memory,
  )
const keyOf = ({ decoded }: ReturnType<typeof say>) => (decoded.disposition === 'events' ? decoded.events[0]?.key?.value : undefined)
const PRESS = '{"event":"S","event_cnt":1}'

it('takes the same count after a start of the device for another press, and before it for the same one', () => {
  const first = say('input_event/0', PRESS, undefined)
  const again = say('input_event/0', PRESS, first.memory)
  const started = say('online', 'true', again.memory)
  const after = say('input_event/0', PRESS, started.memory)
  expect(keyOf(again)).toBe(keyOf(first))
  expect(keyOf(after)).not.toBe(keyOf(first))
})

it('does not take a retained online for a start', () => {
  const first = say('input_event/0', PRESS, undefined)
  const seen = say('online', 'true', first.memory, true)
  expect(keyOf(say('input_event/0', PRESS, seen.memory))).toBe(keyOf(first))
})
