import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import { Problem } from '#contracts/problem.ts'

const WORDS: Record<number, string> = {
  400: 'The request is not valid',
  401: 'Nobody is signed in',
  403: 'The role does not hold this right, or the request comes from another site',
  404: 'There is no such thing in the caller’s scope',
  409: 'Somebody else was first, or it is there already',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'Valid, but it cannot be carried out',
  429: 'Too many requests',
  500: 'The server failed',
  503: 'The database cannot be reached',
}

const problemAnswer = (status: number) => ({
  description: WORDS[status] ?? '',
  content: { 'application/problem+json': { schema: Problem } },
})

/** What every route can answer, whoever calls it. */
const EVERYWHERE = [400, 500, 503]
const GUARDED = [401, 403]
const WITH_BODY = [403, 413, 415]

function withProblems<S extends Record<number, z.ZodType>>(success: S, statuses: readonly number[]): S {
  // Typed as the success alone: handlers return that, and problems are thrown.
  return { ...success, ...Object.fromEntries(statuses.map((status) => [status, problemAnswer(status)])) }
}

/** Response schemas of a route that reads: the success, and every problem it can answer. */
export const reads = <S extends Record<number, z.ZodType>>(success: S, ...problems: number[]): S =>
  withProblems(success, [...EVERYWHERE, ...GUARDED, ...problems])

/** The same for a route with a body. */
export const writes = <S extends Record<number, z.ZodType>>(success: S, ...problems: number[]): S =>
  withProblems(success, [...EVERYWHERE, ...GUARDED, ...WITH_BODY, ...problems])

/**
 * Sends a long answer as the store read it. Its schema stays the route's contract, but is not held against each of its tens of thousands of
 * numbers again: for the campuses of 175 schools that stopped every other answer, and every press, for 100 to 280 ms.
 */
export function asRead<T>(reply: FastifyReply, answer: T): T {
  return reply.type('application/json').serializer(JSON.stringify).send(answer) as never
}

/** A long answer that is the same for many: written and packed once. */
export interface Packed {
  readonly text: Buffer
  readonly packed: Buffer
}

export async function pack(answer: unknown): Promise<Packed> {
  const text = Buffer.from(JSON.stringify(answer))
  return { text, packed: await promisify(gzip)(text) }
}

/** Sends it packed to whom takes it so: half a megabyte of numbers is a fifth of that on the line. Typed as the route's answer. */
export function sendPacked<T>(request: FastifyRequest, reply: FastifyReply, { text, packed }: Packed): T {
  const takes = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  reply.type('application/json').header('vary', 'accept-encoding')
  if (takes) reply.header('content-encoding', 'gzip')
  return reply.send(takes ? packed : text) as never
}
