// Every error becomes RFC 9457 application/problem+json here, once: what the caller can mend is told, the rest goes to the log.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { Problem } from '#contracts/problem.ts'
import { type ProblemKind, problem, type Refusal } from '#domain/problem.ts'
import { CursorError } from '../store/page.ts'

/** A refusal on its way to the caller. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  readonly headers: Record<string, string>
  constructor(refused: Problem, headers: Record<string, string> = {}) {
    super(refused.detail)
    this.problem = refused
    this.headers = headers
  }
}

export const refused = (...args: Parameters<typeof problem>): ProblemError => new ProblemError(problem(...args))

/** What a command returned, or its refusal thrown. */
export function accepted<T extends { ok: true }>(result: T | Refusal): T {
  if (result.ok) return result
  throw new ProblemError(result.problem)
}

/** What a look-up found; what is not there and what is out of scope are the same 404. */
export function found<T>(value: T | null, what: string): T {
  if (value === null) throw refused('not-found', `there is no ${what}`)
  return value
}

const PART = { body: 'body', querystring: 'query', params: 'params', headers: 'headers' } as const

interface Issue {
  keyword?: string
  instancePath: string
  message?: string
  params?: Record<string, unknown>
}

function pathOf(part: string, instancePath: string, key?: string): string {
  return [part, ...instancePath.split('/').filter(Boolean), ...(key === undefined ? [] : [key])].join('.')
}

/** zod says of a union only that nothing fits; its branches say what would have. */
function messageOf({ message = 'is not valid', params }: Issue): string {
  const branches = Array.isArray(params?.errors) ? (params.errors as { message?: string }[][]) : []
  const reasons = new Set(branches.flatMap((branch) => branch.flatMap((issue) => issue.message ?? [])))
  return reasons.size > 0 ? [...reasons].join(', or: ') : message
}

function invalidInput(issues: readonly Issue[], part: string): Problem {
  const errors = issues.flatMap((issue) =>
    issue.keyword === 'unrecognized_keys' && Array.isArray(issue.params?.keys)
      ? issue.params.keys.map((key: unknown) => ({ path: pathOf(part, issue.instancePath, String(key)), message: 'unknown field' }))
      : [{ path: pathOf(part, issue.instancePath), message: messageOf(issue) }],
  )
  return problem('invalid-input', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors })
}

const BY_CODE: Record<string, [ProblemKind, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'expected a body of type application/json'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed-request', 'the body is no JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-request', 'the body is empty'],
  FST_ERR_BAD_URL: ['malformed-request', 'the path cannot be decoded'],
  FST_ERR_MAX_PARAM_LENGTH: ['malformed-request', 'a part of the path is longer than any id'],
  FST_STATIC_FORBIDDEN_PATH: ['not-found', 'there is no such page'],
  // PostgreSQL: text with U+0000, numbers and instants out of range, where a schema let them through.
  '22021': ['invalid-input', 'a text contains a character that cannot be stored'],
  '22P05': ['invalid-input', 'a text contains a character that cannot be stored'],
  '22003': ['invalid-input', 'a number is out of range'],
  '22007': ['invalid-input', 'an instant is out of range'],
  '22008': ['invalid-input', 'an instant is out of range'],
}
const BY_STATUS: Record<number, ProblemKind> = {
  400: 'malformed-request',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
}

/** The database is away: connections refused or broken (class 08), shut down (57P0x), or too many. */
const AWAY = /^(08...|57P0[1-3]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/
const AWAY_MESSAGE = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

const isAway = ({ code = '', message }: { code?: string; message: string }): boolean => AWAY.test(code) || AWAY_MESSAGE.test(message)

/** The problem that an error is to the caller; bugs and broken I/O are named, never described. */
export function problemOf(error: FastifyError): ProblemError {
  if (error instanceof ProblemError) return error
  if (hasZodFastifySchemaValidationErrors(error))
    return new ProblemError(invalidInput(error.validation, PART[error.validationContext ?? 'body'] ?? 'body'))
  if (error instanceof CursorError) return new ProblemError(invalidInput([{ instancePath: '/cursor', message: error.message }], 'query'))
  const known = BY_CODE[error.code]
  if (known) return refused(...known)
  if (isAway(error)) return new ProblemError(problem('unavailable', 'the database cannot be reached'), { 'retry-after': '2' })
  const kind = error.statusCode === undefined ? undefined : BY_STATUS[error.statusCode]
  return refused(kind ?? 'internal', kind ? error.message : 'the request failed; the cause is in the server’s log')
}

/** PostgreSQL says that a text holds what it cannot store, and not which: looked for then alone. */
const UNSTORABLE: readonly string[] = ['22021', '22P05']

function unstorable({ body, query, params }: FastifyRequest): ProblemError {
  const errors = Object.entries({ body, query, params }).flatMap(([part, value]) => unstorableTexts(value, part))
  const told = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return refused(
    'invalid-input',
    told === '' ? 'a text contains a character that cannot be stored' : told,
    errors.length > 0 ? { errors } : {},
  )
}

function unstorableTexts(value: unknown, path: string): { path: string; message: string }[] {
  if (typeof value === 'string')
    return /\0|\p{Surrogate}/u.test(value) ? [{ path, message: 'holds a character that cannot be stored: U+0000, or half of a pair' }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => unstorableTexts(inner, `${path}.${key}`))
}

const tooLarge = ({ routeOptions }: FastifyRequest): ProblemError =>
  refused('too-large', `the body may have at most ${(routeOptions.bodyLimit ?? 0) / 1_048_576} MiB`)

/** The one error handler. */
export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const told =
    error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
      ? tooLarge(request)
      : UNSTORABLE.includes(error.code)
        ? unstorable(request)
        : problemOf(error)
  if (told.problem.status >= 500)
    request.log.error({ err: error, method: request.method, path: request.routeOptions.url }, 'request failed')
  request.refusedAs = told.problem.type.slice('/problems/'.length)
  sendProblem(reply, told)
}

export function sendProblem(reply: FastifyReply, { problem: body, headers }: ProblemError): FastifyReply {
  return reply.code(body.status).headers(headers).type('application/problem+json').serializer(JSON.stringify).send(body)
}
