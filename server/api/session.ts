import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { EnrolPhone, Session, SignIn } from '#contracts/session.ts'
import { homeOf, type Principal } from '#domain/policy.ts'
import { enrolPhone } from '../commands/enrol-phone.ts'
import { signIn } from '../commands/sign-in.ts'
import { signOut } from '../commands/sign-out.ts'
import type { Pool } from '../store/pool.ts'
import { readSchoolNames } from '../store/school.ts'
import { principalOf, SESSION_COOKIE, tokenOf } from '../store/session.ts'
import { actor, principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { clearSessionCookie, setSessionCookie } from './cookie.ts'
import type { UnitOptions } from './export.ts'
import { accepted, ProblemError, refused } from './problem.ts'

// Of one address a minute: far above a school behind one router, far below what guessing or hashing without end would need.
const PUBLIC_LIMIT = { max: 300, timeWindow: '1 minute' }

type SessionDeps = UnitOptions & { pool: Pool }

async function toSession(
  { pool, unitName = '' }: SessionDeps,
  { username, name, role, scope, session, schoolIds }: Principal,
): Promise<Session> {
  const schools = await readSchoolNames(pool, scope.kind === 'school' ? (schoolIds ?? []) : [])
  return { user: { username, name }, role, scope, home: homeOf(role), kind: session, unit: unitName, schools }
}

/** What a new cookie's session is. */
async function opened(deps: SessionDeps, token: string): Promise<Session> {
  const signedIn = await principalOf(deps.pool, `${SESSION_COOKIE}=${token}`)
  if (!signedIn) throw refused('unavailable', 'the session ended while it was opened')
  return toSession(deps, signedIn.principal)
}

const sender = ({ ip, headers }: FastifyRequest) => ({ address: ip, userAgent: headers['user-agent']?.slice(0, 300) ?? null })

/** Signing in, by password or with an enrolled phone, and out. */
export const sessionRoutes: FastifyPluginAsyncZod<SessionDeps> = async (app, deps) => {
  const { pool } = deps
  app.post(
    '/session',
    {
      config: { right: 'public', rateLimit: PUBLIC_LIMIT },
      schema: { operationId: 'signIn', tags: ['session'], body: SignIn, response: writes({ 200: Session }, 429) },
    },
    async (request, reply) => {
      const result = await signIn(pool, { ...request.body, ...sender(request), replaces: tokenOf(request.headers.cookie) })
      if (!result.ok)
        throw new ProblemError(result.problem, result.retryAfter === undefined ? {} : { 'retry-after': String(result.retryAfter) })
      setSessionCookie(request, reply, result.token, 'desk')
      return opened(deps, result.token)
    },
  )
  app.post(
    '/session/enrolment',
    {
      config: { right: 'public', rateLimit: PUBLIC_LIMIT },
      schema: { operationId: 'enrolPhone', tags: ['session'], body: EnrolPhone, response: writes({ 200: Session }, 429) },
    },
    async (request, reply) => {
      const { token } = accepted(await enrolPhone(pool, { code: request.body.code, ...sender(request) }))
      setSessionCookie(request, reply, token, 'phone')
      return opened(deps, token)
    },
  )
  app.get(
    '/session',
    { config: { right: 'signedIn' }, schema: { operationId: 'getSession', tags: ['session'], response: reads({ 200: Session }) } },
    (request) => toSession(deps, principal(request)),
  )
  app.delete(
    '/session',
    { config: { right: 'signedIn' }, schema: { operationId: 'signOut', tags: ['session'], response: reads({ 204: z.null() }) } },
    async (request, reply) => {
      if (request.signedIn) await signOut(pool, actor(request), request.signedIn.tokenSha256)
      clearSessionCookie(request, reply)
      return reply.code(204).send(null)
    },
  )
}
