import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  ChangePassword,
  ConfirmIdentity,
  EnrolPhone,
  OfferSecondFactor,
  ProveSecondFactor,
  SecondFactorOffer,
  Session,
  SignIn,
} from '#contracts/session.ts'
import { homeOf, type Principal } from '#domain/policy.ts'
import { changePassword } from '../commands/change-password.ts'
import { confirmIdentity } from '../commands/confirm-identity.ts'
import { enrolPhone } from '../commands/enrol-phone.ts'
import { offerSecondFactor } from '../commands/offer-second-factor.ts'
import { proveSecondFactor } from '../commands/prove-second-factor.ts'
import { signIn } from '../commands/sign-in.ts'
import { signOut } from '../commands/sign-out.ts'
import type { ReadKey } from '../store/installation-key.ts'
import type { Pool } from '../store/pool.ts'
import { readSchoolNames } from '../store/school.ts'
import { hasSecondFactor } from '../store/second-factor.ts'
import { principalOf, SESSION_COOKIE, tokenOf } from '../store/session.ts'
import { actor, principal, signedIn } from './access.ts'
import { reads, writes } from './answer.ts'
import { clearSessionCookie, setSessionCookie } from './cookie.ts'
import type { UnitOptions } from './export.ts'
import { accepted, ProblemError, refused } from './problem.ts'

// Of one address a minute: far above a school behind one router, far below what guessing or hashing without end would need.
const PUBLIC_LIMIT = { max: 300, timeWindow: '1 minute' }

/** When a second factor is asked for (R53). */
export interface FactorOptions {
  /** Whether those who need one must have one; without, whoever has set one up. */
  factorRequired?: boolean
  /** Whether an address is outside the house. */
  isRemote?: (address: string) => boolean
}

type SessionDeps = UnitOptions & FactorOptions & { pool: Pool; readKey: ReadKey }

async function toSession(
  { pool, unitName = '' }: SessionDeps,
  { accountId, username, name, role, scope, session, schoolIds, departments }: Principal,
): Promise<Session> {
  const secondFactor = await hasSecondFactor(pool, accountId)
  const schools = await readSchoolNames(pool, scope.kind === 'school' ? (schoolIds ?? []) : [])
  return {
    user: { username, name },
    role,
    scope,
    home: homeOf(role),
    kind: session,
    secondFactor,
    unit: unitName,
    schools,
    departments: [...departments],
  }
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
  const { pool, readKey } = deps
  app.post(
    '/session',
    {
      config: { right: 'public', rateLimit: PUBLIC_LIMIT },
      schema: { operationId: 'signIn', tags: ['session'], body: SignIn, response: writes({ 200: Session }, 429) },
    },
    async (request, reply) => {
      const result = await signIn(pool, readKey, {
        ...request.body,
        ...sender(request),
        replaces: tokenOf(request.headers.cookie),
        factorRequired: deps.factorRequired ?? false,
        remote: deps.isRemote?.(request.ip) ?? false,
      })
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
      await signOut(pool, actor(request), signedIn(request).tokenSha256)
      clearSessionCookie(request, reply)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/session/confirm',
    {
      config: { right: 'signedIn', rateLimit: PUBLIC_LIMIT },
      schema: { operationId: 'confirmIdentity', tags: ['session'], body: ConfirmIdentity, response: writes({ 204: z.null() }, 422, 429) },
    },
    async (request, reply) => {
      accepted(await confirmIdentity(pool, readKey, actor(request), signedIn(request).tokenSha256, request.body))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/session/second-factor',
    {
      config: { right: 'signedIn', rateLimit: PUBLIC_LIMIT },
      schema: {
        operationId: 'offerSecondFactor',
        tags: ['session'],
        body: OfferSecondFactor,
        response: writes({ 200: SecondFactorOffer }, 409, 422, 429),
      },
    },
    async (request) => accepted(await offerSecondFactor(pool, readKey, actor(request), request.body)).offer,
  )
  app.put(
    '/session/second-factor',
    {
      config: { right: 'signedIn', rateLimit: PUBLIC_LIMIT },
      schema: {
        operationId: 'proveSecondFactor',
        tags: ['session'],
        body: ProveSecondFactor,
        response: writes({ 204: z.null() }, 422, 429),
      },
    },
    async (request, reply) => {
      accepted(await proveSecondFactor(pool, readKey, actor(request), signedIn(request).tokenSha256, request.body.code))
      return reply.code(204).send(null)
    },
  )
  app.put(
    '/session/password',
    {
      config: { right: 'signedIn', rateLimit: PUBLIC_LIMIT },
      schema: { operationId: 'changePassword', tags: ['session'], body: ChangePassword, response: writes({ 204: z.null() }, 422, 429) },
    },
    async (request, reply) => {
      accepted(await changePassword(pool, readKey, actor(request), signedIn(request).tokenSha256, request.body))
      return reply.code(204).send(null)
    },
  )
}
