import { readFileSync } from 'node:fs'
import type { DialectName } from '#contracts/device.ts'
import { Decoded, type DecodedEvent } from '#contracts/event.ts'
import { DIALECTS } from '../../server/dialects/index.ts'

/** One case of test/payloads/<dialect>.json; the format and the rules of matching are those of the payload catalogue. */
export interface PayloadCase {
  readonly id: string
  readonly dialect: DialectName
  readonly base: string
  readonly topic: string
  readonly retain?: boolean
  readonly receivedAt: string
  readonly after?: readonly string[]
  readonly payload?: string
  readonly payloadBase64?: string
  readonly meaning: Meaning
  readonly acceptAlso?: readonly Meaning[]
}
type Meaning = Readonly<Record<string, unknown>>

export const readCases = (dialect: DialectName): PayloadCase[] =>
  JSON.parse(readFileSync(new URL(`../payloads/${dialect}.json`, import.meta.url), 'utf8'))

export const payloadOf = ({ payload, payloadBase64 }: PayloadCase): Uint8Array =>
  payloadBase64 === undefined ? new TextEncoder().encode(payload) : Uint8Array.from(Buffer.from(payloadBase64, 'base64'))

/** Decodes a case after the cases it follows, with one memory per key as the gateway keeps it. */
export function decodeCase(one: PayloadCase, all: readonly PayloadCase[], memories = new Map<string, unknown>()): Decoded {
  for (const id of one.after ?? []) {
    const earlier = all.find((other) => other.id === id)
    if (!earlier) throw new Error(`${one.id} follows ${id}, which is no case`)
    decodeCase(earlier, all, memories)
  }
  const dialect = DIALECTS[one.dialect]
  const message = {
    topic: one.topic,
    base: one.base,
    payload: payloadOf(one),
    retain: one.retain ?? false,
    receivedAt: new Date(one.receivedAt),
  }
  const key = dialect.memoryKey(message)
  const { decoded, memory } = dialect.decode(message, key === null ? undefined : memories.get(key))
  if (key !== null) memories.set(key, memory)
  return Decoded.parse(decoded)
}

const NOT_COMPARED = new Set(['idempotencyFrom', 'description', 'reason', 'sameEventAs', 'repeat'])
const DETAILS = new Set(['full', 'error', 'missing', 'low-space', 'nic-broken', 'ip-conflict'])

/** Why a decoded message is none of the right answers; [] when it is one. */
export function mismatches(decoded: Decoded, { meaning, acceptAlso = [] }: PayloadCase): string[] {
  const answers = [meaning, ...acceptAlso].map((answer) => compare(decoded, answer))
  return answers.some((found) => found.length === 0) ? [] : (answers[0] ?? [])
}

function compare(decoded: Decoded, meaning: Meaning): string[] {
  if (typeof meaning.disposition === 'string') return differences(decoded as unknown as Meaning, meaning)
  if (decoded.disposition !== 'events') return [`is ${decoded.disposition} (${decoded.reason})`]
  const wanted = Array.isArray(meaning.events) ? (meaning.events as Meaning[]) : [meaning]
  if (decoded.events.length !== wanted.length)
    return [`has ${decoded.events.length} events (${decoded.events.map(({ kind }) => kind)}), not ${wanted.length}`]
  const left: DecodedEvent[] = [...decoded.events]
  return wanted.flatMap((want) => {
    const results = left.map((event) => differences(event as unknown as Meaning, want))
    const index = results.findIndex((found) => found.length === 0)
    if (index < 0) return results[0] ?? ['is missing']
    left.splice(index, 1)
    return []
  })
}

const differences = (got: Meaning, want: Meaning): string[] =>
  Object.entries(want)
    .filter(([field, value]) => !NOT_COMPARED.has(field) && (field !== 'detail' || DETAILS.has(String(value))))
    .filter(([field, value]) => !isSame(field, got[field], value))
    .map(([field, value]) => `${field}: ${JSON.stringify(got[field])}, expected ${JSON.stringify(value)}`)

function isSame(field: string, got: unknown, want: unknown): boolean {
  if (want === null) return got === null || got === undefined
  if (field === 'deviceTime') return typeof got === 'string' && Math.abs(Date.parse(got) - Date.parse(String(want))) <= 1000
  if (typeof want === 'number' && typeof got === 'number') return Math.abs(got - want) <= (field === 'lat' || field === 'lon' ? 1e-5 : 1e-9)
  if (typeof want === 'object' && typeof got === 'object' && got !== null)
    return (
      Object.keys(want ?? {}).length === Object.keys(got).length &&
      Object.entries(want).every(([inner, value]) => isSame(inner, (got as Meaning)[inner], value))
    )
  return got === want
}
