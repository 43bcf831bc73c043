// The kinds of refusal that the API and the sockets know (RFC 9457). Commands return them as values; the API turns errors into them.
import type { Problem } from '#contracts/problem.ts'

const KINDS = {
  'invalid-input': [400, 'The request is not valid'],
  'malformed-request': [400, 'The request cannot be read'],
  'not-signed-in': [401, 'Nobody is signed in'],
  'sign-in-refused': [401, 'User name or password is wrong'],
  'code-required': [401, 'The code of the second factor is needed'],
  'enrolment-refused': [401, 'The enrolment code is wrong, used or expired'],
  'not-allowed': [403, 'The role does not hold this right'],
  'confirm-identity': [403, 'Who is at the desk must be confirmed'],
  'foreign-origin': [403, 'The request comes from another site'],
  'not-found': [404, 'There is nothing here'],
  conflict: [409, 'The request conflicts with what is there'],
  'version-conflict': [409, 'Somebody else was first'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The body is not of a known type'],
  'refused-input': [422, 'The request is valid but cannot be carried out'],
  'other-session': [409, 'The session is somebody else’s'],
  'key-reused': [422, 'The idempotency key was used for another request'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'The server failed'],
  unavailable: [503, 'The server is not ready'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemKind = keyof typeof KINDS

/** One refusal. `detail` says what was needed and what was found. */
export function problem(kind: ProblemKind, detail: string, more: Pick<Problem, 'errors' | 'current'> = {}): Problem {
  const [status, title] = KINDS[kind]
  return { type: `/problems/${kind}`, title, status, detail, ...more }
}

export type Refusal = { ok: false; problem: Problem }

/** A refusal as the value that a command returns. */
export const refuse = (...args: Parameters<typeof problem>): Refusal => ({ ok: false, problem: problem(...args) })
