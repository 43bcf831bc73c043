// The control room in Chromium before the whole synthetic district: 175 schools, 1,000 buttons, 17,000 cameras.
import { setTimeout } from 'node:timers/promises'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { type SyntheticDistrict, syntheticDistrict } from '#domain/synthetic-district.ts'
import { ensureWeb } from '../../server/build-web.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { seedDistrict } from '../../server/commands/seed-district.ts'
import { migrate } from '../../server/store/migrate.ts'
import { appPool } from '../../server/store/pool.ts'
import { app, loader, type Mosquitto, startMosquitto } from '../support/broker.ts'
import { chromiumOptions } from '../support/chromium.ts'
import { Fleet } from '../support/client.ts'
import { administer, urlOf } from '../support/database.ts'
import { startServer } from '../support/server.ts'
import { OPERATOR, signIn } from './prepare.ts'
import { median } from './timed.ts'

export interface BrowserFigures {
  /** in a browser that has nothing cached: the first one while the server has only just started, then others */
  cold: ColdLoad[]
  /** the longest task of the page's thread while the hand pans and zooms, ms */
  longestTask: number
  /** ms from an alarm's message to its marker's first frame: the median and the longest */
  drawn: { p50: number; most: number }
  /** what the heap has grown by after thousands of changes, MB */
  heapGrowth: number
}

/** ms from the navigation */
export interface ColdLoad {
  /** anything to read */
  paint: number
  ground: number
  campuses: number
}

const COLD_LOADS = 4
const PRESSES = 30
const CHANGES = 3_000
const PATIENCE_MS = 60_000

// Notes when an alarm's message reaches the page, and when its marker's frame has been drawn.
const WATCH = `
  globalThis.heard = []; globalThis.drawn = [];
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(...parts) {
      super(...parts);
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes('["alarm",')) heard.push(performance.now());
      });
    }
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element && node.classList.contains('alarm-icon'))
          requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => drawn.push(performance.now()); port2.postMessage(0); });
  }).observe(document, { childList: true, subtree: true });
`

/** A server of its own on the whole synthetic district. */
async function stage(server: string, district: SyntheticDistrict, broker: Mosquitto) {
  const name = 'bench_browser'
  await administer(server, `drop database if exists ${name} with (force)`, `create database ${name}`)
  const url = urlOf(server, name)
  await migrate(url)
  const pool = appPool(url, { max: 2 })
  await seedDistrict(pool, district, () => {})
  await ensureAccount(pool, { ...OPERATOR, name: '示例·值班员', role: 'operator', scope: { kind: 'district' }, synthetic: true })
  await pool.end()
  return startServer({
    DATABASE_URL: url,
    MQTT_URL: broker.url,
    MQTT_USERNAME: app.username,
    MQTT_PASSWORD: app.password,
    MAP_BASEMAP: 'streets',
    INSTANCE: 'bench-browser',
    LOG_LEVEL: 'error',
  })
}

/** The longest task of the page's own thread during the work, ms, by Chromium's trace. */
async function longestTask(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel', '__metadata'] })
  await work()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: { name: string; ph: string; pid: number; tid: number; dur?: number; args?: { name?: string } }[]
  }
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  )
  const tasks = traceEvents.filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && main.has(`${pid}/${tid}`))
  if (tasks.length === 0) throw new Error('the trace has no task of the page')
  return tasks.reduce((most, { dur }) => Math.max(most, (dur ?? 0) / 1000), 0)
}

/** Asks again until it holds: the page's policy forbids what waits inside it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const give = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > give) throw new Error('what the bench waits for did not come')
    await setTimeout(20)
  }
}

/** When something was there for the first time, as the browser or the page itself notes it (web/map/first-time.ts), ms from the navigation. */
async function firstTime(page: Page, what: 'first-contentful-paint' | 'map:picture' | 'map:ground' | 'map:cameras'): Promise<number> {
  const read = () => page.evaluate<number | null>(`performance.getEntriesByName('${what}')[0]?.startTime ?? null`)
  await until(async () => (await read()) !== null)
  return (await read()) ?? Number.NaN
}

/** Pans by hand and turns the wheel, down to the single camera and back. */
async function panAndZoom(page: Page): Promise<void> {
  await page.mouse.move(900, 540)
  for (const wheel of [-400, -400, 400, 400]) {
    const scale = page.locator('.leaflet-control-scale-line').first()
    const before = await scale.textContent()
    await page.mouse.wheel(0, wheel)
    await until(async () => (await scale.textContent()) !== before) // the zoom has ended
    await page.mouse.down()
    await page.mouse.move(600, 400, { steps: 20 })
    await page.mouse.move(1100, 700, { steps: 20 })
    await page.mouse.move(900, 540, { steps: 10 })
    await page.mouse.up()
  }
}

const heapMb = async (devtools: CDPSession): Promise<number> => {
  await devtools.send('HeapProfiler.collectGarbage')
  return (await devtools.send('Runtime.getHeapUsage')).usedSize / 1e6
}

/** The control room opened by a browser that has never seen it. */
async function openCold(url: string, session: string): Promise<{ browser: Browser; page: Page; times: ColdLoad }> {
  const browser = await chromium.launch(chromiumOptions())
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
  const [name, value] = session.split(/=(.*)/s)
  await context.addCookies([{ name: name ?? '', value: value ?? '', url }])
  const page = await context.newPage()
  await page.addInitScript(WATCH)
  await page.goto(`${url}/control-room`, { waitUntil: 'commit' })
  const [ground, campuses] = [await firstTime(page, 'map:ground'), await firstTime(page, 'map:picture')]
  return { browser, page, times: { paint: await firstTime(page, 'first-contentful-paint'), ground, campuses } }
}

/** @param server TimescaleDB, whose superuser may create databases */
export async function browserFigures(server: string): Promise<BrowserFigures> {
  const district = syntheticDistrict()
  const [broker] = await Promise.all([startMosquitto({ logDenied: false }), ensureWeb()])
  const running = await stage(server, district, broker)
  const fleet = await Fleet.connect(broker.url, loader)
  let opened: Awaited<ReturnType<typeof openCold>> | undefined
  try {
    const session = await signIn(running.url, OPERATOR)
    const cold: ColdLoad[] = []
    for (let n = 0; n < COLD_LOADS; n++) {
      await opened?.browser.close()
      opened = await openCold(running.url, session)
      cold.push(opened.times)
    }
    if (!opened) throw new Error('no control room was opened')
    const { browser, page } = opened
    await firstTime(page, 'map:cameras')
    await page.getByText('/ 17000').waitFor()
    const longest = await longestTask(browser, page, () => panAndZoom(page))

    const placed = new Set(district.devices.filter(({ position }) => position).map(({ id }) => id))
    const buttons = district.devices.filter(
      ({ id, kind, dialect, silent }) => kind === 'panicButton' && dialect === 'native' && !silent && placed.has(id),
    )
    for (const [n, { id, schoolId }] of buttons.slice(0, PRESSES).entries()) {
      await fleet.press(id, { school: schoolId })
      await until(async () => (await page.evaluate<number>('drawn.length')) > n)
    }
    const [heard, drawn] = await page.evaluate<[number[], number[]]>('[heard, drawn]')
    const waits = drawn.map((at, n) => at - Math.max(...heard.filter((told, i) => i >= n && told <= at).slice(0, 1)))

    const devtools = await page.context().newCDPSession(page)
    const before = await heapMb(devtools)
    for (let sent = 0; sent < CHANGES; sent += PRESSES)
      await Promise.all(buttons.slice(0, PRESSES).map(({ id, schoolId }) => fleet.press(id, { school: schoolId })))
    await until(async () => (await page.evaluate<number>('heard.length')) >= PRESSES + CHANGES)
    return {
      cold,
      longestTask: longest,
      drawn: { p50: median(waits), most: Math.max(...waits) },
      heapGrowth: (await heapMb(devtools)) - before,
    }
  } finally {
    await opened?.browser.close()
    await fleet.end()
    await running.stop()
    await broker.remove()
  }
}
