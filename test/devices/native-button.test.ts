import { beforeEach, describe, expect, it } from 'vitest'
import { NativeButton } from '../../devices/native-button.ts'
import { Tally } from '../../devices/tally.ts'
import { FakeClock, FakeLink } from './fake-link.ts'

const name = { schoolId: 'demo-p001', deviceId: 'demo-p001-b1' }
const commands = 'xiaowei/v1/demo-p001/demo-p001-b1/command'
const later = () => new Date(Date.now() + 30_000).toISOString()

let link: FakeLink
let clock: FakeClock
let tally: Tally
let button: NativeButton

beforeEach(() => {
  link = new FakeLink()
  clock = new FakeClock()
  tally = new Tally()
  button = new NativeButton(name, link, tally, clock)
})

const idSent = (n = 0): string => JSON.parse(String(link.sent[n]?.payload)).id

describe('a native button', () => {
  it('sends the press as the contract has it: QoS 1, not retained, with an id of its own', async () => {
    void button.press()
    const [sent] = link.sent
    expect(sent).toMatchObject({ topic: 'xiaowei/v1/demo-p001/demo-p001-b1/alarm', qos: 1, retain: false })
    expect(String(sent?.payload)).toBe(`{"id":"${idSent()}","kind":"panic","at":"2026-03-02T00:00:00.000Z"}`)
    expect(idSent()).toMatch(/^demo-p001-b1-\w+-\w+$/)
  })

  it('repeats the same bytes after 1, 2, 4, 8, 16, 30, 30 … s while nobody answers', () => {
    void button.press()
    const at = link.sent.length
    const pauses = [1, 2, 4, 8, 16, 30, 30, 30]
    for (const [i, pause] of pauses.entries()) {
      clock.advance(pause * 1000 - 1)
      expect(link.sent).toHaveLength(at + i)
      clock.advance(1)
      expect(link.sent).toHaveLength(at + i + 1)
    }
    expect(new Set(link.sent.map(({ payload }) => String(payload))).size).toBe(1)
    expect(tally.summary('')).toMatchObject({ presses: 1, repeats: pauses.length, unanswered: 1 })
  })

  it.each(['received', 'refused'] as const)('stops at `%s` with its id', async (type) => {
    const press = button.press()
    clock.advance(1_000)
    link.command(commands, { type, id: idSent(), alarmId: 'a-1', reason: 'because', expiresAt: later() })
    expect(await press).toMatchObject({ id: idSent(), outcome: type, alarmId: 'a-1', reason: 'because', attempts: 2 })
    clock.advance(600_000)
    expect(link.sent).toHaveLength(2)
    expect(button.lamp).toBe(type)
  })

  it.each([
    ['another id', { type: 'received', id: 'somebody-else' }],
    ['no id', { type: 'received' }],
    ['another type', { type: 'resetAlarm', id: 'IT' }],
    ['nothing', {}],
  ])('goes on at a command with %s', (_what, command) => {
    void button.press()
    link.command(commands, 'id' in command && command.id === 'IT' ? { ...command, id: idSent() } : command)
    clock.advance(1_000)
    expect(link.sent).toHaveLength(2)
    expect(button.lamp).toBe('waiting')
  })

  it('waits with two presses at a time, each for its own receipt', async () => {
    const [first, second] = [button.press(), button.press()]
    link.command(commands, { type: 'received', id: idSent(1) })
    expect((await second).id).toBe(idSent(1))
    clock.advance(1_000)
    expect(link.sent).toHaveLength(3)
    expect(idSent(2)).toBe(idSent(0))
    link.command(commands, { type: 'received', id: idSent(0) })
    expect((await first).attempts).toBe(2)
  })

  it('sends at once when its connection comes back, and counts nothing while there is none', async () => {
    link.connected = false
    const press = button.press()
    clock.advance(20_000)
    expect(link.sent).toHaveLength(0)
    link.reconnect()
    expect(link.sent).toHaveLength(1)
    link.command(commands, { type: 'received', id: idSent() })
    expect((await press).attempts).toBe(1)
  })

  it('lights 已受理 at `answered`, but not when that comes too late', async () => {
    const answered = button.untilAnswered(5_000)
    link.command(commands, { type: 'answered', expiresAt: new Date(Date.now() - 1).toISOString() })
    expect(button.lamp).toBe('dark')
    link.command(commands, { type: 'answered', expiresAt: later() })
    expect(await answered).toBe(true)
    expect(button.lamp).toBe('answered')
  })

  it('says after its patience that nobody answered', async () => {
    const answered = button.untilAnswered(5_000)
    clock.advance(5_000)
    expect(await answered).toBe(false)
  })

  it('leaves no press open when it is switched off', async () => {
    const press = button.press()
    button.close()
    expect(await press).toMatchObject({ outcome: 'unanswered' })
    clock.advance(600_000)
    expect(link.sent).toHaveLength(1)
  })
})
