import type { Problem } from '#contracts/problem.ts'
import { MAX_FILE_BYTES } from '#domain/file-type.ts'

/** A refusal by the server, as it put it (RFC 9457). */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

const TOO_LARGE: Problem = {
  type: '/problems/too-large',
  title: 'The request is too large',
  status: 413,
  detail: `the body may have at most ${MAX_FILE_BYTES / 1_048_576} MiB`,
}

const isProblem = (body: unknown): body is Problem => typeof body === 'object' && body !== null && 'status' in body && 'title' in body

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  /** a file as the body, instead of JSON */
  file?: Blob
  headers?: Record<string, string>
  /** ms until the request counts as unanswered; its act may still have happened, so only the same key may be sent again */
  timeoutMs?: number
  /** hears what the answer says beside its body */
  onHeaders?: (headers: Headers) => void
}

/** One request below /api/v1. Throws ProblemError when the server refuses, and what fetch throws when it does not answer. */
export async function request<T>(
  path: string,
  { method = 'GET', body, file, headers = {}, timeoutMs = 15_000, onHeaders }: Options = {},
): Promise<T> {
  // Told here: a server that refuses the body while it is still coming cuts the line, and its words are lost.
  if (file && path.startsWith('/files?') && file.size > MAX_FILE_BYTES) throw new ProblemError(TOO_LARGE)
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(file ? { 'content-type': 'application/octet-stream' } : {}),
        ...headers,
      },
      ...(file ? { body: file } : body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      signal: abort.signal,
    })
    if (!response.ok) throw await problemOf(response)
    onHeaders?.(response.headers)
    // No body is nothing; half a body is no answer, and must not be taken for one.
    const text = await response.text()
    return (text === '' ? null : JSON.parse(text)) as T
  } finally {
    clearTimeout(timer)
  }
}

async function problemOf(response: Response): Promise<ProblemError> {
  const { status, statusText } = response
  const answer: unknown = await response.json().catch(() => null)
  return new ProblemError(
    isProblem(answer)
      ? { ...answer, detail: answer.detail || answer.title, status }
      : { type: 'about:blank', title: statusText, status, detail: `HTTP ${status}` },
  )
}

export interface ServerFile {
  blob: Blob
  /** as the server calls it */
  name: string
}

/** A file that the server makes; it may take its time. Throws as {@link request} does. @param onBytes how many have come so far */
export async function requestFile(path: string, onBytes?: (bytes: number) => void): Promise<ServerFile> {
  const response = await fetch(`/api/v1${path}`, { credentials: 'same-origin' })
  if (!response.ok) throw await problemOf(response)
  const [, name] = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '') ?? []
  return { blob: await blobOf(response, onBytes), name: name ? decodeURIComponent(name) : 'export' }
}

async function blobOf(response: Response, onBytes?: (bytes: number) => void): Promise<Blob> {
  if (!onBytes || !response.body) return response.blob()
  const reader = response.body.getReader()
  const chunks: BlobPart[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(chunks)
    chunks.push(value)
    bytes += value.length
    onBytes(bytes)
  }
}

/** A reading that is handed on as it was written. */
export async function requestText(path: string): Promise<string> {
  const response = await fetch(`/api/v1${path}`, { credentials: 'same-origin' })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.text()
}

export interface Listed<T> {
  items: T[]
  nextCursor: string | null
}

/** Pages of a list, one after the other. @param onHeaders hears what each answer says beside its body */
export async function* pages<T>(path: string, limit = 1000, onHeaders: (headers: Headers) => void = () => {}): AsyncGenerator<T[]> {
  let cursor: string | null = null
  do {
    const query: string = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
    const page: Listed<T> = await request<Listed<T>>(`${path}${query}`, { onHeaders })
    yield page.items
    cursor = page.nextCursor
  } while (cursor)
}

/** A key for one act. Not crypto.randomUUID: that wants https and Chrome 92. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
