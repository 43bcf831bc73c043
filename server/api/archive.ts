import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyReply } from 'fastify'

/** First and last byte that a `Range` header asks for; null = the whole file, as for a list of ranges or bytes that are not there. */
export function readRange(header: string | undefined, size: number): { first: number; last: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const [from, to] = [match[1] ?? '', match[2] ?? '']
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return first > last ? null : { first, last }
}

/** Sends a file, or the piece of it that is asked for (RFC 9110 §14): a browser reads out of a PMTiles archive only what it shows. */
export async function sendArchive(reply: FastifyReply, file: string, header: string | undefined): Promise<FastifyReply> {
  const { size, mtimeMs } = await stat(file)
  const range = readRange(header, size)
  reply
    .type('application/octet-stream')
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=3600')
    .header('etag', `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`)
  if (range === null) return reply.header('content-length', size).send(createReadStream(file))
  const { first, last } = range
  return reply
    .code(206)
    .header('content-range', `bytes ${first}-${last}/${size}`)
    .header('content-length', last - first + 1)
    .send(createReadStream(file, { start: first, end: last }))
}
