// Sparkplug 3.0 chapter 6 (payloads) and eclipse-tahu sparkplug_b.proto: one payload with its metrics
import { isObject, type Read } from './payload.ts'
import { type MessageType, readProtobuf } from './protobuf.ts'

/** Chapter 6.4.16; what a metric's value is stored as. */
const BOOLEAN = 11
const STRINGS: ReadonlySet<number> = new Set([12, 14, 15])
const SIGNED: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [2, 16],
  [3, 32],
  [4, 64],
])

const METRIC: MessageType = {
  1: { name: 'name', type: 'string' },
  2: { name: 'alias', type: 'uint' },
  3: { name: 'timestamp', type: 'uint' },
  4: { name: 'datatype', type: 'uint' },
  5: { name: 'isHistorical', type: 'bool' },
  7: { name: 'isNull', type: 'bool' },
  10: { name: 'int', type: 'uint' },
  11: { name: 'long', type: 'uint' },
  12: { name: 'float', type: 'float' },
  13: { name: 'double', type: 'double' },
  14: { name: 'boolean', type: 'bool' },
  15: { name: 'string', type: 'string' },
}
const PAYLOAD: MessageType = {
  1: { name: 'timestamp', type: 'uint' },
  2: { name: 'metrics', type: METRIC, repeated: true },
  3: { name: 'seq', type: 'uint' },
}

export interface Metric {
  readonly name: string | null
  readonly alias: number | null
  /** ms since the epoch: when it was measured; null = not said */
  readonly timestamp: number | null
  readonly datatype: number
  readonly isHistorical: boolean
  /** null where the metric is null, or of a type that holds no single value */
  readonly value: boolean | number | string | null
}
export interface SparkplugPayload {
  readonly timestamp: number | null
  readonly seq: number | null
  readonly metrics: readonly Metric[]
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

export function readSparkplug(bytes: Uint8Array): Read<SparkplugPayload> {
  const read = readProtobuf(bytes, PAYLOAD)
  if (!read.ok) return read
  const { timestamp, seq, metrics } = read.value
  const list = (Array.isArray(metrics) ? metrics : []).filter(isObject).map(metricOf)
  return { ok: true, value: { timestamp: numberOrNull(timestamp), seq: numberOrNull(seq), metrics: list } }
}

function metricOf(metric: Record<string, unknown>): Metric {
  const datatype = numberOrNull(metric.datatype) ?? 0
  return {
    name: typeof metric.name === 'string' && metric.name !== '' ? metric.name : null,
    alias: numberOrNull(metric.alias),
    timestamp: numberOrNull(metric.timestamp),
    datatype,
    isHistorical: metric.isHistorical === true,
    value: metric.isNull === true ? null : singleValue(metric, datatype),
  }
}

/** Booleans come in `boolean_value`, from some encoders in `int_value`; signed numbers as two's complement of their size. */
function singleValue(metric: Record<string, unknown>, datatype: number): Metric['value'] {
  if (typeof metric.boolean === 'boolean') return metric.boolean
  if (typeof metric.string === 'string') return metric.string.slice(0, 1_000)
  const number = numberOrNull(metric.int) ?? numberOrNull(metric.long) ?? numberOrNull(metric.float) ?? numberOrNull(metric.double)
  if (number === null || STRINGS.has(datatype)) return null
  if (datatype === BOOLEAN) return number !== 0
  const bits = SIGNED.get(datatype)
  return bits === undefined ? number : toSigned(number, bits)
}

function toSigned(value: number, bits: number): number {
  // An Int8 of -1 is written as 255 or as 4294967295.
  const wide = BigInt.asIntN(bits, BigInt(Math.trunc(value)))
  return Number(wide)
}
