import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { openToAll } from './access.ts'
import { refused, sendProblem } from './problem.ts'

/** Where `npm run build` puts the web app; the same from the sources and from the bundle. */
export const BUILT_PAGES = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** Names the pages that are served: they name their hashed files, so another build has another id. '' when none is built. */
export function buildId(root = BUILT_PAGES): string {
  const files = ['index.html', 'control-room.html'].map((name) => path.join(root, name)).filter((file) => existsSync(file))
  if (files.length === 0) return ''
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 12)
}

const YEAR = 'public, max-age=31536000, immutable'

/** Serves the built web app: its hashed files for ever, its pages never from a cache. @param early what a page with the map needs beside its files */
export async function servePages(app: FastifyInstance, root: string, early: readonly string[] = []): Promise<void> {
  await app.register(
    openToAll(async (scope) => {
      await scope.register(fastifyStatic, {
        root,
        preCompressed: true, // the build lays .gz beside the files
        cacheControl: false,
        setHeaders: (reply, file) => void reply.header('cache-control', cacheOf(path.relative(root, file))),
      })
    }),
  )
  const notFound = (request: FastifyRequest, reply: FastifyReply) => answerUnknown(root, early, request, reply)
  // Looking for what is there is slowed down; a person's pages are few.
  app.setNotFoundHandler({ preHandler: app.rateLimit({ max: 600, timeWindow: '1 minute' }) }, notFound)
}

function cacheOf(file: string): string {
  if (file.endsWith('.html')) return 'no-store'
  return file.startsWith(`assets${path.sep}`) ? YEAR : 'no-cache'
}

/** A page's path gets the page, which then finds its own way; everything else that is unknown is a problem. */
function answerUnknown(root: string, early: readonly string[], request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const route = request.url.split('?')[0] ?? '/'
  if (!isPage(request.method, route))
    return sendProblem(reply, refused('not-found', `there is no ${request.method} ${route.slice(0, 200)}`))
  const [, own] = /^\/(guard|field|control-room)(?:\/|$)/.exec(route) ?? []
  const file = `${own ?? 'index'}.html`
  if (!existsSync(path.join(root, file))) return sendProblem(reply, refused('not-found', 'the web app is not built: npm run build'))
  // Asked for while the scripts are still being read. What every map needs is named in the page itself.
  if (own === 'control-room') for (const url of early) reply.header('link', `<${url}>; rel=preload; as=fetch; crossorigin=anonymous`)
  return reply.code(200).sendFile(file)
}

const isPage = (method: string, route: string): boolean =>
  (method === 'GET' || method === 'HEAD') && !/^\/(api|socket\.io|assets)(\/|$)/.test(route) && !/\.[^/]*$/.test(route)
