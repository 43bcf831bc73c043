import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CameraCount, View } from '#contracts/push.ts'
import { linkFaults } from '#domain/pulse-watch.ts'
import { Person, type Screen } from '../support/client.ts'
import { differences, GOOD, historyOf } from './history.ts'
import { aRig, LONG, patiently, type Rig } from './rig.ts'
import { press } from './traffic.ts'

const TABS = LONG ? 50 : 15
const TURNS = LONG ? 100 : 4

describe('the link to a screen', () => {
  let rig: Rig
  let operator: Person
  let screen: Screen
  const opened: Screen[] = []
  const another = (one: Screen): Screen => {
    opened.push(one)
    return one
  }
  beforeAll(async () => {
    rig = await aRig({ people: ['operator', 'guard'] })
    operator = await Person.signIn(rig.url, 'operator')
    screen = another(await operator.screen())
  }, 180_000)
  afterAll(async () => {
    for (const one of opened) one.end()
    await rig?.stop()
  }, 90_000)
  const same = (one: Screen) => vi.waitFor(async () => expect(await differences(rig.owner, one)).toEqual([]), patiently)

  it('report 11: a screen that was offline while an alarm was raised and acknowledged has both changes on its return (thingsboard 15755, socket.io 5282)', async () => {
    const away = another(await operator.screen())
    away.close()
    const cursor = away.cursor ?? -1
    const { alarmId: id = '' } = await rig.fleet.press('button-1')
    expect((await operator.act({ id }, 'acknowledge', { version: 1 })).status).toBe(200)
    await away.open()
    expect(away.answers.at(-1)).toMatchObject({ reset: false, cursor: cursor + 2 })
    expect(away.board.get(id)).toMatchObject({ version: 2, state: 'acknowledged', cursor: cursor + 2 })
    expect((await operator.alarm(id)).log.map(({ kind }) => kind)).toEqual(['raised', 'acknowledged'])
    await same(away)
  })

  it('report 11: a screen that was offline while the server was killed and the alarm closed does not keep it open', async () => {
    const away = another(await operator.screen())
    const { alarmId: id = '' } = await rig.fleet.press('button-2')
    await vi.waitFor(() => expect(away.board.has(id)).toBe(true), patiently)
    away.close()
    const closing = { version: 1, disposition: 'falseAlarm', validationLevel: 1, note: '误按' }
    expect((await operator.act({ id }, 'close', closing)).status).toBe(200)
    await rig.servers[0]?.kill9()
    await rig.servers[0]?.start()
    await away.open()
    expect(away.board.get(id)).toMatchObject({ state: 'closed' })
    await same(away)
  })

  it('a screen that says what it looks at hears of the cameras there, of every button, and how many cameras are online', async () => {
    await rig.owner.query(`insert into device (id, school_id, kind, dialect, source, external_id, name, lng, lat, synthetic) values
      ('camera-near', 'school-1', 'camera', 'native', 'native', 'camera-near', '近', 106.2, 38.4, true),
      ('camera-far', 'school-1', 'camera', 'native', 'native', 'camera-far', '远', 107.2, 39.4, true)`)
    const looking = another(await operator.screen())
    const counts: CameraCount[] = []
    looking.socket.on('cameraCount', (count) => counts.push(count))
    const near: View = {
      box: [
        [106.1, 38.3],
        [106.3, 38.5],
      ],
    }
    const refused = await looking.socket.emitWithAck('view', { box: [[0, 0]] } as never)
    expect(refused).toMatchObject({ problem: { status: 400 } })
    expect(await looking.socket.emitWithAck('view', near)).toEqual({ devices: [] })

    const beats = ['camera-near', 'camera-far', 'button-9'].map((id) => `xiaowei/v1/school-1/${id}/health`)
    const heard = (id: string) => looking.deltas.some((delta) => delta.id === id && delta.state === 'online')
    await vi.waitFor(async () => {
      for (const topic of beats) await rig.fleet.say(topic, JSON.stringify({ online: true })) // a new device is known within seconds
      expect(heard('camera-near') && heard('button-9')).toBe(true)
      expect(counts.at(-1)).toEqual({ online: 2, total: 2 })
    }, patiently)
    expect(heard('camera-far')).toBe(false)

    const far = await looking.socket.emitWithAck('view', {
      box: [
        [107.1, 39.3],
        [107.3, 39.5],
      ],
    })
    expect(far).toMatchObject({ devices: [{ id: 'camera-far', state: 'online' }] })
  })

  it(`report 11: ${TABS} tabs that come and go ${TURNS} times leave nothing behind, and all see the same at the end`, {
    timeout: 360_000,
  }, async () => {
    const tabs = await Promise.all(Array.from({ length: TABS }, () => operator.screen()))
    for (const tab of tabs) another(tab)
    const receipts = press(rig.fleet, 200, { everyMs: 5 })
    for (let turn = 0; turn < TURNS; turn++) {
      for (const tab of tabs) tab.close()
      await Promise.all(tabs.map((tab) => tab.open()))
    }
    await receipts
    for (const tab of tabs) await same(tab)
    for (const tab of tabs) tab.end()
    // The screen that stays is the only one that the server still serves: its pulse goes on.
    const { at } = screen.pulse ?? {}
    await vi.waitFor(() => expect(screen.pulse?.at).not.toBe(at), patiently)
  })

  it('a silent gap in a live socket is noticed by the missing pulses, and mended', { timeout: 180_000 }, async () => {
    const { pid } = rig.servers[0] as { pid: number }
    await vi.waitFor(() => expect(screen.pulse?.probeAgeMs).toBeLessThan(3_000), patiently)
    const before = screen.silences
    const pulses: number[] = []
    const startedMs = performance.now()
    screen.socket.on('pulse', () => pulses.push(performance.now()))
    process.kill(pid, 'SIGSTOP') // its sockets stay open and nothing refuses anything: only silence tells
    try {
      expect(screen.socket.connected).toBe(true)
      const view = () => ({ nowMs: performance.now(), startedMs, pulseAtMs: pulses.at(-1) ?? startedMs, pulse: screen.pulse, online: true })
      await vi.waitFor(() => expect(linkFaults(view())).toEqual(['noPulse']), patiently)
      await vi.waitFor(() => expect(screen.silences).toBeGreaterThan(before), patiently)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await rig.fleet.press('button-3')
    await vi.waitFor(() => expect(screen.ofDevice('button-3').length).toBeGreaterThan(0), patiently)
    await vi.waitFor(() => expect(screen.pulse?.probeAgeMs).toBeLessThan(3_000), patiently)
    await same(screen)
    expect(await historyOf(rig.owner, rig.fleet.received)).toEqual(GOOD)
  })

  it('a screen that missed a push learns it from the number in the pulse', async () => {
    const deaf = another(await operator.screen())
    deaf.socket.off('alarm') // the one push is lost on its way; Socket.IO delivers at most once
    const { alarmId: id = '' } = await rig.fleet.press('button-4')
    await vi.waitFor(() => expect(deaf.board.has(id)).toBe(true), patiently)
    expect(deaf.pushed.map((alarm) => alarm.id)).not.toContain(id)
  })

  it('a log whose last alarm has been dropped by retention is no database that does not answer', async () => {
    await rig.servers[0]?.stop()
    await rig.owner.query('update alarm_cursor set value = value + 5')
    await rig.servers[0]?.start()
    const fresh = another(await operator.screen())
    const pulses: { atMs: number; database: boolean }[] = []
    fresh.socket.on('pulse', ({ at, database }) => pulses.push({ atMs: Date.parse(at), database }))
    const spanMs = () => (pulses.at(-1)?.atMs ?? 0) - (pulses[0]?.atMs ?? 0)
    await vi.waitFor(() => expect(spanMs()).toBeGreaterThan(7_000), patiently)
    expect(pulses.filter(({ database }) => !database)).toEqual([])
    const { alarmId: id = '' } = await rig.fleet.press('button-5')
    await vi.waitFor(() => expect(fresh.pushed.map((alarm) => alarm.id)).toContain(id), patiently)
  })
})
