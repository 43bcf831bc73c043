// GB/T 28181-2016 / -2022 annex A (MANSCDP), carried raw below edge/<school>/<name>/<SIP device>/message[/<id>]
import type { Decoded } from '#contracts/event.ts'
import { decodeXmlBytes } from './charset.ts'
import type { Dialect, RawMessage } from './dialect.ts'
import { type Answer, clipped, idOf, NOTIFY, RESPONSE, readMemory, SILENT, SILENT_RESPONSES } from './gb28181-command.ts'
import { clip, deadLetter, ignore, MAX_PAYLOAD_BYTES, trimPayload } from './payload.ts'
import { deviceKeyOf } from './raw-topic.ts'
import { joinParts } from './suspect.ts'
import { readXml } from './xml.ts'

export const gb28181: Dialect = {
  name: 'gb28181',
  filters: (base) => [base === '' ? '#' : `${base}/#`],
  topicIdentity: (topic, base) => {
    const key = deviceKeyOf(topic, base)
    return { deviceId: key, ...(key === null ? {} : { bridgeId: key }) }
  },
  memoryKey: (message) => {
    const key = deviceKeyOf(message.topic, message.base)
    return key === null ? null : `${message.base}/${key}`
  },
  decode: (message, memory) => {
    const bridgeId = deviceKeyOf(message.topic, message.base)
    if (bridgeId === null) return { decoded: deadLetter('unknown-topic'), memory }
    if (message.topic.split('/').at(-1) === 'command') return { decoded: ignore('our-own-downlink'), memory }
    if (message.retain && message.payload.length === 0) return { decoded: ignore('retained-message-removed'), memory }
    return decodeMessage(message, bridgeId, memory)
  },
}

const XML_START = /<\?xml|<(?:\w{1,20}:)?(?:Notify|Response|Query|Control)\b/i

function decodeMessage(message: RawMessage, bridgeId: string, memory: unknown): Answer {
  const { payload } = message
  if (payload.length > MAX_PAYLOAD_BYTES) return { decoded: refuse('too-large', bridgeId, latin1(payload.subarray(0, 2048))), memory }
  const text = trimPayload(decodeXmlBytes(payload))
  if (text === '') return { decoded: deadLetter('empty', { deviceId: bridgeId, bridgeId }), memory }
  // Some bridges hand on the whole SIP request, whose headers hold <sip:…> before the XML begins.
  const start = text.search(XML_START)
  if (start < 0 && /^(MESSAGE|NOTIFY|REGISTER|SUBSCRIBE|INVITE|ACK|BYE|CANCEL|OPTIONS|INFO|SIP\/2\.0)\s/.test(text))
    return { decoded: ignore('sip-without-manscdp'), memory }
  const several = messagesIn(text)
  if (several.length > 1 && !/<!\s{0,20}(DOCTYPE|ENTITY)/i.test(text)) return decodeSeveral(message, bridgeId, several, memory)
  // A DOCTYPE stands before the root, where a SIP head stands too.
  const xml = readXml(start > 0 && !/<!\s{0,20}DOCTYPE/i.test(text.slice(0, start)) ? text.slice(start) : text)
  if (!xml.ok) return { decoded: refuse(xml.reason, bridgeId, text), memory }
  const { root, node } = xml.value
  const command = clipped(node, 'cmdtype', 40)?.toLowerCase()
  const deviceId = idOf(node) ?? bridgeId
  if (root === 'query' || root === 'control') return { decoded: ignore(`from-platform: ${root}`), memory }
  if (root !== 'notify' && root !== 'response')
    return { decoded: refuse(`unknown-root: ${clip(root, 40)}`, bridgeId, text, deviceId), memory }
  if (command === undefined) return { decoded: refuse('CmdType: missing', bridgeId, text, deviceId, 'CmdType'), memory }
  if (SILENT.has(command) || (root === 'response' && SILENT_RESPONSES.has(command))) return { decoded: ignore(command), memory }
  const decode = (root === 'notify' ? NOTIFY : RESPONSE).get(command)
  if (!decode) return { decoded: refuse(`unknown-command: ${command}`, bridgeId, text, deviceId, 'CmdType'), memory }
  const answer = decode({ message, bridgeId, deviceId, node, memory: readMemory(memory) })
  return { memory, ...answer }
}

/** A bridge may hand on what stood in its buffer: each message by itself, the memory from one to the next. */
function decodeSeveral(message: RawMessage, bridgeId: string, texts: readonly string[], memory: unknown): Answer {
  let kept = memory
  const parts = texts.map((text) => {
    const answer = decodeMessage({ ...message, payload: new TextEncoder().encode(text) }, bridgeId, kept)
    kept = answer.memory
    return answer.decoded
  })
  return { decoded: joinParts(parts, { deviceId: bridgeId }), memory: kept }
}
/** `<Notify>…</Notify>` and `<Response>…</Response>` in a text, in their order. */
function messagesIn(text: string): string[] {
  const found: string[] = []
  let start = -1
  for (const tag of text.matchAll(/<(\/?)(?:Notify|Response)\b[^>]{0,200}>/gi)) {
    if (tag[1] === '') start = start < 0 ? tag.index : start
    else if (start >= 0) {
      found.push(text.slice(start, tag.index + tag[0].length))
      start = -1
      if (found.length >= MOST_MESSAGES) break
    }
  }
  return found
}
const MOST_MESSAGES = 100

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/** A dead letter; one that speaks of an alarm may have been a press. */
function refuse(reason: string, bridgeId: string, text: string, deviceId?: string, field?: string): Decoded {
  const named = deviceId ?? /<DeviceID>\s{0,20}(\w{1,40})\s{0,20}</i.exec(text)?.[1] ?? bridgeId
  const suspect = /alarm|报警|警情/i.test(text) ? ({ suspect: 'unknown' } as const) : {}
  return deadLetter(reason, { deviceId: named, bridgeId, ...(field === undefined ? {} : { field }), ...suspect })
}
