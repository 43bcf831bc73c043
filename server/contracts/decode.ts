import * as z from 'zod'
import { DialectName } from './device.ts'
import { DecodedEvent } from './event.ts'
import { Instant } from './time.ts'

const Base64 = z.base64()
export const DecodeMessage = z
  .strictObject({
    topic: z.string().min(1).max(65535),
    payload: z.string().optional(),
    payloadBase64: Base64.optional(),
    retain: z.boolean().optional(),
    receivedAt: Instant.optional(),
  })
  .refine((m) => (m.payload === undefined) !== (m.payloadBase64 === undefined), {
    message: 'expected exactly one of payload and payloadBase64',
  })
export const DecodeRequest = z.strictObject({
  dialect: z.string().optional().meta({ description: 'default: what the configured sources make of the topic' }),
  base: z.string().max(200).optional(),
  messages: z.array(DecodeMessage).max(1000),
})
export const DecodeResult = z.object({
  dialect: DialectName.nullable(),
  disposition: z.enum(['events', 'ignore', 'dead-letter']),
  events: z.array(DecodedEvent),
  reason: z.string().optional(),
  field: z.string().optional().meta({ description: 'dead letter: where it could not be read' }),
  suspect: z.string().optional().meta({ description: 'dead letter: what it may have been; it raises an alarm' }),
  deviceId: z.string().nullable().optional().meta({ description: 'dead letter: the device, as far as topic or payload name it' }),
  bridgeId: z.string().optional(),
})
export const DecodeResponse = z.object({ results: z.array(DecodeResult) }).meta({ id: 'DecodeResponse' })
