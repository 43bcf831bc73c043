// Who may call which route: every route says so in its `config.right`, and one hook asks.
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { isOfDistrict, may, mustConfirm, type Principal, type Right } from '#domain/policy.ts'
import { type Actor, actedBy } from '../commands/actor.ts'
import { audit } from '../store/audit.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { principalOf, type SignedIn } from '../store/session.ts'
import { checkOrigin } from './origin.ts'
import { refused } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Required: a right of the policy, or who else may come; a route for `apiKey` asks for the key itself. */
    right?: Right | 'public' | 'signedIn' | 'apiKey'
    /** Name of the act in the audit log, for acts that do not write their own line. */
    audit?: string
    /** Whether what leaves here wants a word about who is at a desk that stays signed in (R54). */
    leavesHouse?: true
  }
  interface FastifyRequest {
    signedIn: SignedIn | null
    /** What an audited act was done to, where the path does not say. */
    auditObject: string | null
    /** The kind of problem that was answered. */
    refusedAs: string | null
  }
}

/** Header: who did what is sent, by percent-encoded user name. */
export const ACTING_USER = 'acting-user'
const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** The session that the request came in. Only for routes that are not public. */
export function signedIn(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw refused('not-signed-in', 'sign in first')
  return request.signedIn
}

/** Who sent the request. Only for routes that are not public. */
export const principal = (request: FastifyRequest): Principal => signedIn(request).principal

export const actor = (request: FastifyRequest): Actor => ({ principal: principal(request), address: request.ip })

/** An act that was kept on a device is taken only in the session of who did it: the cookie may be another's by now. */
function checkActor(request: FastifyRequest): void {
  const claimed = request.headers[ACTING_USER]
  if (claimed !== undefined && claimed !== encodeURIComponent(principal(request).username))
    throw refused('other-session', 'this was done by somebody else than whose session it is: send it once that person has signed in')
}

/** Asks the policy before a route is entered, and writes down whom it refused and what was done. */
export const access = fp<{ pool: Pool }>(async (app, { pool }) => {
  app.decorateRequest('signedIn', null)
  app.decorateRequest('auditObject', null)
  app.decorateRequest('refusedAs', null)
  // Before the body is read: who may not come in is not listened to.
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    if (!READING.includes(request.method) && !checkOrigin(request.headers))
      throw refused('foreign-origin', 'expected a request of this site’s own pages')
    const { right, leavesHouse } = request.routeOptions.config
    if (right === 'public' || right === 'apiKey') return
    request.signedIn = await principalOf(pool, request.headers.cookie)
    const { role, session, scope } = principal(request)
    checkActor(request)
    if (right === 'signedIn') return
    if (session === 'enrolling')
      throw refused('not-allowed', 'this account must set up a second factor first: POST and PUT /api/v1/session/second-factor')
    if (right !== undefined && may({ role, session, scope }, right)) {
      if (leavesHouse && mustConfirm({ role, session }, signedIn(request).confirmedAt.getTime(), Date.now()))
        throw refused('confirm-identity', 'this workstation stays signed in: say again who is at it, by POST /api/v1/session/confirm')
      return
    }
    await record(request, pool, 'refused', 'not-allowed')
    const here = session === 'phone' ? ' on an enrolled phone' : right && isOfDistrict(right) ? ` with a scope of kind ${scope.kind}` : ''
    throw refused('not-allowed', `${right ?? 'no right'} is not among the rights of ${role}${here}`)
  })
  // Before the answer leaves: what was told to the caller is in the log.
  app.addHook('onSend', async (request, reply) => {
    const { audit: action } = request.routeOptions.config
    if (action === undefined || !request.signedIn || request.refusedAs === 'not-allowed') return
    await record(request, pool, action, resultOf(request, reply))
  })
})

const resultOf = ({ refusedAs }: FastifyRequest, { statusCode }: FastifyReply): string =>
  statusCode < 400 ? 'ok' : (refusedAs ?? String(statusCode))

function record(request: FastifyRequest, pool: Pool, action: string, result: string): Promise<void> {
  const { id } = (request.params ?? {}) as { id?: string }
  const object =
    request.auditObject ?? (action === 'refused' ? `${request.method} ${request.url.split('?')[0]}`.slice(0, 300) : (id ?? null))
  return transaction(pool, (db) => audit(db, { ...actedBy(actor(request)), action, object, result }))
}

/** Remembers every route, so that {@link checkPolicies} can find one that nobody protects. Call it before any route is added. */
export function watchRoutes(app: FastifyInstance): RouteOptions[] {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  return routes
}

/** @throws naming the first route that does not say who may call it */
export function checkPolicies(routes: readonly RouteOptions[]): void {
  const open = routes.find(({ config }) => config?.right === undefined)
  if (open) throw new Error(`route ${String(open.method)} ${open.url} does not say who may call it: give it config.right`)
}

/** Adds third parties' routes (static files, documentation), which hold nothing that is anybody's. */
export const openToAll = (register: (scope: FastifyInstance) => Promise<void>) => async (scope: FastifyInstance) => {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, right: 'public' }
  })
  await register(scope)
}
