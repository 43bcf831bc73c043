import { beforeEach, describe, expect, it } from 'vitest'
import { GbAlarmInput } from '../../devices/gb-alarm-input.ts'
import { Recorder } from '../../devices/recorder.ts'
import { Tally } from '../../devices/tally.ts'
import { FakeClock, FakeLink } from './fake-link.ts'

const base = 'edge/demo-p004/gb28181'
const sipDevice = '64010400111180000001'
const deviceId = '64010400111340000001'
const commands = `${base}/${sipDevice}/command`

let link: FakeLink
let clock: FakeClock
let tally: Tally
let input: GbAlarmInput

beforeEach(() => {
  link = new FakeLink()
  clock = new FakeClock()
  tally = new Tally()
  input = new GbAlarmInput({ base, deviceId, sipDevice }, link, tally, clock)
})

const messageId = (n = 0): string => link.sent[n]?.topic.split('/').at(-1) ?? ''

describe('a GB/T 28181 alarm input', () => {
  it('sends annex A bytes in GB2312, on the topic of the SIP device that it is wired to', () => {
    void input.press()
    const [sent] = link.sent
    expect(sent).toMatchObject({ topic: `${base}/${sipDevice}/message/${messageId()}`, qos: 1, retain: false })
    const description = Buffer.of(0xd2, 0xbb, 0xbc, 0xfc, 0xb1, 0xa8, 0xbe, 0xaf) // 一键报警
    expect(sent?.payload).toEqual(
      Buffer.concat([
        Buffer.from(
          '<?xml version="1.0" encoding="GB2312"?>\r\n<Notify>\r\n<CmdType>Alarm</CmdType>\r\n<SN>1</SN>\r\n' +
            `<DeviceID>${deviceId}</DeviceID>\r\n<AlarmPriority>1</AlarmPriority>\r\n<AlarmMethod>2</AlarmMethod>\r\n` +
            '<AlarmTime>2026-03-02T08:00:00</AlarmTime>\r\n<AlarmDescription>',
        ),
        description,
        Buffer.from('</AlarmDescription>\r\n</Notify>\r\n'),
      ]),
    )
    expect(new TextDecoder('gb18030').decode(description)).toBe('一键报警')
  })

  it('sends again as a SIP MESSAGE does, with the same bytes and name, and gives up after 32 s', async () => {
    const press = input.press()
    for (const [i, pause] of [0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4].entries()) {
      clock.advance(pause * 1000)
      expect(link.sent).toHaveLength(i + 2)
    }
    expect(new Set(link.sent.map(({ topic, payload }) => topic + payload.toString('base64'))).size).toBe(1)
    clock.advance(600_000)
    expect(await press).toMatchObject({ outcome: 'unanswered', attempts: 11 })
  })

  it('stays mute after its report until ResetAlarm names it', async () => {
    const press = input.press()
    link.command(commands, { type: 'received', messageId: messageId(), alarmId: 'a-1' })
    expect(await press).toMatchObject({ outcome: 'received', alarmId: 'a-1' })
    expect(input.isMute).toBe(true)
    void input.press()
    link.command(commands, { type: 'resetAlarm', messageId: 'another' })
    void input.press()
    expect(link.sent).toHaveLength(1)
    expect(tally.summary('')).toMatchObject({ presses: 1, muted: 2 })

    link.command(commands, { type: 'resetAlarm', messageId: messageId(), expiresAt: new Date(Date.now() + 30_000).toISOString() })
    expect(input.isMute).toBe(false)
    void input.press()
    expect(link.sent).toHaveLength(2)
    expect(messageId(1)).not.toBe(messageId(0))
  })

  it('does not obey a ResetAlarm that comes too late', () => {
    void input.press()
    link.command(commands, { type: 'resetAlarm', messageId: messageId(), expiresAt: new Date(Date.now() - 1).toISOString() })
    expect(input.isMute).toBe(true)
  })

  it('says by Keepalive that it lives', () => {
    input.report()
    expect(link.sent[0]?.topic).toBe(`${base}/${deviceId}/message`)
    expect(String(link.sent[0]?.payload)).toBe(
      '<?xml version="1.0" encoding="GB2312"?>\r\n<Notify>\r\n<CmdType>Keepalive</CmdType>\r\n<SN>1</SN>\r\n' +
        `<DeviceID>${deviceId}</DeviceID>\r\n<Status>OK</Status>\r\n</Notify>\r\n`,
    )
  })
})

describe('a GB/T 28181 recorder', () => {
  it('reports a lost picture as method 2 with type 1 and in its catalogue, and its return in the catalogue', () => {
    const recorder = new Recorder(base, sipDevice, link, tally, clock)
    recorder.videoLoss('64010400111320000001', 'active')
    recorder.videoLoss('64010400111320000001', 'cleared')
    const [alarm, lost, back] = link.sent.map(({ payload }) => new TextDecoder('gb18030').decode(payload))
    expect(alarm).toContain('<AlarmMethod>2</AlarmMethod>\r\n<AlarmTime>2026-03-02T08:00:00</AlarmTime>\r\n<AlarmDescription>视频丢失<')
    expect(alarm).toContain('<Info>\r\n<AlarmType>1</AlarmType>\r\n</Info>')
    expect(lost).toContain('<DeviceID>64010400111320000001</DeviceID>\r\n<Event>VLOST</Event>')
    expect(back).toContain('<Event>ON</Event>')
  })
})
