// The messages of MQTT and Socket.IO as one AsyncAPI document, from the contracts that server, web app and devices share.
import * as z from 'zod'
import { Alarm } from '#contracts/alarm.ts'
import { Command, NATIVE_ROOT, NativeAlarm, NativeHealth, REFUSED_TOPIC, RefusedPublish } from '#contracts/mqtt.ts'
import { Problem } from '#contracts/problem.ts'
import { CameraCount, DeviceDelta, Pulse, Shown, Subscribe, Subscribed, View, Viewed } from '#contracts/push.ts'
import { toAlarm, UNTOUCHED } from '#domain/alarm-row.ts'
import { MOUNT_NAMES } from '../server/dialects/sources.ts'

interface Message {
  readonly title: string
  readonly summary: string
  readonly schema: z.ZodType
  readonly contentType?: string
  readonly examples: readonly { readonly name: string; readonly payload: unknown }[]
}

const PRESSED_AT = new Date('2026-03-02T00:00:00.000Z')
const TAKEN_AT = new Date('2026-03-02T00:00:00.180Z')
const ALARM: z.infer<typeof Alarm> = {
  ...toAlarm({
    ...UNTOUCHED,
    id: '0b9d1f6a-6a53-4c0e-9b55-6a1f8b6f2d10',
    kind: 'panic',
    priority: 1,
    devicePriority: null,
    schoolId: 'demo-k001',
    campusId: 'demo-k001-1',
    deviceId: 'demo-k001-b1',
    source: null,
    identity: 'demo-k001-b1',
    point: '',
    position: [106.1952297, 38.4933426],
    deviceTime: PRESSED_AT,
    receivedAt: TAKEN_AT,
    lastPressAt: TAKEN_AT,
    lastPressId: null,
    unacknowledgedSince: TAKEN_AT,
    changedAt: TAKEN_AT,
    exercise: null,
    exerciseVerified: false,
    late: false,
    silent: false,
    misplaced: false,
    timeTrusted: true,
    foldKey: null,
  }),
  cursor: 42,
}
const PROBLEM: z.infer<typeof Problem> = {
  type: '/problems/invalid-input',
  title: 'The request is not valid',
  status: 400,
  detail: 'shown: expected { id, version }',
  errors: [{ path: 'version', message: 'Invalid input: expected number, received undefined' }],
}
const GB_ALARM = `<?xml version="1.0" encoding="GB2312"?>
<Notify><CmdType>Alarm</CmdType><SN>7</SN><DeviceID>64010400111340000001</DeviceID><AlarmPriority>1</AlarmPriority><AlarmMethod>2</AlarmMethod><AlarmTime>2026-03-02T08:00:00</AlarmTime></Notify>`
const SHA256 = '3f0a377ba0a4a460ecb616f6507ce0d8cfa3e704025d4fda3ed0c5ca05468728'

/** Every message with its schema; examples are checked against it by test/contracts/documents.test.ts. */
export const MESSAGES: Readonly<Record<string, Message>> = {
  nativeAlarm: {
    title: '报警 alarm',
    summary:
      'A press or another event. Send it again with the same id (after 1, 2, 4 … 30 s) until a `received` or `refused` names that id.',
    schema: NativeAlarm,
    examples: [
      { name: 'press', payload: { id: 'p-1', kind: 'panic', at: '2026-03-02T08:00:00+08:00' } },
      { name: 'drill', payload: { id: 2, kind: 'panic', exercise: 'drill', point: 3, battery: 80 } },
      { name: 'tamperOver', payload: { kind: 'tamper', phase: 'cleared' } },
    ],
  },
  nativeHealth: {
    title: '心跳 heartbeat',
    summary: 'One beat, about once a minute. It may be lost without harm. Further fields are the device’s own measured values.',
    schema: NativeHealth,
    examples: [{ name: 'beat', payload: { online: true, at: '2026-03-02T08:00:00+08:00' } }],
  },
  nativeStatus: {
    title: '上下线 status',
    summary: 'Retained: `online` at birth, `offline` as last will.',
    schema: z.enum(['online', 'offline']),
    contentType: 'text/plain',
    examples: [{ name: 'birth', payload: 'online' }],
  },
  command: {
    title: '下行 command',
    summary:
      '`received` and `refused` answer one message after its commit; `answered` says that a person has acknowledged the alarm (the lamp); `resetAlarm` follows the commit of every GB/T 28181 alarm. Not to be obeyed after `expiresAt`.',
    schema: Command,
    examples: [
      { name: 'received', payload: { type: 'received', id: 'p-1', alarmId: ALARM.id, expiresAt: '2026-03-02T00:00:30.200Z' } },
      { name: 'refused', payload: { type: 'refused', id: 'p-9', reason: 'unknown-device', expiresAt: '2026-03-02T00:00:30.200Z' } },
      { name: 'answered', payload: { type: 'answered', id: 'p-1', alarmId: ALARM.id, expiresAt: '2026-03-02T00:00:42.000Z' } },
      {
        name: 'resetAlarm',
        payload: { type: 'resetAlarm', messageId: 'm-17', payloadSha256: SHA256, alarmId: ALARM.id, expiresAt: '2026-03-02T00:00:30.200Z' },
      },
    ],
  },
  rawMessage: {
    title: '原始报文 raw message',
    summary: 'One message of the vendor, its bytes unchanged. The bridge answers its device only after our `received`.',
    schema: z.string().meta({ description: 'bytes in the vendor’s own charset' }),
    contentType: 'application/octet-stream',
    examples: [{ name: 'gb28181Alarm', payload: GB_ALARM }],
  },
  refusedPublish: {
    title: '被拒发布 refused publish',
    summary:
      'The broker’s own word on a publish that its ACL refused: a fault, and an alarm where it may have been a press. A line “Denied PUBLISH …” of Mosquitto’s log is taken too.',
    schema: RefusedPublish,
    examples: [{ name: 'foreign', payload: { username: 'demo-k001-b1', topic: 'xiaowei/v1/demo-k001/demo-k001-b2/alarm' } }],
  },
  subscribe: {
    title: 'subscribe',
    summary: 'What did I miss since my cursor? Without `since`: everything open. The answer comes as the acknowledgement.',
    schema: Subscribe,
    examples: [
      { name: 'first', payload: {} },
      { name: 'resume', payload: { since: 41 } },
    ],
  },
  subscribed: {
    title: 'answer to subscribe',
    summary: 'Merge the alarms by id and version; with `reset` forget what you had. The cursor moves from this answer on.',
    schema: Subscribed,
    examples: [{ name: 'missed', payload: { cursor: 42, alarms: [ALARM], reset: false } }],
  },
  shown: {
    title: '已显示 shown',
    summary: 'This version of this alarm is painted in a visible tab of a person’s screen. Retry until it is acknowledged.',
    schema: Shown,
    examples: [{ name: 'painted', payload: { id: ALARM.id, version: 1 } }],
  },
  shownWritten: {
    title: 'answer to shown',
    summary: 'The receipt is in the alarm’s log.',
    schema: z.object({ ok: z.literal(true) }),
    examples: [{ name: 'written', payload: { ok: true } }],
  },
  view: {
    title: '视野 view',
    summary:
      'What of the map this screen draws: of cameras elsewhere it is then told when it looks there. A screen that never says it is told of every device.',
    schema: View,
    examples: [
      {
        name: 'streets',
        payload: {
          box: [
            [106.2, 38.46],
            [106.23, 38.48],
          ],
        },
      },
    ],
  },
  viewed: {
    title: 'answer to view',
    summary: 'Cameras in view whose state changed while the screen looked elsewhere.',
    schema: Viewed,
    examples: [
      { name: 'missed', payload: { devices: [{ id: 'demo-k001-c001', state: 'offline', lastHeardAt: '2026-03-02T00:00:00.000Z' }] } },
    ],
  },
  refusal: {
    title: 'refusal',
    summary: 'Instead of the answer: an RFC 9457 problem.',
    schema: z.object({ problem: Problem }),
    examples: [{ name: 'invalid', payload: { problem: PROBLEM } }],
  },
  alarm: {
    title: '警情 alarm',
    summary: 'An alarm has changed. Delivered at most once: `pulse` and `subscribe` are the recovery.',
    schema: Alarm,
    examples: [{ name: 'raised', payload: ALARM }],
  },
  devices: {
    title: '设备状态 devices',
    summary: 'Device states that have changed, gathered once a second; of cameras those in view, where the screen has said one.',
    schema: z.array(DeviceDelta),
    examples: [{ name: 'offline', payload: [{ id: 'demo-k001-c001', state: 'offline', lastHeardAt: '2026-03-02T00:00:00.000Z' }] }],
  },
  cameraCount: {
    title: '摄像机在线数 cameraCount',
    summary: 'To whoever has said a view: how many cameras of the own scope are online, when that has changed.',
    schema: CameraCount,
    examples: [{ name: 'well', payload: { online: 16_948, total: 17_000 } }],
  },
  pulse: {
    title: '脉搏 pulse',
    summary: 'Once a second. A client whose cursor is behind for 2 s subscribes again; a probe older than 5 s makes the screen stale.',
    schema: Pulse,
    examples: [
      {
        name: 'well',
        payload: {
          at: '2026-03-02T00:00:01.000Z',
          cursor: 42,
          probeAgeMs: 640,
          probeMs: 9,
          gateway: true,
          database: true,
          backlog: 0,
          loopLagMs: 3,
          brokerDrops: 0,
          escalationLagMs: 0,
          unmannedSince: null,
          version: '0.1.0',
        },
      },
    ],
  },
}

const PARAMETERS: Readonly<Record<string, { description: string; examples?: string[]; enum?: string[] }>> = {
  schoolId: {
    description: 'the school’s code, [a-z0-9-]{1,32}; the same in the register, the API and every topic',
    examples: ['demo-k001'],
  },
  deviceId: { description: 'the device’s id in the register', examples: ['demo-k001-b1'] },
  mount: {
    description:
      'names the dialect: one that speaks MQTT (z2m, tasmota, shelly, …) has its own tree below; the others (gb28181, isapi, dahua, dc09, …) are carried raw',
    enum: [...MOUNT_NAMES],
  },
  deviceKey: { description: 'who spoke to the bridge, for GB/T 28181 the SIP device', examples: ['64010400111170000001'] },
  suffix: { description: 'what kind of vendor message', enum: ['alert', 'event', 'message', 'frame'] },
  messageId: { description: 'the bridge’s own name for this publish, repeated in our receipt', examples: ['m-17'] },
}

const MQTT_CHANNELS = {
  nativeAlarm: { address: `${NATIVE_ROOT}/{schoolId}/{deviceId}/alarm`, action: 'receive', message: 'nativeAlarm', retain: false },
  nativeHealth: { address: `${NATIVE_ROOT}/{schoolId}/{deviceId}/health`, action: 'receive', message: 'nativeHealth', retain: false },
  nativeStatus: { address: `${NATIVE_ROOT}/{schoolId}/{deviceId}/status`, action: 'receive', message: 'nativeStatus', retain: true },
  nativeCommand: { address: `${NATIVE_ROOT}/{schoolId}/{deviceId}/command`, action: 'send', message: 'command', retain: false },
  edgeMessage: { address: 'edge/{schoolId}/{mount}/{deviceKey}/{suffix}', action: 'receive', message: 'rawMessage', retain: false },
  edgeNamedMessage: {
    address: 'edge/{schoolId}/{mount}/{deviceKey}/{suffix}/{messageId}',
    action: 'receive',
    message: 'rawMessage',
    retain: false,
  },
  edgeCommand: { address: 'edge/{schoolId}/{mount}/{deviceKey}/command', action: 'send', message: 'command', retain: false },
  refusedPublish: { address: REFUSED_TOPIC, action: 'receive', message: 'refusedPublish', retain: false },
} as const

/** Socket.IO events: who sends them, and with which messages they are acknowledged. */
const PUSH_EVENTS = {
  subscribe: { action: 'receive', answers: ['subscribed', 'refusal'] },
  shown: { action: 'receive', answers: ['shownWritten', 'refusal'] },
  view: { action: 'receive', answers: ['viewed', 'refusal'] },
  alarm: { action: 'send', answers: [] },
  devices: { action: 'send', answers: [] },
  cameraCount: { action: 'send', answers: [] },
  pulse: { action: 'send', answers: [] },
} as const

const reference = (...path: string[]) => ({ $ref: `#/${path.join('/')}` })

/** The document, AsyncAPI 3.0. Seen from the application: `receive` is what devices and browsers send, `send` what they hear. */
export function asyncApiDocument(version: string): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: '校卫 Xiaowei',
      version,
      description:
        'MQTT topics of devices and bridges, and the events of the screens’ Socket.IO connection. QoS 1 on every topic; nothing needs MQTT 5. Who may publish where is the broker’s decision. What cannot be decoded, or comes from an unknown device, is a dead letter with its reason, and may raise an alarm of kind `suspect`. Times are ISO 8601 with offset, positions [longitude, latitude] in WGS-84.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      broker: {
        host: 'broker.example:8883',
        protocol: 'secure-mqtt',
        description: 'One certificate per device or bridge; its common name is the user.',
      },
      demoBroker: {
        host: '127.0.0.1:1883',
        protocol: 'mqtt',
        protocolVersion: '3.1.1',
        description: 'The embedded broker of the demo: user name and password.',
      },
      screens: {
        host: 'xiaowei.example',
        pathname: '/socket.io',
        protocol: 'wss',
        description: 'Socket.IO 4, with the session cookie of the HTTP API.',
      },
    },
    channels: { ...mqttChannels(), screens: pushChannel() },
    operations: { ...mqttOperations(), ...pushOperations() },
    components: { messages: messages(), schemas: schemas() },
  }
}

const mqttChannels = () =>
  Object.fromEntries(
    Object.entries(MQTT_CHANNELS).map(([name, { address, message }]) => [
      name,
      {
        address,
        servers: [reference('servers', 'broker'), reference('servers', 'demoBroker')],
        messages: { [message]: reference('components', 'messages', message) },
        parameters: Object.fromEntries([...address.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => [parameter, PARAMETERS[parameter]])),
      },
    ]),
  )

const mqttOperations = () =>
  Object.fromEntries(
    Object.entries(MQTT_CHANNELS).map(([name, { action, message, retain }]) => [
      `${action}${capital(name)}`,
      {
        action,
        channel: reference('channels', name),
        messages: [reference('channels', name, 'messages', message)],
        bindings: { mqtt: { qos: 1, retain, bindingVersion: '0.2.0' } },
      },
    ]),
  )

const pushChannel = () => ({
  address: '/',
  description: 'The default namespace. An event’s name is the message’s name; answers come as acknowledgements.',
  servers: [reference('servers', 'screens')],
  messages: Object.fromEntries(
    Object.entries(PUSH_EVENTS)
      .flatMap(([name, { answers }]) => [name, ...answers])
      .map((name) => [name, reference('components', 'messages', name)]),
  ),
})

const pushOperations = () =>
  Object.fromEntries(
    Object.entries(PUSH_EVENTS).map(([name, { action, answers }]) => [
      `${action}${capital(name)}`,
      {
        action,
        channel: reference('channels', 'screens'),
        messages: [reference('channels', 'screens', 'messages', name)],
        ...(answers.length > 0
          ? {
              reply: {
                channel: reference('channels', 'screens'),
                messages: answers.map((answer) => reference('channels', 'screens', 'messages', answer)),
              },
            }
          : {}),
      },
    ]),
  )

const messages = () =>
  Object.fromEntries(
    Object.entries(MESSAGES).map(([name, { title, summary, schema, contentType, examples }]) => [
      name,
      {
        name,
        title,
        summary,
        ...(contentType ? { contentType } : {}),
        payload: reference('components', 'schemas', schemaName(name, schema)),
        examples,
      },
    ]),
  )

/** A schema that the contracts name keeps its name; the others are called after their message. */
const schemaName = (message: string, schema: z.ZodType): string => z.globalRegistry.get(schema)?.id ?? capital(message)

function schemas(): object {
  const registry = z.registry<{ id: string }>()
  for (const schema of [Problem]) registry.add(schema, { id: schemaName('', schema) })
  for (const [name, { schema }] of Object.entries(MESSAGES)) registry.add(schema, { id: schemaName(name, schema) })
  // AsyncAPI's own schema language is a superset of draft 7.
  const { schemas: made } = z.toJSONSchema(registry, { target: 'draft-7', io: 'input', uri: (id) => `#/components/schemas/${id}` })
  return Object.fromEntries(Object.entries(made).map(([id, { $schema, $id, ...schema }]) => [id, schema]))
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
