// One field of a JSON payload, by the names that lead to it; for sources whose identity lies in the payload.
import { trimPayload } from './payload.ts'

const MAX_BYTES = 262_144

/** The text or number at `data.sn`; undefined where the payload is no JSON, or holds no such thing. */
export function pathValue(payload: Uint8Array, path: string): string | undefined {
  if (payload.length > MAX_BYTES) return undefined
  let value: unknown
  try {
    value = JSON.parse(trimPayload(new TextDecoder().decode(payload)))
  } catch {
    return undefined // no JSON: the dialect says what it is
  }
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : undefined
}
