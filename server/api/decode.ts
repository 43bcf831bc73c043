import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type * as z from 'zod'
import { type DecodeMessage, DecodeRequest, DecodeResponse, type DecodeResult } from '#contracts/decode.ts'
import { DialectName } from '#contracts/device.ts'
import type { Decoded } from '#contracts/event.ts'
import { writes } from './answer.ts'
import { refused } from './problem.ts'

/** What would become of messages, from fresh state, storing nothing; bound to the configured sources by the composition root. */
export type DecodeDry = (request: {
  dialect?: DialectName
  base?: string
  messages: readonly { topic: string; payload: Buffer; retain: boolean; receivedAt: Date }[]
}) => { dialect: DialectName | null; decoded: Decoded }[]

const toIncoming = ({ topic, payload, payloadBase64, retain, receivedAt }: z.infer<typeof DecodeMessage>) => ({
  topic,
  payload: payload === undefined ? Buffer.from(payloadBase64 ?? '', 'base64') : Buffer.from(payload),
  retain: retain ?? false,
  receivedAt: receivedAt === undefined ? new Date() : new Date(receivedAt),
})

function toResult({ dialect, decoded }: ReturnType<DecodeDry>[number]): z.infer<typeof DecodeResult> {
  if (decoded.disposition === 'events') return { dialect, disposition: 'events', events: decoded.events }
  if (decoded.disposition === 'ignore') return { dialect, disposition: 'ignore', events: [], reason: decoded.reason }
  return { dialect, events: [], ...decoded }
}

function knownDialect(name: string | undefined): DialectName | undefined {
  if (name === undefined) return undefined
  const known = DialectName.safeParse(name)
  if (known.success) return known.data
  const message = `expected one of ${DialectName.options.join(', ')}, found ${name}`
  throw refused('refused-input', message, { errors: [{ path: 'body.dialect', message }] })
}

/** Tries messages on the dialects, for whoever connects devices. */
export const decodeRoutes: FastifyPluginAsyncZod<{ decodeDry: DecodeDry }> = async (app, { decodeDry }) => {
  app.post(
    '/decode',
    {
      config: { right: 'decode' },
      schema: { operationId: 'decode', tags: ['decode'], body: DecodeRequest, response: writes({ 200: DecodeResponse }, 422) },
    },
    async ({ body: { dialect: name, base, messages } }) => {
      const dialect = knownDialect(name)
      const results = decodeDry({
        ...(dialect === undefined ? {} : { dialect }),
        ...(base === undefined ? {} : { base }),
        messages: messages.map(toIncoming),
      })
      return { results: results.map(toResult) }
    },
  )
}
