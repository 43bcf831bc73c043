import { randomUUID } from 'node:crypto'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import type { DeadLetter, Device, Fault } from '#contracts/device.ts'
import { DialectName } from '#contracts/device.ts'
import type { Decoded } from '#contracts/event.ts'
import { Pulse } from '#contracts/push.ts'
import { DIALECTS } from '../../server/dialects/index.ts'
import { mismatches, type PayloadCase, payloadOf, readCases } from '../dialects/match.ts'
import { Fleet, Person, type Screen, sha256 } from '../support/client.ts'
import { GB_BUTTON, GB_SOURCE, LORA_BUTTON, LORA_SOURCE, ZIGBEE_SOURCE } from '../support/stage.ts'
import type { Pair } from './pair.ts'

const patiently = { timeout: 60_000, interval: 25 }

/** What somebody outside can rely on, whatever database and broker stand behind it. Each test has buttons of its own. */
export function behaviours(start: () => Promise<Pair>): void {
  let pair: Pair
  let fleet: Fleet
  let operator: Person
  let screen: Screen
  const opened: { end(): void }[] = []

  beforeAll(async () => {
    pair = await start()
    fleet = await Fleet.connect(pair.brokerUrl, pair.account)
    operator = await Person.signIn(pair.url, 'operator')
    screen = await operator.screen()
  }, 360_000)
  afterAll(async () => {
    for (const one of opened) one.end()
    screen?.end()
    await fleet?.end()
    await pair?.stop()
  }, 90_000)

  const as = (username: string) => Person.signIn(pair.url, username)
  async function screenOf(username: string): Promise<Screen> {
    const one = await (await as(username)).screen()
    opened.push(one)
    return one
  }
  /** The alarm of a device on the operator's screen, as soon as it is as asked. */
  const onScreen = (deviceId: string, wanted: Partial<Alarm> = {}): Promise<Alarm> =>
    vi.waitFor(() => {
      const alarm = screen
        .ofDevice(deviceId)
        .find((one) => Object.entries(wanted).every(([key, value]) => one[key as keyof Alarm] === value))
      if (!alarm) throw new Error(`no such alarm of ${deviceId}: ${JSON.stringify(screen.ofDevice(deviceId))}`)
      return alarm
    }, patiently)
  const letters = async (topic: string): Promise<DeadLetter[]> =>
    (await (await as('technician')).get<{ items: DeadLetter[] }>('/dead-letters?limit=1000')).items.filter((one) => one.topic === topic)

  describe('a press', () => {
    it('is received, rings with all its fields, is shown, and lives until it is closed, with a log of everybody', async () => {
      const at = new Date().toISOString()
      const receipt = await fleet.press('button-1', { id: 'life-1', at })
      expect(receipt).toMatchObject({ type: 'received', id: 'life-1', topic: 'xiaowei/v1/school-1/button-1/command' })
      expect(Date.parse(receipt.expiresAt ?? '')).toBeGreaterThan(Date.now())
      const alarm = await onScreen('button-1')
      expect(alarm).toMatchObject({
        id: receipt.alarmId,
        kind: 'panic',
        state: 'new',
        unacknowledged: true,
        priority: 1,
        schoolId: 'school-1',
        campusId: null,
        deviceId: 'button-1',
        point: '',
        position: [106.2, 38.5],
        deviceTime: at,
        count: 1,
        exercise: null,
        late: false,
        silent: false,
        version: 1,
      })
      expect(alarm.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/)
      expect(Object.hasOwn(alarm, 'devicePriority')).toBe(true)

      expect(await screen.shown({ id: alarm.id, version: 1 })).toEqual({ ok: true })
      expect(await screen.shown({ id: alarm.id, version: 1 })).toEqual({ ok: true })

      const key = randomUUID()
      const first = await operator.act(alarm, 'acknowledge', { version: 1 }, key)
      expect(first).toMatchObject({
        status: 200,
        body: { state: 'acknowledged', unacknowledged: false, version: 2, acknowledgedBy: 'operator' },
      })
      const second = await (await as('operator2')).act(alarm, 'acknowledge', { version: 1 })
      expect(second).toMatchObject({ status: 409, body: { type: '/problems/version-conflict', current: { acknowledgedBy: 'operator' } } })
      expect(second.body.detail).toContain('operator')
      expect(await operator.act(alarm, 'acknowledge', { version: 1 }, key)).toEqual(first)
      expect(await operator.act(alarm, 'acknowledge', { version: 2 }, key)).toMatchObject({
        status: 422,
        body: { type: '/problems/key-reused' },
      })
      await vi.waitFor(
        () => expect(fleet.commands).toContainEqual(expect.objectContaining({ type: 'answered', id: 'life-1', alarmId: alarm.id })),
        patiently,
      )

      expect(await operator.act(alarm, 'dispatch', { version: 2, to: '警务站' })).toMatchObject({
        status: 200,
        body: { state: 'dispatched', version: 3 },
      })
      const closing = { disposition: 'genuine', validationLevel: 3, note: '已到现场' }
      expect(await operator.act(alarm, 'close', { version: 3, ...closing })).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'body.arrivedAt' }] },
      })
      expect(await operator.act(alarm, 'arrive', { version: 3 })).toMatchObject({ status: 200, body: { state: 'arrived', version: 4 } })
      expect(await operator.act(alarm, 'resolve', { version: 4 })).toMatchObject({ status: 200, body: { state: 'resolved', version: 5 } })
      expect(await operator.act(alarm, 'close', { version: 5, ...closing })).toMatchObject({
        status: 200,
        body: { state: 'closed', version: 6, disposition: 'genuine' },
      })
      expect(await onScreen('button-1', { version: 6 })).toMatchObject({ state: 'closed' })

      const { log, state } = await operator.alarm(alarm.id)
      expect(state).toBe('closed')
      expect(log.map(({ kind }) => kind)).toEqual(['raised', 'shown', 'acknowledged', 'dispatched', 'arrived', 'resolved', 'closed'])
      expect(log.map(({ by }) => by)).toEqual([null, 'operator', 'operator', 'operator', 'operator', 'operator', 'operator'])
      expect(log.at(-1)?.note).toBe('已到现场')
    })

    it('answers a repeat of a known press with the same alarm and counts it once', async () => {
      const first = await fleet.press('button-2', { id: 'same' })
      const again = await fleet.press('button-2', { id: 'same' })
      expect(again.alarmId).toBe(first.alarmId)
      await fleet.press('button-2', { id: 'other' })
      expect(await onScreen('button-2', { count: 2 })).toMatchObject({ version: 2 })
    })

    it('alarms again after an acknowledgement, and keeps the progress', async () => {
      await fleet.press('button-3')
      const alarm = await onScreen('button-3')
      await operator.act(alarm, 'acknowledge', { version: 1 })
      await operator.act(alarm, 'dispatch', { version: 2 })
      await fleet.press('button-3')
      expect(await onScreen('button-3', { count: 2 })).toMatchObject({
        id: alarm.id,
        state: 'dispatched',
        unacknowledged: true,
        version: 4,
      })
      expect(await operator.act(alarm, 'acknowledge', { version: 4 })).toMatchObject({
        status: 200,
        body: { state: 'dispatched', unacknowledged: false },
      })
    })

    it('marks what the device calls a drill, and lowers nothing until the server has one open', async () => {
      await fleet.press('button-4', { exercise: 'drill' })
      expect(await onScreen('button-4')).toMatchObject({ exercise: 'drill', exerciseVerified: false, priority: 1, unacknowledged: true })
      await fleet.press('button-4')
      await onScreen('button-4', { exercise: null })
      const leader = await as('leader')
      const opening = {
        kind: 'test',
        deviceId: 'button-5',
        minutes: 5,
        policeNotifiedBy: '示例·值班长',
        policeNotifiedAt: new Date().toISOString(),
      }
      expect((await leader.send('POST', '/exercises', opening)).status).toBe(201)
      await fleet.press('button-5')
      expect(await onScreen('button-5')).toMatchObject({ exercise: 'test', exerciseVerified: true, priority: 4 })
      await fleet.press('button-5')
      expect(await onScreen('button-5', { exercise: null })).toMatchObject({ priority: 1, count: 1 }) // a test expects one press
    })

    it('counts once when it was published with the retain flag', async () => {
      const topic = 'xiaowei/v1/school-1/button-6/alarm'
      const payload = JSON.stringify({ id: 'kept', kind: 'panic' })
      await fleet.say(topic, payload, { retain: true })
      await onScreen('button-6')
      await fleet.say(topic, payload, { retain: true })
      await fleet.press('button-6', { id: 'after' })
      expect(await onScreen('button-6', { count: 2 })).toMatchObject({ version: 2 })
    })

    it('of an unknown device is refused, kept as a dead letter, and raised as suspect once', async () => {
      const ghost = (id: string) => fleet.press('ghost-1', { id })
      expect(await ghost('a')).toMatchObject({
        type: 'refused',
        id: 'a',
        reason: 'unknown-device',
        topic: 'xiaowei/v1/school-1/ghost-1/command',
      })
      await ghost('b')
      const suspect = await vi.waitFor(() => {
        const found = [...screen.board.values()].find(({ kind, count, deviceId }) => kind === 'suspect' && count >= 2 && deviceId === null)
        if (!found) throw new Error('no suspect yet')
        return found
      }, patiently)
      expect(suspect).toMatchObject({ priority: 1, schoolId: 'school-1', deviceId: null })
      const kept = await letters('xiaowei/v1/school-1/ghost-1/alarm')
      // A press may have been sent again in the moment in which its answer was on the way.
      expect(new Set(kept.map(({ payloadBase64 }) => payloadBase64)).size).toBe(2)
      for (const letter of kept) expect(letter).toMatchObject({ reason: 'unknown-device', suspect: 'panic', identity: 'ghost-1' })
      const technician = await as('technician')
      expect(await technician.send('POST', `/dead-letters/${kept[0]?.id}/replay`)).toMatchObject({ status: 422 })
    })

    it('that the broker refuses is a fault within 5 s, and on a button’s topic an alarm', async () => {
      const forger = mqtt.connect(pair.brokerUrl, {
        ...pair.device,
        clientId: pair.device.username,
        protocolVersion: 4,
        reconnectPeriod: 0,
      })
      opened.push({ end: () => void forger.end(true) })
      forger.publish('xiaowei/v1/school-1/button-9/alarm', '{"id":"forged","kind":"panic"}', { qos: 1 })
      const technician = await as('technician')
      const refusals = await vi.waitFor(
        async () => {
          const found = (await technician.get<{ items: Fault[] }>('/faults?limit=1000')).items.filter(
            ({ deviceId, detail }) => deviceId === 'button-9' && detail?.startsWith('refused-by-broker: button-8'),
          )
          expect(found).toHaveLength(1)
          return found
        },
        { timeout: 5_000, interval: 100 },
      )
      expect(refusals[0]).toMatchObject({ kind: 'comms-fault', schoolId: 'school-1' })
      expect(await onScreen('button-9')).toMatchObject({ kind: 'suspect', priority: 1, schoolId: 'school-1', unacknowledged: true })
    })

    it('of an unknown device can be tried again once the device is registered', async () => {
      await fleet.press('ghost-2', { id: 'early' })
      const technician = await as('technician')
      const wanted = { schoolId: 'school-1', kind: 'panicButton', source: 'native', externalId: 'ghost-2', position: [106.25, 38.45] }
      expect(await (await as('admin')).send<Device>('POST', '/devices', wanted)).toMatchObject({
        status: 201,
        body: { id: 'ghost-2', dialect: 'native' },
      })
      const [letter] = await letters('xiaowei/v1/school-1/ghost-2/alarm')
      expect(await technician.send('POST', `/dead-letters/${letter?.id}/replay`)).toMatchObject({
        status: 200,
        body: { replayed: true, alarms: 1 },
      })
      expect(await onScreen('ghost-2')).toMatchObject({ kind: 'panic', late: true, position: [106.25, 38.45] })
      expect(await technician.send('POST', `/dead-letters/${letter?.id}/replay`)).toMatchObject({ status: 409 })
      expect(await fleet.press('ghost-2', { id: 'at once' })).toMatchObject({ type: 'received' })
      expect(await onScreen('ghost-2', { count: 2 })).toMatchObject({ late: false })
    })

    it.each([
      ['nothing', Buffer.alloc(0)],
      ['binary', Buffer.from([0xff, 0xfe, 0, 1, 2, 3])],
      ['half of itself', Buffer.from('{"id":"x","kind":"pan')],
      ['NaN', Buffer.from('{"id":NaN,"kind":"panic"}')],
      ['a depth that no parser likes', Buffer.from(`${'['.repeat(50_000)}`)],
      ['a word', Buffer.from('"panic"')],
    ])('that arrives as %s on a button’s topic is a dead letter with its reason, and suspect', async (what, payload) => {
      const button = `button-${10 + ['nothing', 'binary', 'half of itself', 'NaN', 'a depth that no parser likes', 'a word'].indexOf(what)}`
      const topic = `xiaowei/v1/school-1/${button}/alarm`
      await fleet.say(topic, payload)
      expect(await onScreen(button)).toMatchObject({ kind: 'suspect', priority: 1, schoolId: 'school-1' })
      const [letter] = await letters(topic)
      expect(letter?.reason).toMatch(/\w/)
      expect(letter?.bytes).toBe(payload.length)
      await fleet.press(button)
      await onScreen(button, { kind: 'panic' })
    })
  })

  describe('dialects', () => {
    const gbAlarm = (sn: number, at: Date) =>
      Buffer.from(
        `<?xml version="1.0" encoding="UTF-8"?>\n<Notify>\n<CmdType>Alarm</CmdType>\n<SN>${sn}</SN>\n<DeviceID>${GB_BUTTON}</DeviceID>\n<AlarmPriority>4</AlarmPriority>\n<AlarmMethod>2</AlarmMethod>\n<AlarmTime>${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}</AlarmTime>\n</Notify>\n`,
      )

    it('answers a GB/T 28181 alarm with its receipt and ResetAlarm, both naming message and payload', async () => {
      const payload = gbAlarm(1, new Date())
      const receipt = await fleet.carry(GB_SOURCE, '64010400111170000001', payload)
      const alarm = await onScreen('gb-1')
      expect(alarm).toMatchObject({ kind: 'panic', priority: 1, devicePriority: 4 })
      expect(receipt).toMatchObject({
        type: 'received',
        payloadSha256: sha256(payload),
        alarmId: alarm.id,
        topic: `${GB_SOURCE}/64010400111170000001/command`,
      })
      await vi.waitFor(
        () =>
          expect(fleet.commands).toContainEqual(
            expect.objectContaining({ type: 'resetAlarm', messageId: receipt.messageId, payloadSha256: sha256(payload) }),
          ),
        patiently,
      )
      await operator.act(alarm, 'acknowledge', { version: alarm.version })
      await vi.waitFor(
        () => expect(fleet.commands).toContainEqual(expect.objectContaining({ type: 'answered', topic: receipt.topic, alarmId: alarm.id })),
        patiently,
      )
    })

    it('sends ResetAlarm even for a GB/T 28181 alarm that it cannot place', async () => {
      const stranger = Buffer.from(gbAlarm(2, new Date()).toString().replace(GB_BUTTON, '64010400111340009999'))
      const receipt = await fleet.carry(GB_SOURCE, '64010400111170000001', stranger)
      expect(receipt).toMatchObject({ type: 'refused', reason: 'unknown-device' })
      await vi.waitFor(
        () => expect(fleet.commands).toContainEqual(expect.objectContaining({ type: 'resetAlarm', messageId: receipt.messageId })),
        patiently,
      )
    })

    it.each(DialectName.options)('shows what becomes of each example message of %s', async (dialect) => {
      const technician = await as('technician')
      const wrong = []
      for (const cases of apart(readCases(dialect).filter(({ after }) => after === undefined))) {
        const messages = cases.map((one) => {
          const { topic, retain, receivedAt } = one
          return { topic, retain, receivedAt, payloadBase64: Buffer.from(payloadOf(one)).toString('base64') }
        })
        const { body } = await technician.send<{ results: Decoded[] }>('POST', '/decode', { dialect, base: cases[0]?.base, messages })
        wrong.push(...cases.flatMap((one, at) => mismatches(body.results[at] as Decoded, one).map((why) => `${one.id}: ${why}`)))
      }
      expect(wrong).toEqual([])
    })

    it.each([
      [
        'isapi',
        'ipc-1',
        (at: string) =>
          `<EventNotificationAlert><dateTime>${at}</dateTime><eventType>IO</eventType><inputIOPortID>1</inputIOPortID></EventNotificationAlert>`,
      ],
      ['axpro', 'hub-1', (at: string) => JSON.stringify({ eventType: 'cidEvent', triggerTime: at, CIDEvent: { code: 1129, zone: 4 } })],
      ['dahua', 'nvr-1', (at: string) => `Code=AlarmLocal;action=Start;index=0;data={"UTC":${Date.parse(at) / 1000}}`],
      ['sia', 'rx-1', () => '\n44F00028"SIA-DCS"0017L0#00421[#00421|Nri1/PA003]\r'],
    ])('takes a press that a bridge carries below edge/…/%s, and answers it', async (mount, deviceKey, message) => {
      const source = `edge/school-1/${mount}`
      const externalId = mount === 'sia' ? '00421' : deviceKey
      const device = { id: `carried-${mount}`, schoolId: 'school-1', kind: 'panicButton', source, externalId }
      expect(await (await as('admin')).send('POST', '/devices', device)).toMatchObject({ status: 201 })
      const payload = Buffer.from(message(new Date().toISOString()))
      const receipt = await fleet.carry(source, deviceKey, payload)
      const alarm = await onScreen(device.id)
      expect(receipt).toMatchObject({
        type: 'received',
        payloadSha256: sha256(payload),
        alarmId: alarm.id,
        topic: `${source}/${deviceKey}/command`,
      })
      expect(alarm).toMatchObject({ kind: 'panic', priority: 1, count: 1 })
      await operator.act(alarm, 'acknowledge', { version: alarm.version })
      await vi.waitFor(
        () => expect(fleet.commands).toContainEqual(expect.objectContaining({ type: 'answered', topic: receipt.topic, alarmId: alarm.id })),
        patiently,
      )
    })

    it('takes the three publishes of a Zigbee2MQTT press for one', async () => {
      const topic = `${ZIGBEE_SOURCE}/sos-1`
      await fleet.say(topic, '{"action":"emergency","battery":97,"linkquality":120}')
      await fleet.say(`${topic}/action`, 'emergency')
      await fleet.say(topic, '{"action":"","battery":97,"linkquality":120}')
      const alarm = await onScreen('zigbee-1')
      await fleet.press('button-20') // committed after the three
      await onScreen('button-20')
      expect(screen.ofDevice('zigbee-1')).toEqual([{ ...alarm, kind: 'panic', count: 1 }])
    })

    it('takes a ChirpStack press of a bound button for a panic, and its copy for the same', async () => {
      const example = readCases('chirpstack').find(({ id }) => id === 'cs-ws101-short')
      const uplink = { ...JSON.parse(example?.payload ?? ''), time: new Date().toISOString(), deduplicationId: randomUUID() }
      const topic = `${LORA_SOURCE}/application/17c82e96/device/${LORA_BUTTON}/event/up`
      await fleet.say(topic, JSON.stringify(uplink))
      await fleet.say(topic, JSON.stringify(uplink))
      expect(await onScreen('lora-1')).toMatchObject({ kind: 'panic', priority: 1 })
      await fleet.say(
        topic,
        JSON.stringify({ ...uplink, deduplicationId: randomUUID(), fCnt: 42, time: new Date(Date.now() + 3_000).toISOString() }),
      )
      await onScreen('lora-1', { count: 2 })
    })

    it('decodes on request and stores nothing', async () => {
      const technician = await as('technician')
      const messages = [
        { topic: 'xiaowei/v1/school-1/button-21/alarm', payload: '{"id":"dry","kind":"panic"}' },
        { topic: 'xiaowei/v1/school-1/button-21/alarm', payloadBase64: Buffer.from([255]).toString('base64') },
        { topic: 'nobody/knows', payload: 'x' },
        { topic: `${GB_SOURCE}/64010400111170000001/message`, payload: gbAlarm(3, new Date()).toString() },
      ]
      const answer = await technician.send<{ results: object[] }>('POST', '/decode', { messages })
      expect(answer.status).toBe(200)
      expect(answer.body.results).toMatchObject([
        { dialect: 'native', disposition: 'events', events: [{ kind: 'panic', deviceId: 'button-21', nativeId: 'dry' }] },
        { dialect: 'native', disposition: 'dead-letter', events: [] },
        { dialect: null, disposition: 'dead-letter', reason: 'unknown-topic' },
        { dialect: 'gb28181', disposition: 'events', events: [{ promotes: 'panic', deviceId: GB_BUTTON }] },
      ])
      expect(await operator.send('POST', '/decode', { messages })).toMatchObject({ status: 403 })
      expect(await fleet.press('button-21', { id: 'dry' })).toMatchObject({ type: 'received' })
      expect(await onScreen('button-21')).toMatchObject({ count: 1 })
      expect(await letters('nobody/knows')).toEqual([])
    })
  })

  describe('screens', () => {
    it('tell a guard of the own school alone, of no silent alarm, and the bureau of none', async () => {
      const [guard, guard2, officer] = await Promise.all([screenOf('guard'), screenOf('guard2'), screenOf('officer')])
      const bureau = (await as('bureau')).closedScreen()
      opened.push(bureau)
      await bureau.open()
      expect(bureau.answers[0]).toMatchObject({ problem: { status: 403 } })
      const silent = await fleet.press('silent-1')
      expect(await onScreen('silent-1')).toMatchObject({ silent: true })
      await vi.waitFor(() => expect(officer.ofDevice('silent-1')).toHaveLength(1), patiently)
      await fleet.press('button-22')
      await vi.waitFor(() => expect(guard.ofDevice('button-22')).toHaveLength(1), patiently)
      expect(guard.ofDevice('silent-1')).toEqual([])
      expect(guard2.pushed).toEqual([])
      expect(bureau.pushed).toEqual([])
      const guarding = await as('guard')
      expect((await guarding.send('GET', `/alarms/${silent.alarmId}`)).status).toBe(404)
      expect(await guard.shown({ id: silent.alarmId, version: 1 })).toMatchObject({ problem: { status: 404 } })
      expect((await (await as('guard2')).send('GET', `/alarms/${screen.ofDevice('button-22')[0]?.id}`)).status).toBe(404)
    })

    it('resume with what they missed, and begin anew when their number is none of ours', async () => {
      const missed = screen.cursor ?? 0
      await fleet.press('button-23')
      const alarm = await onScreen('button-23')
      await operator.act(alarm, 'acknowledge', { version: 1 })
      await onScreen('button-23', { version: 2 })
      const answer = await screen.subscribe({ since: alarm.cursor - 1 })
      expect(answer).toMatchObject({ reset: false, cursor: expect.any(Number) })
      expect(answer.cursor).toBeGreaterThanOrEqual(alarm.cursor + 1)
      expect(answer.alarms).toContainEqual(expect.objectContaining({ deviceId: 'button-23', version: 2, state: 'acknowledged' }))
      expect(answer.alarms.every(({ cursor }) => cursor > missed)).toBe(true)
      const ahead = await screen.subscribe({ since: answer.cursor + 1_000 })
      expect(ahead.reset).toBe(true)
      expect(ahead.alarms.every(({ state }) => state !== 'closed')).toBe(true)
      expect(ahead.alarms.map(({ id }) => id)).toContain(alarm.id)
    })

    it('hear a pulse that says how fresh the picture is', async () => {
      await vi.waitFor(() => expect(screen.pulse).toMatchObject({ gateway: true, database: true, backlog: expect.any(Number) }), patiently)
      await vi.waitFor(() => expect(screen.pulse?.probeAgeMs).toBeLessThan(3_000), patiently)
      expect(screen.pulse?.probeMs).toBeGreaterThanOrEqual(0)
      await vi.waitFor(
        () => expect(screen.pulse?.cursor).toBe(Math.max(...[...screen.board.values()].map(({ cursor }) => cursor))),
        patiently,
      )
      expect(Pulse.safeParse(screen.pulse).success).toBe(true)
    })

    it('are cut within 5 s when the session ends, by its owner or by the security administrator', async () => {
      const [one, other] = await Promise.all([as('operator2'), as('officer')])
      const [mine, theirs] = [await one.screen(), await other.screen()]
      opened.push(mine, theirs)
      const cut: string[] = []
      for (const [name, { socket }] of Object.entries({ mine, theirs })) {
        socket.io.reconnection(false)
        socket.on('disconnect', () => cut.push(name))
      }
      const asked = performance.now()
      expect((await one.send('DELETE', '/session')).status).toBe(204)
      expect((await (await as('security')).send('DELETE', '/accounts/officer/sessions')).status).toBe(200)
      await vi.waitFor(() => expect(cut.sort()).toEqual(['mine', 'theirs']), patiently)
      expect(performance.now() - asked).toBeLessThan(process.env.CHECK_LONG ? 5_000 : 15_000) // 5 s on a machine that does nothing else
      expect((await one.send('GET', '/alarms')).status).toBe(401)
    })

    it.each([
      ['subscribe', 'since', { since: 'x' }],
      ['subscribe', 'since', { since: -1 }],
      ['subscribe', 'since', { since: 1.5 }],
      ['subscribe', '', { until: 3 }],
      ['subscribe', '', 'everything'],
      ['shown', 'id', { id: 'x', version: 1 }],
      ['shown', 'version', { id: randomUUID(), version: 0 }],
      ['shown', '', null],
      ['shown', '', []],
    ] as const)('answer a bad %s with the field and a reason (%s, %j)', async (event, path, request) => {
      const answer = event === 'subscribe' ? await screen.subscribe(request) : await screen.shown(request)
      expect(answer.problem).toMatchObject({ type: '/problems/invalid-input', status: 400 })
      expect(answer.problem?.errors?.[0]).toMatchObject({ path, message: expect.stringMatching(/\w/) })
    })

    it('answer a message that says nothing', async () => {
      const raw = screen.socket as unknown as { emitWithAck(event: string): Promise<unknown> }
      expect(await raw.emitWithAck('subscribe')).toMatchObject({ alarms: expect.any(Array) })
      expect(await raw.emitWithAck('shown')).toMatchObject({ problem: { status: 400 } })
      expect(await raw.emitWithAck('view')).toMatchObject({ problem: { status: 400 } })
      expect(await raw.emitWithAck('nothing-of-ours')).toMatchObject({ problem: { status: 404 } })
    })

    it('survive events that nobody knows, without an acknowledgement and with a huge one', async () => {
      const raw = screen.socket as unknown as { emit(event: string, ...args: unknown[]): void }
      raw.emit('subscribe')
      raw.emit('subscribe', { since: 1 })
      raw.emit('shown', 1, 2, 3)
      raw.emit('nonsense', { a: 1 })
      expect(await screen.shown({ id: randomUUID(), version: 1 })).toMatchObject({ problem: { status: 404 } })
      raw.emit('shown', 'x'.repeat(200_000)) // more than a message may have: the link is cut, and comes back
      const before = screen.answers.length
      await vi.waitFor(() => expect(screen.answers.length).toBeGreaterThan(before), patiently)
    })
  })

  describe('commands', () => {
    it.each([
      ['no version', {}, 'body.version'],
      ['a version as text', { version: '1' }, 'body.version'],
      ['a field that it does not know', { version: 1, notes: 'x' }, 'body.notes'],
    ])('with %s are refused naming the field', async (_, body, path) => {
      await fleet.press('button-24')
      const alarm = await onScreen('button-24')
      const answer = await operator.act(alarm, 'acknowledge', body)
      expect(answer).toMatchObject({ status: 400, body: { type: '/problems/invalid-input' } })
      expect(answer.body.errors?.map((error) => error.path)).toEqual([path])
    })

    it('need a key, an alarm that is there and a person who may', async () => {
      await fleet.press('button-25')
      const alarm = await onScreen('button-25')
      const keyless = await operator.send('POST', `/alarms/${alarm.id}/acknowledge`, { version: 1 })
      expect(keyless).toMatchObject({ status: 400, body: { errors: [{ path: 'headers.idempotency-key' }] } })
      expect(await operator.act({ id: randomUUID() }, 'acknowledge', { version: 1 })).toMatchObject({ status: 404 })
      expect(await (await as('guard')).act(alarm, 'acknowledge', { version: 1 })).toMatchObject({ status: 403 })
      expect(await (await as('guard')).act(alarm, 'answer', { version: 1, answer: 'misPress' })).toMatchObject({
        status: 200,
        body: { state: 'new', unacknowledged: true, priority: 1, version: 2 },
      })
    })
  })

  it('tells of a registered button that spoke, and of its faults', async () => {
    await fleet.press('button-26', { kind: 'low-battery', battery: 5 })
    const technician = await as('technician')
    await vi.waitFor(async () => {
      const { items } = await technician.get<{ items: Fault[] }>('/faults?state=open&limit=1000')
      expect(items).toContainEqual(expect.objectContaining({ deviceId: 'button-26', kind: 'low-battery', schoolId: 'school-1' }))
    }, patiently)
    const { items } = await technician.get<{ items: Device[] }>('/devices?kind=panicButton&limit=1000')
    expect(items.find(({ id }) => id === 'button-26')).toMatchObject({ state: 'online', lastHeardAt: expect.any(String) })
    expect(screen.ofDevice('button-26')).toEqual([]) // a fault is never on the alarm list
  })

  it('is alive and ready', async () => {
    expect((await fetch(`${pair.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${pair.url}/readyz`)).status).toBe(200)
  })
}

/** Cases in as few requests as may be: of one base, and of none that share what a dialect remembers. */
function apart(cases: readonly PayloadCase[]): PayloadCase[][] {
  const requests = new Map<string, PayloadCase[]>()
  const met = new Map<string, number>()
  for (const one of cases) {
    const message = { ...one, payload: payloadOf(one), retain: one.retain ?? false, receivedAt: new Date(one.receivedAt) }
    const memory = `${one.base} ${DIALECTS[one.dialect].memoryKey(message) ?? one.id}`
    const times = met.get(memory) ?? 0
    met.set(memory, times + 1)
    const request = `${one.base} ${times}`
    requests.set(request, [...(requests.get(request) ?? []), one])
  }
  return [...requests.values()]
}
