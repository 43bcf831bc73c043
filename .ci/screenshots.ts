// npm run screenshots: pictures of every screen and state into screenshots/ (not kept in the repository), from a demo of its own; with words
// behind -- only of those whose name has one of them (guard, bureau-map, control-room-flood). With DATA_DIR its district is kept there, so
// that the next run need not make it again.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { chromiumOptions } from '../test/support/chromium.ts'
import { Fleet } from '../test/support/client.ts'
import { aPicture } from '../test/support/picture.ts'
import { freePort } from '../test/support/process.ts'

const wanted = process.argv.slice(2)
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((word) => name.includes(word))

const PASSWORD = 'demo-password'
const OUT = path.resolve('screenshots')
type Sizes = readonly (readonly [width: number, height: number])[]
const PHONES: Sizes = [
  [390, 844],
  [360, 640],
]
const DESKS: Sizes = [[1920, 1080], [1366, 768], ...PHONES]
/** The control room is looked at on a wall too. */
const ROOM: Sizes = [[3840, 1080], ...DESKS]
/** The last is a phone of 390 px zoomed in threefold. */
const HAND: Sizes = [...PHONES, [130, 281]]
const LOOKS = [
  ['dark', 'zh-CN'],
  ['light', 'zh-CN'],
  ['dark', 'en'],
  ['light', 'en'],
] as const
/** The guard's page has one theme, for the sun. */
const SUN = [
  ['light', 'zh-CN'],
  ['light', 'en'],
] as const

/**
 * A machine with a loudspeaker, whose operator has said at the start of the shift that the alarm is heard: without either the strip is red,
 * and every picture would show that instead of its own state.
 */
const HEARING = (user: string) => `{
  localStorage.setItem('xiaowei.heard', ${JSON.stringify(user)} + '@' + Date.now())
  const speaker = { kind: 'audiooutput', deviceId: 'speaker', groupId: 'desk', label: 'Loudspeaker' }
  if (navigator.mediaDevices) navigator.mediaDevices.enumerateDevices = async () => [speaker]
}`

interface Stage {
  page: Page
  context: BrowserContext
  press: (schoolId: string, deviceId: string) => Promise<unknown>
  take: (name: string, sizes?: Sizes) => Promise<void>
}

/** Homes of everybody, as they are when nothing waits; every page that a desk's navigation leads to is taken too. */
const HOMES: [user: string, page: string][] = [
  ['operator', '/control-room'],
  ['operator', '/legend'],
  ['operator', '/control-room?wall'],
  ['guard', '/guard'],
  ['operator', '/control-room/map'],
  ['operator', '/control-room/incidents'],
  ['leader', '/control-room'],
  ['duty', '/control-room'],
  ['school', '/school'],
  ['school', '/school/incidents'],
  ['head', '/school'],
  ['bureau', '/bureau'],
  ['department', '/department'],
  ['police', '/department'],
  ['technician', '/technician'],
  ['vendor', '/technician'],
  ['admin', '/admin'],
  ['security', '/'],
  ['audit', '/'],
]

const USERS = HOMES.map(([user]) => user)
/** Whether a picture of this user's pages may be wanted: not where every word names somebody else's. */
const mayBeWanted = (user: string): boolean =>
  wanted.length === 0 || wanted.some((word) => word.startsWith(user) || ![...USERS, 'control-room'].some((name) => word.startsWith(name)))

/** The control room from the first alarm to the flood, each state by the keys that an operator presses. */
async function controlRoom({ page, context, press, take }: Stage): Promise<void> {
  await page.keyboard.press('v')
  await take('control-room-sound')
  await page.keyboard.press('Escape')
  await Promise.all([press('demo-p001', 'demo-p001-b1'), press('demo-k001', 'demo-k001-b1')])
  await page.waitForTimeout(2_000)
  await take('control-room-alarm')
  for (const [key, name] of [
    ['1', 'call'],
    ['9', 'called'],
    [' ', 'acknowledged'],
    ['d', 'dispatch'],
    ['4', 'dispatched'],
    ['c', 'close'],
    ['Escape', 'escape'],
    ['?', 'keys'],
  ] as const) {
    await page.keyboard.press(key)
    await page.waitForTimeout(1_200)
    await take(`control-room-${name}`)
  }
  await page.keyboard.press('Escape')
  const { items } = (await (await context.request.get('/api/v1/devices?kind=panicButton&dialect=native&limit=400')).json()) as {
    items: { id: string; schoolId: string }[]
  }
  await Promise.all(items.slice(0, 120).map(({ id, schoolId }) => press(schoolId, id)))
  await page.waitForTimeout(4_000)
  await take('control-room-flood')
  await context.setOffline(true)
  await page.getByText('画面不是实时的').or(page.getByText('not live')).first().waitFor()
  await take('control-room-stale')
  await context.setOffline(false)
}

/** The guard's page from the press to the photo, then without network, and an SOS. */
async function guardPhone({ page, context, press, take }: Stage): Promise<void> {
  const button = (name: RegExp) => page.getByRole('button', { name }).first()
  const settle = () => page.waitForTimeout(1_500)
  await page.locator('summary').first().click()
  await take('guard-device', PHONES)
  await button(/大字|Large type/).click()
  await take('guard-large', HAND)
  await press('demo-p001', 'demo-p001-b1')
  await button(/我去|I am going/).waitFor()
  await take('guard-alarm-large', PHONES)
  await button(/标准字|Normal type/).click()
  await take('guard-alarm', HAND)
  await button(/去不了|I cannot/).click()
  await settle()
  await take('guard-cannot', PHONES)
  await button(/我去|I am going/).click()
  await settle()
  await take('guard-going', HAND)
  await button(/已到场|I have arrived/).click()
  await settle()
  await take('guard-arrived', PHONES)
  await page.locator('input[type=file]').setInputFiles({ name: 'gate.png', mimeType: 'image/png', buffer: aPicture(1200, 90) })
  await settle()
  await take('guard-photo', PHONES)
  await context.setOffline(true)
  await button(/持械|weapon/).click()
  await page.getByText(/^(未送达|NOT DELIVERED)$/).waitFor()
  await take('guard-undelivered', HAND)
  await context.setOffline(false)
  await page.getByText(/^(未送达|NOT DELIVERED)$/).waitFor({ state: 'detached' })
  await button(/SOS/).focus()
  await page.keyboard.down('Enter')
  await page.getByRole('heading', { name: /你按下的 SOS|Your SOS/ }).waitFor()
  await page.keyboard.up('Enter')
  await take('guard-sos', HAND)
  await context.setOffline(true)
  page.once('dialog', (dialog) => void dialog.accept())
  await button(/^(退出|Sign out)$/).click()
  await page.getByText(/此页已锁定|This page is locked/).waitFor()
  await take('guard-leaving', PHONES)
  await context.setOffline(false)
}

/** Opens a page; where the one before is itself on its way to another address, the browser gives this one up, and it is opened again. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url).catch(() => page.goto(url))
  await page.waitForTimeout(2_000)
}

/** Closes what an earlier run has left open in a district that was kept: the pictures begin with a calm day. */
async function calm({ request }: BrowserContext): Promise<void> {
  const { items } = (await (await request.get('/api/v1/alarms?state=open&limit=1000')).json()) as {
    items: { id: string; version: number }[]
  }
  for (const { id, version } of items)
    await request.post(`/api/v1/alarms/${id}/close`, {
      data: { version, disposition: 'test', validationLevel: 0, note: 'screenshots' },
      headers: { 'idempotency-key': randomUUID() },
    })
}

/** A demo in a folder of its own; resolves when it is ready. */
async function startDemo(folder: string, port: number, mqttPort: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/demo.ts'], {
    env: { ...process.env, DATA_DIR: folder, PORT: String(port), MQTT_PORT: String(mqttPort), DEMO_PASSWORD: PASSWORD, DEMO_DEVICES: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line)
    if (line.startsWith('ready')) return child
  }
  throw new Error('the demo did not start')
}

const kept = process.env.DATA_DIR
const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'xiaowei-screenshots-')))
const [port, mqttPort] = [await freePort(), await freePort()]
const demo = await startDemo(folder, port, mqttPort)
const browser = await chromium.launch(chromiumOptions())
try {
  await mkdir(OUT, { recursive: true })
  const fleet = await Fleet.connect(`mqtt://127.0.0.1:${mqttPort}`, { username: 'demo', password: PASSWORD })
  const open = async (user: string, url: string): Promise<Stage> => {
    const context = await browser.newContext({ baseURL: `http://127.0.0.1:${port}`, locale: 'zh-CN', reducedMotion: 'reduce' })
    await context.request.post('/api/v1/session', { data: { username: user, password: PASSWORD } })
    await context.addInitScript(HEARING(user))
    const page = await context.newPage()
    await page.goto(url)
    await page.mouse.click(1, 1) // a browser lets nothing sound before the first touch
    const take = async (name: string, sizes: Sizes = name.startsWith('operator') || name.startsWith('control') ? ROOM : DESKS) => {
      if (!isWanted(name)) return
      for (const [theme, language] of user.startsWith('guard') ? SUN : LOOKS) {
        await page.evaluate(`localStorage.setItem('xiaowei.theme', '${theme}'); document.documentElement.dataset.theme = '${theme}'`)
        // Not by the mouse: a dialog may lie over the key, a narrow strip hides it, and some pages are nobody's and have none.
        if ((await page.evaluate<string>('document.documentElement.lang')) !== language)
          await page.evaluate(`document.querySelector('button[aria-label="语言"], button[aria-label="Language"]')?.click()`)
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height })
          await page.evaluate('scrollTo(0, 0)')
          await page.waitForTimeout(250)
          await page.screenshot({ path: path.join(OUT, `${name}-${width}x${height}-${theme}-${language}.png`) })
        }
      }
      console.log(name)
    }
    return { page, context, take, press: (schoolId, deviceId) => fleet.press(deviceId, { school: schoolId }) }
  }
  if (kept !== undefined) {
    const room = await open('operator', '/legend')
    await calm(room.context)
    await room.context.close()
  }
  for (const [user, url] of HOMES) {
    if (!mayBeWanted(user)) continue
    const stage = await open(user, url)
    await stage.page.waitForTimeout(2_000)
    const nameOf = (path: string) => `${user}-${path.replace(/\W+/g, '-').replace(/^-|-$/g, '')}`
    await stage.take(nameOf(url))
    const links = stage.page.getByRole('navigation').getByRole('link')
    const paths = await links.evaluateAll((found) => found.map((link) => (link as unknown as { pathname: string }).pathname))
    for (const path of new Set(paths)) {
      if (!isWanted(nameOf(path))) continue
      await visit(stage.page, path)
      await stage.take(nameOf(path))
    }
    await stage.context.close()
  }
  if (wanted.length === 0 || wanted.some((word) => word.startsWith('control-room'))) {
    const stage = await open('operator', '/control-room')
    await stage.page.waitForTimeout(2_000)
    await controlRoom(stage)
  }
  if (mayBeWanted('guard')) {
    const two = await open('security', '/')
    const scope = { kind: 'school', ids: ['demo-p001', 'demo-k001'] }
    const data = { username: 'guard-of-two', name: '示例·两校保安', role: 'guard', scope, password: PASSWORD }
    await two.context.request.post('/api/v1/accounts', { data }) // there already in a district that was kept
    await two.context.close()
    const between = await open('guard-of-two', '/guard')
    await between.take('guard-schools', HAND)
    await between.context.close()
    const nobody = await open('guard-to-be', '/guard')
    await nobody.take('guard-enrol', HAND)
    await nobody.context.close()
    await guardPhone(await open('guard', '/guard'))
  }
  await fleet.end()
} finally {
  await browser.close()
  demo.kill('SIGTERM')
  await new Promise((resolve) => demo.once('exit', resolve))
  if (kept === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
