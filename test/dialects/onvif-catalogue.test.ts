import { expect, it } from 'vitest'
import { DIALECTS } from '../../server/dialects/index.ts'

const BASE = 'edge/school-1/onvif'
const message = (topic: string, payload: string) => ({
  topic: `${BASE}/${topic}`,
  base: BASE,
  payload: new TextEncoder().encode(payload),
  retain: false,
  receivedAt: new Date('2026-03-12T01:15:30Z'),
})
const soap = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"><SOAP-ENV:Header/><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`
const profile = (n: number, stream: string, name: string) =>
  `<trt:Profiles token="Profile_${n}_${stream}" fixed="true"><tt:Name>${stream}Stream</tt:Name><tt:VideoSourceConfiguration token="VSC_${n}"><tt:Name>${name}</tt:Name><tt:UseCount>2</tt:UseCount><tt:SourceToken>VideoSource_${n}</tt:SourceToken><tt:Bounds x="0" y="0" width="2560" height="1440"/></tt:VideoSourceConfiguration></trt:Profiles>`
const profiles = soap(
  `<trt:GetProfilesResponse>${profile(1, 'main', '大门')}${profile(1, 'sub', '大门')}${profile(2, 'main', 'VideoSourceConfig')}</trt:GetProfilesResponse>`,
)
const decode = (topic: string, payload: string, memory?: unknown) => DIALECTS.onvif.decode(message(topic, payload), memory)

it('makes one camera of a video source, however many profiles show it', () => {
  const { decoded } = decode('nvr-01/message', profiles)
  expect(decoded).toMatchObject({
    disposition: 'events',
    events: [
      { kind: 'discovery', deviceId: `${BASE}/nvr-01`, channel: 'VideoSource_1', channelName: '大门', detail: '2560x1440', listed: true },
      { kind: 'discovery', deviceId: `${BASE}/nvr-01`, channel: 'VideoSource_2', listed: true },
    ],
  })
  // A name that the firmware gives every channel alike is none.
  expect(decoded.disposition === 'events' && decoded.events[1]?.channelName).toBeFalsy()
})

it('reads the answers of Media2 and of GetVideoSources alike', () => {
  const media2 = soap(
    '<tr2:GetProfilesResponse><tr2:Profiles token="P1"><tr2:Name>ch1</tr2:Name><tr2:Configurations><tr2:VideoSource token="C1"><tt:Name>东门</tt:Name><tt:SourceToken>VS_1</tt:SourceToken></tr2:VideoSource></tr2:Configurations></tr2:Profiles></tr2:GetProfilesResponse>',
  )
  const sources = soap(
    '<trt:GetVideoSourcesResponse><trt:VideoSources token="VS_1"><tt:Framerate>25</tt:Framerate><tt:Resolution><tt:Width>1920</tt:Width><tt:Height>1080</tt:Height></tt:Resolution></trt:VideoSources></trt:GetVideoSourcesResponse>',
  )
  expect(decode('nvr-01/message', media2).decoded).toMatchObject({ events: [{ channel: 'VS_1', channelName: '东门' }] })
  expect(decode('nvr-01/message', sources).decoded).toMatchObject({ events: [{ channel: 'VS_1', detail: '1920x1080' }] })
})

it('names the camera of an event as the catalogue did, whichever of its tokens the event has', () => {
  const { memory } = decode('nvr-01/message', profiles)
  const said = (topic: string, source: object) =>
    decode(`nvr-01/onvif-ej/${topic}`, JSON.stringify({ UtcTime: '2026-03-12T01:15:29Z', Source: source, Data: { State: 'true' } }), memory)
      .decoded
  const lost = said('VideoSource/SignalLoss/&VideoSource_1', { Source: 'VideoSource_1' })
  const moved = said('RuleEngine/TamperDetector/Tamper/&VSC_1', { VideoSourceConfigurationToken: 'VSC_1' })
  expect(lost).toMatchObject({ events: [{ kind: 'video-loss', deviceId: `${BASE}/nvr-01`, channel: 'VideoSource_1' }] })
  expect(moved).toMatchObject({ events: [{ kind: 'tamper', deviceId: `${BASE}/nvr-01`, channel: 'VideoSource_1' }] })
})

it('keeps the states of the inputs beside the tokens', () => {
  const first = decode('nvr-01/message', profiles)
  const on = JSON.stringify({ UtcTime: '2026-03-12T01:15:29Z', Source: { InputToken: 'DI-1' }, Data: { LogicalState: 'true' } })
  const second = decode('nvr-01/onvif-ej/Device/Trigger/DigitalInput/&DI-1', on, first.memory)
  const third = decode('nvr-01/onvif-ej/Device/Trigger/DigitalInput/&DI-1', on, second.memory)
  expect(third.decoded).toMatchObject({ events: [{ kind: 'alarm-input', repeat: true }] })
  expect(third.memory).toMatchObject({ '#tokens': { VSC_1: 'VideoSource_1' } })
})

it.each([
  ['another answer', soap('<tds:GetDeviceInformationResponse/>'), 'dead-letter'],
  ['a fault', soap('<SOAP-ENV:Fault><SOAP-ENV:Code/></SOAP-ENV:Fault>'), 'ignore'],
  ['no XML', '{"a":1}', 'dead-letter'],
  ['entities', `<!DOCTYPE a [<!ENTITY b "c">]>${profiles}`, 'dead-letter'],
])('takes %s for no catalogue', (_, payload, disposition) => {
  expect(decode('nvr-01/message', payload).decoded.disposition).toBe(disposition)
})
