import { type SyntheticDevice, type SyntheticDistrict, syntheticDistrict } from '#domain/synthetic-district.ts'
import { type Random, seeded } from '#domain/synthetic-random.ts'
import { gbAlarmBytes, gbTopic } from './gb-message.ts'
import { alarmBytes, nativeTopic } from './native-message.ts'

export interface GarbageMessage {
  topic: string
  payload: Buffer
  /** What is wrong with it, or `press`. */
  what: string
  /** The good press that this is; null for everything else. */
  press: { schoolId: string; deviceId: string; id: string; at: string } | null
}

export interface GarbageOptions {
  district?: SyntheticDistrict
  /** Joined into the ids of the good presses: a press's id is unique for the device's life, also when the same seed runs twice. */
  run?: string
}

const MESSAGES = 4_000
const PRESSES = 40
const MEGABYTE = 1_048_576
/** A megabyte each 500 messages; more would only try the network. */
const MEGABYTE_EVERY = 500

/** Hostile payloads with good presses among them, the same for the same seed. Nothing hostile is a well-formed press of a registered device. */
export class GarbageSource {
  readonly #random: Random
  readonly #run: string
  readonly #native: SyntheticDevice[]
  readonly #cameras: SyntheticDevice[]
  readonly #edge: Record<'zigbee2mqtt' | 'chirpstack' | 'gb28181', SyntheticDevice[]>

  constructor(seed: number, { district = syntheticDistrict(), run = `seed-${seed}` }: GarbageOptions = {}) {
    this.#random = seeded(seed)
    this.#run = run
    const buttons = district.devices.filter(({ kind }) => kind === 'panicButton')
    const of = (dialect: SyntheticDevice['dialect']) => buttons.filter((button) => button.dialect === dialect)
    this.#native = of('native')
    this.#cameras = district.devices.filter(({ kind, dialect }) => kind === 'camera' && dialect === 'native')
    this.#edge = { zigbee2mqtt: of('zigbee2mqtt'), chirpstack: of('chirpstack'), gb28181: of('gb28181') }
  }

  /** `presses` good ones, each of another native button, at places drawn by the seed. */
  *messages(count = MESSAGES, presses = PRESSES): Generator<GarbageMessage> {
    const places = new Map(
      this.#random
        .shuffle(Array.from({ length: count }, (_, i) => i))
        .slice(0, presses)
        .map((place, i) => [place, i]),
    )
    const pressed = this.#random.shuffle(this.#native).slice(0, presses)
    for (let i = 0; i < count; i++) {
      const button = pressed[places.get(i) ?? -1]
      if (button) yield this.#press(button, i)
      else if (i % MEGABYTE_EVERY === MEGABYTE_EVERY - 1) yield this.#megabyte()
      else yield this.#hostile()
    }
  }

  #press({ schoolId, id: deviceId }: SyntheticDevice, i: number): GarbageMessage {
    const press = { schoolId, deviceId, id: `${this.#run}-${i}`, at: new Date().toISOString() }
    return { topic: nativeTopic(press, 'alarm'), payload: alarmBytes({ id: press.id, kind: 'panic', at: press.at }), what: 'press', press }
  }

  #megabyte(): GarbageMessage {
    const payload = this.#random.pick([
      Buffer.alloc(MEGABYTE, 'A'),
      Buffer.from(`{"id":"${'A'.repeat(MEGABYTE)}`),
      Buffer.alloc(MEGABYTE, ' '),
    ])
    return { topic: this.#alarmTopic(), payload, what: 'a megabyte', press: null }
  }

  #hostile(): GarbageMessage {
    const [what, topic, payload] = this.#random.pick([
      () => this.#onNativeAlarm(),
      () => this.#onNativeAlarm(),
      () => this.#onHealth(),
      () => this.#ofNobody(),
      () => this.#onZigbee(),
      () => this.#onLora(),
      () => this.#onGb(),
    ])()
    return { what, topic, payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload), press: null }
  }

  #onNativeAlarm(): Hostile {
    const [what, make] = this.#random.pick(ANYWHERE.concat(NATIVE))
    return [what, this.#alarmTopic(), make(this.#random)]
  }

  #onHealth(): Hostile {
    const { schoolId, id } = this.#random.pick(this.#cameras)
    const suffix = this.#random.pick(['health', 'status'] as const)
    const [what, make] = this.#random.pick(ANYWHERE.concat(HEALTH))
    return [what, nativeTopic({ schoolId, deviceId: id }, suffix), make(this.#random)]
  }

  /** Well-formed, and from a device, a school or a bridge that nobody knows. */
  #ofNobody(): Hostile {
    const { schoolId } = this.#random.pick(this.#native)
    const ghost = `ghost-${this.#random.int(1, 5)}`
    const topic = this.#random.pick([
      nativeTopic({ schoolId, deviceId: ghost }, 'alarm'),
      nativeTopic({ schoolId: 'nowhere', deviceId: ghost }, 'alarm'),
      `edge/${schoolId}/unheard-of/${ghost}/alert`,
      `xiaowei/v1/${schoolId}/${ghost}/unheard-of`,
    ])
    return ['unknown sender', topic, alarmBytes({ id: `${ghost}-${this.#random.int(1, 1e6)}`, kind: 'panic' })]
  }

  #onZigbee(): Hostile {
    const { source, externalId } = this.#random.pick(this.#edge.zigbee2mqtt)
    const [what, make] = this.#random.pick(ANYWHERE.concat(ZIGBEE))
    return [what, `${source}/${externalId}`, make(this.#random)]
  }

  #onLora(): Hostile {
    const { source, externalId } = this.#random.pick(this.#edge.chirpstack)
    const [what, make] = this.#random.pick(ANYWHERE.concat(LORA))
    return [what, `${source}/application/0/device/${externalId}/event/up`, make(this.#random)]
  }

  #onGb(): Hostile {
    const { source, externalId } = this.#random.pick(this.#edge.gb28181)
    const [what, make] = this.#random.pick(ANYWHERE.concat(GB))
    return [what, gbTopic(source, externalId, String(this.#random.int(1, 1e9))), make(this.#random)]
  }

  #alarmTopic(): string {
    const { schoolId, id } = this.#random.pick(this.#native)
    return nativeTopic({ schoolId, deviceId: id }, 'alarm')
  }
}

type Hostile = [what: string, topic: string, payload: Buffer | string]
type Maker = [what: string, make: (random: Random) => Buffer | string]

const bytes = (random: Random, length: number): Buffer => Buffer.from(Array.from({ length }, () => random.int(0, 255)))
/** Cut off somewhere before its last character, so it never closes. */
const cut = (random: Random, whole: Buffer | string): Buffer => Buffer.from(whole).subarray(0, random.int(1, Buffer.byteLength(whole) - 12))
const one =
  (...payloads: string[]) =>
  (random: Random) =>
    random.pick(payloads)

const PRESS = '{"id":"cut-off-1","kind":"panic","at":"2026-03-02T08:00:00+08:00"}'

const ANYWHERE: Maker[] = [
  ['0 bytes', () => ''],
  ['binary', (random) => Buffer.concat([Buffer.of(0xff, 0xc0), bytes(random, random.int(1, 2_000))])],
  ['deep JSON', (random) => '['.repeat(random.int(100, 50_000))],
  ['closed deep JSON', (random) => nested(random.int(100, 5_000))],
  ['a bare value', one('null', 'true', '42', '-0', '1e999', '""', '[]', '{}', 'undefined')],
  ['BOM before nothing', one('\uFEFF', '\uFEFF\uFEFF{', '\uFEFF{"id":')],
  ['NUL', one('\0', '\0\0\0\0', '{"id":"a\0b"', '\0{\0')],
  ['blanks', (random) => ' \t\n'.repeat(random.int(1, 20_000))],
  ['a very long string', (random) => `"${'长'.repeat(random.int(1_000, 60_000))}"`],
]

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

const NATIVE: Maker[] = [
  ['truncated JSON', (random) => cut(random, PRESS)],
  ['NaN', one('{"id":"nan","kind":"panic","at":NaN}', '{"id":NaN,"kind":"panic"}', '{"id":"i","kind":"panic","battery":Infinity}')],
  [
    'wrong types',
    one(
      '{"id":{},"kind":7}',
      '{"id":["a"],"kind":["panic"]}',
      '{"id":"x","kind":{"panic":1}}',
      '{"id":true,"kind":null}',
      '[{"kind":"panic"}]',
      '"panic"',
    ),
  ],
  ['names that every object has', one('{"__proto__":{"kind":"panic","id":"p"}}', '{"constructor":{"prototype":{}},"kind":"toString"}')],
  ['UTF-16', () => Buffer.from(`\uFEFF${PRESS}`, 'utf16le')],
  ['GBK', () => Buffer.concat([Buffer.from('{"id":"g","kind":"panic","detail":"'), Buffer.of(0xd2, 0xbb, 0xbc, 0xfc), Buffer.from('"}')])],
  ['\\u0000', one('{"id":"a\\u0000b","kind":"telemetry"}', '{"id":"z","kind":"telemetry","detail":"\\u0000\\u0000"}')],
  ['lone surrogates', one('{"id":"\\ud800","kind":"telemetry"}', '{"id":"s","kind":"telemetry","detail":"\\udfff x \\ud83d"}')],
  ['a very long id', (random) => JSON.stringify({ id: 'i'.repeat(random.int(201, 200_000)), kind: 'telemetry' })],
  ['BOM', one('\uFEFF{"id":"bom","kind":"telemetry"}')],
]

const HEALTH: Maker[] = [
  ['wrong types', one('{"online":"maybe"}', '{"online":null}', '{"online":[]}', '{"online":{"a":1}}', '{}', '{"online":2}', 'perhaps')],
  ['NaN', one('{"online":NaN}', '{"online":true,"battery":NaN}')],
  ['\\u0000 and surrogates', one('{"online":true,"firmware":"\\u0000\\ud800"}')],
]

const ZIGBEE: Maker[] = [
  ['truncated JSON', (random) => cut(random, '{"action":"emergency","battery":100,"linkquality":18}')],
  ['wrong types', one('{"battery":"full","linkquality":{}}', '{"linkquality":1e999}')],
  ['NaN', one('{"battery":NaN,"action":"emergency"}')],
  ['UTF-16', () => Buffer.from('\uFEFF{"action":"emergency"}', 'utf16le')],
]

const LORA: Maker[] = [
  [
    'truncated JSON',
    (random) => cut(random, '{"deduplicationId":"x","deviceInfo":{"deviceProfileName":"Milesight WS101"},"fPort":85,"data":"AXUQ/y4B"}'),
  ],
  ['no device behind it', one('{"deduplicationId":7,"data":{}}', '{"rxInfo":"none","object":[]}', '{"object":"AQID"}')],
  ['NaN', one('{"fPort":NaN,"object":{"button_event":{"status":"short press"}}}')],
]

const ENTITY_BOMB =
  '<?xml version="1.0"?><!DOCTYPE n [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>' +
  '<Notify><CmdType>Alarm</CmdType><SN>&c;</SN></Notify>'

const GB: Maker[] = [
  [
    'truncated XML',
    (random) =>
      cut(
        random,
        gbAlarmBytes({ sn: 1, deviceId: '64010400111340000001', priority: 1, method: 2, at: new Date(0), description: '一键报警' }),
      ),
  ],
  ['DOCTYPE', () => ENTITY_BOMB],
  ['deep XML', (random) => `<Notify>${'<a>'.repeat(random.int(100, 20_000))}`],
  ['wrong charset', () => Buffer.from('\uFEFF<?xml version="1.0" encoding="GB2312"?><Notify>', 'utf16le')],
  ['unknown command', one('<?xml version="1.0"?><Notify><CmdType>Unheard</CmdType><SN>1</SN></Notify>', '<Notify></Notify>', '<Notify/>')],
]
