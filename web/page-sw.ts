// The service worker of a page that opens without a network (the guard's, the technician's): keeps that page and its files, and nothing
// else. What the API answers is never kept here, so that nothing old can pass for live. The build writes one for each such page.

interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchAsked extends Lifetime {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}
interface Shown extends Lifetime {
  readonly notification: { close(): void }
}
interface Client {
  focus(): Promise<unknown>
}
interface Worker {
  addEventListener(name: 'install' | 'activate', listener: (event: Lifetime) => void): void
  addEventListener(name: 'fetch', listener: (event: FetchAsked) => void): void
  addEventListener(name: 'notificationclick', listener: (event: Shown) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void>; matchAll(options: { type: 'window' }): Promise<Client[]>; openWindow(path: string): Promise<unknown> }
}

/** Written in by the build: the page's name, the version, the page's entry script, and every file that the page may load. */
const BUILT = JSON.parse('__PAGE_FILES__') as { name: string; version: string; entry: string; files: string[] }

const PAGE = `/${BUILT.name}`
const PREFIX = `xiaowei-${BUILT.name}-`
const CACHE = PREFIX + BUILT.version
/** A network that takes longer for the page is none, ms. */
const PATIENCE_MS = 3000
/** Pages of the version before may still be open and want their files. */
const KEEP_CACHES = 2

const worker = self as unknown as Worker
const files = new Set(BUILT.files)

worker.addEventListener('install', (event) => event.waitUntil(store()))
worker.addEventListener('activate', (event) => event.waitUntil(tidy()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(request))
  else if (files.has(pathname)) event.respondWith(file(request))
})
worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(
    worker.clients.matchAll({ type: 'window' }).then(([client]) => (client ? client.focus() : worker.clients.openWindow(PAGE))),
  )
})

/** Keeps page and files of one version, all or none: a page that names another version's script is not kept. */
async function store(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(BUILT.files)
  const response = await fetch(PAGE, { cache: 'no-store' })
  if (!response.ok || !(await response.clone().text()).includes(BUILT.entry)) throw new Error('the server has another version of the page')
  await cache.put(PAGE, response)
  await worker.skipWaiting()
}

async function tidy(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(names.slice(0, Math.max(0, names.length - KEEP_CACHES + 1)).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** The server's page while it answers, so that a new version is seen at once; else the one that was kept. */
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(PAGE)
  if (!kept) return fetch(request)
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS))
  const fresh = fetch(request).then(
    (response) => (response.status >= 500 ? kept : response),
    () => kept,
  )
  return Promise.race([fresh, late])
}

/** Most files carry the hash of their content in their name: whatever was kept under it is right. The others are this version's. */
async function file(request: Request): Promise<Response> {
  const isHashed = new URL(request.url).pathname.startsWith('/assets/')
  const kept = isHashed ? await caches.match(request.url) : await (await caches.open(CACHE)).match(request.url)
  return kept ?? fetch(request)
}
