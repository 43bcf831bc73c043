import { describe, expect, it } from 'vitest'
import { createDecoder, decodeDry, type Incoming } from '../../server/gateway/decode-message.ts'
import { DecoderMemory } from '../../server/gateway/decoder-memory.ts'
import { payloadOf, readCases } from '../dialects/match.ts'

const cases = readCases('sparkplug')
const message = (id: string): Incoming => {
  const one = cases.find((candidate) => candidate.id === id)
  if (!one) throw new Error(`no case ${id}`)
  return { topic: one.topic, payload: Buffer.from(payloadOf(one)), retain: false, dup: false, receivedAt: new Date(one.receivedAt) }
}
const decodedBy = (decode: ReturnType<typeof createDecoder>, id: string) => {
  const heard = decode(message(id))
  if (!('message' in heard)) throw new Error('a probe')
  return heard.message.decoded
}

describe('what dialects remember', () => {
  it('outlasts a restart: the press by alias is one after it as before', () => {
    const memory = new DecoderMemory()
    const decode = createDecoder(undefined, memory)
    decodedBy(decode, 'sp-nbirth')
    decodedBy(decode, 'sp-dbirth')
    const written = JSON.parse(JSON.stringify(memory.changes()))
    const restored = new DecoderMemory()
    restored.restore(written)
    expect(decodedBy(createDecoder(undefined, restored), 'sp-ddata-panic')).toMatchObject({
      disposition: 'events',
      events: [{ kind: 'alarm-input', phase: 'active', promotes: 'panic' }],
    })
  })

  it('is written only where it changed, and not for a sequence number', () => {
    const memory = new DecoderMemory()
    const decode = createDecoder(undefined, memory)
    decodedBy(decode, 'sp-nbirth')
    decodedBy(decode, 'sp-dbirth')
    expect(memory.changes()).toHaveLength(1)
    decodedBy(decode, 'sp-ddata-panic') // stands in alarm from now on
    expect(memory.changes()).toHaveLength(1)
    decodedBy(decode, 'sp-ddata-panic')
    expect(memory.changes()).toHaveLength(0)
  })

  it('of one dialect is bounded, and what is forgotten is forgotten in the database, too', () => {
    const memory = new DecoderMemory()
    for (let i = 0; i < 1_001; i++) memory.keep('sparkplug', `:node-${i}`, { aliases: {}, standing: [] })
    expect(memory.get('sparkplug', ':node-0')).toBeUndefined()
    expect(memory.get('sparkplug', ':node-1')).toBeDefined()
    expect(memory.changes()).toContainEqual({ key: 'sparkplug::node-0', memory: null })
  })

  it('is read and never written by messages of the past', () => {
    const memory = new DecoderMemory()
    const decode = createDecoder(undefined, memory)
    decodedBy(decode, 'sp-nbirth')
    decodedBy(decode, 'sp-dbirth')
    memory.changes()
    const replay = createDecoder(undefined, new DecoderMemory(memory))
    expect(decodedBy(replay, 'sp-ddata-panic')).toMatchObject({ disposition: 'events' })
    expect(memory.changes()).toEqual([])
  })

  it('is fresh for every dry run', () => {
    const [first] = decodeDry({ messages: [message('sp-ddata-panic')] })
    expect(first?.decoded.disposition).toBe('dead-letter')
  })
})

it('hands on the error of a dialect that throws, with its stack, beside the dead letter that may have been a press', () => {
  class Broken extends DecoderMemory {
    override get(): unknown {
      return {
        get standing(): never {
          throw new TypeError('a bug')
        },
      }
    }
  }
  const told: [Error, string][] = []
  const decode = createDecoder(undefined, new Broken(), (...bug) => told.push(bug))
  const heard = decode({
    topic: 'edge/school-1/isapi/nvr/alert',
    payload: Buffer.from(
      '<EventNotificationAlert><eventType>videoloss</eventType><eventState>active</eventState></EventNotificationAlert>',
    ),
    retain: false,
    dup: false,
    receivedAt: new Date('2026-03-02T00:00:05Z'),
  })
  expect(heard).toMatchObject({ message: { decoded: { disposition: 'dead-letter', reason: 'decoder-failed: a bug', suspect: 'unknown' } } })
  expect(told).toHaveLength(1)
  expect(told[0]?.[1]).toBe('decoder hikvision-isapi failed: edge/school-1/isapi/nvr/alert of source edge/school-1/isapi')
  expect(told[0]?.[0].stack).toContain('hikvision')
})
