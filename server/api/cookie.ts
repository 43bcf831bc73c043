import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_COOKIE, SESSION_SECONDS } from '../store/session.ts'

const LOOPBACK = /^(localhost|([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'via'] as const

/** Whether the browser itself speaks plain http to this machine: the only case in which a cookie may go without Secure. */
function isLoopbackHttp({ protocol, headers }: Pick<FastifyRequest, 'protocol' | 'headers'>): boolean {
  // A proxy beside us may rewrite Host to 127.0.0.1, so a request that was forwarded is nobody's loopback.
  return protocol === 'http' && LOOPBACK.test(headers.host ?? '') && FORWARDED.every((name) => headers[name] === undefined)
}

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: !isLoopbackHttp(request) }) as const

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string, kind: keyof typeof SESSION_SECONDS): void {
  reply.setCookie(SESSION_COOKIE, token, { ...attributes(request), maxAge: SESSION_SECONDS[kind] })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, attributes(request))
}
