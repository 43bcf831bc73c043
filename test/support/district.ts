import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Locator, type Page } from 'playwright-core'
import { test as base, expect } from 'vitest'
import type { Alarm, AlarmWithLog } from '#contracts/alarm.ts'
import type { Role, Scope } from '#contracts/session.ts'
import { type SyntheticDistrict, syntheticDistrict } from '#domain/synthetic-district.ts'
import { ensureWeb } from '../../server/build-web.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { seedDistrict } from '../../server/commands/seed-district.ts'
import { aBroker, app, loader, type Mosquitto } from './broker.ts'
import { chromiumOptions } from './chromium.ts'
import { type Command, Fleet, PASSWORD, Person } from './client.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'
import { type ServerProcess, startServer } from './server.ts'

const PRIMARY = '示例第一小学'
const KINDERGARTEN = '示例第一幼儿园'
const MIDDLE = '示例第一中学'

const PEOPLE: [username: string, name: string, role: Role, scope: Scope][] = [
  ['operator', '示例·值班员', 'operator', { kind: 'district' }],
  ['leader', '示例·值班长', 'shiftLeader', { kind: 'district' }],
  ['duty', '示例·带班领导', 'dutyLeader', { kind: 'district' }],
  ['guard', '示例·保安', 'guard', { kind: 'school', ids: ['demo-p001'] }],
  ['bureau', '示例·安全科', 'bureau', { kind: 'district' }],
  ['school', '示例·安全员', 'schoolOfficer', { kind: 'school', ids: ['demo-p001'] }],
  ['guard-m', '示例·中学保安', 'guard', { kind: 'school', ids: ['demo-m001'] }],
  ['head', '示例·校长', 'schoolHead', { kind: 'school', ids: ['demo-p001'] }],
  ['admin', '示例·系统管理员', 'systemAdmin', { kind: 'district' }],
  ['audit', '示例·审计管理员', 'auditor', { kind: 'district' }],
  ['guard-k', '示例·园保安', 'guard', { kind: 'school', ids: ['demo-k001'] }],
  ['security', '示例·安全保密管理员', 'securityAdmin', { kind: 'district' }],
  ['technician', '示例·运维', 'technician', { kind: 'district' }],
  ['department', '示例·市场监管联络员', 'department', { kind: 'department', ids: ['demo-d-market'] }],
]

export interface Button {
  readonly id: string
  readonly name: string
  /** By MQTT, as the device does it; resolves with the receipt. */
  press(): Promise<Command>
  /** Somebody opens its case; resolves with the receipt. */
  tamper(): Promise<Command>
}
export interface TestSchool {
  readonly id: string
  readonly name: string
  readonly button: Button
  /** All that speak the native protocol and are not silent. */
  readonly buttons: readonly Button[]
  readonly silent: Button
}

/** What stands behind a page: TimescaleDB, Mosquitto and the server in processes of their own, with a synthetic register. */
export class District {
  readonly server: ServerProcess
  readonly #register: SyntheticDistrict
  readonly #browser: Browser
  readonly #fleet: Fleet
  readonly #broker: Mosquitto
  readonly #database: FreshDatabase
  readonly #people = new Map<string, Promise<Person>>()
  readonly #others: ServerProcess[] = []

  private constructor(parts: {
    server: ServerProcess
    register: SyntheticDistrict
    browser: Browser
    fleet: Fleet
    broker: Mosquitto
    database: FreshDatabase
  }) {
    this.server = parts.server
    this.#register = parts.register
    this.#browser = parts.browser
    this.#fleet = parts.fleet
    this.#broker = parts.broker
    this.#database = parts.database
  }

  /** @param schools ids; all 175 when null. @param browser stays open when the district closes */
  static async open(schools: readonly string[] | null, browser: Browser): Promise<District> {
    const [database, broker] = await Promise.all([freshDatabase(), aBroker(), ensureWeb()])
    const register = schools ? partOf(syntheticDistrict(), schools) : syntheticDistrict()
    await seedDistrict(database.pool, register, () => {})
    for (const [username, name, role, scope] of PEOPLE)
      await ensureAccount(database.pool, { username, name, password: PASSWORD, role, scope, synthetic: true })
    const server = await startServer({
      DATABASE_URL: database.url,
      MQTT_URL: broker.url,
      MQTT_USERNAME: app.username,
      MQTT_PASSWORD: app.password,
      MAP_BASEMAP: 'streets',
      INSTANCE: 'browser',
    })
    const fleet = await Fleet.connect(broker.url, loader)
    return new District({ server, register, browser, fleet, broker, database })
  }

  async close(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()))
    await this.#fleet.end()
    for (const server of this.#others) await server.stop()
    await this.server.stop()
    await this.#broker.remove()
    await this.#database.drop()
  }

  get schools(): TestSchool[] {
    return this.#register.schools.map(({ name }) => this.school(name))
  }

  school(name: string): TestSchool {
    const school = this.#register.schools.find((one) => one.name === name)
    if (!school) throw new Error(`no school ${name}`)
    const natives = this.#register.devices.filter(
      ({ schoolId, kind, dialect }) => schoolId === school.id && kind === 'panicButton' && dialect === 'native',
    )
    const button = ({ id, name }: { id: string; name: string }): Button => ({
      id,
      name,
      press: () => this.#fleet.press(id, { school: school.id }),
      tamper: () => this.#fleet.press(id, { school: school.id, kind: 'tamper' }),
    })
    const one = (devices: typeof natives, what: string): Button => {
      const [first] = devices
      if (!first) throw new Error(`${name} has no native button that is ${what}`)
      return button(first)
    }
    const audible = natives.filter(({ silent }) => !silent)
    return {
      id: school.id,
      name,
      buttons: audible.map(button),
      get button() {
        return one(audible, 'audible')
      },
      get silent() {
        return one(
          natives.filter(({ silent }) => silent),
          'silent',
        )
      },
    }
  }

  /** Somebody elsewhere: the same account without a page. */
  person(username: string): Promise<Person> {
    const known = this.#people.get(username) ?? Person.signIn(this.server.url, username)
    this.#people.set(username, known)
    return known
  }

  /** What is open, as the server answers it to somebody else. */
  async openAlarms(): Promise<Alarm[]> {
    return (await (await this.person('leader')).get<{ items: Alarm[] }>('/alarms?state=open&limit=1000')).items
  }

  /** The open alarm of a button with its log. */
  async alarmOf(button: Button): Promise<AlarmWithLog> {
    const alarm = (await this.openAlarms()).find(({ deviceId }) => deviceId === button.id)
    if (!alarm) throw new Error(`no open alarm of ${button.id}`)
    return (await this.person('leader')).alarm(alarm.id)
  }

  /** A second server on the same database, for pages alone, otherwise configured; until the district closes. */
  async anotherServer(environment: Record<string, string>): Promise<ServerProcess> {
    const server = await startServer({
      DATABASE_URL: this.#database.url,
      MQTT_URL: this.#broker.url,
      MQTT_USERNAME: app.username,
      MQTT_PASSWORD: app.password,
      INSTANCE: `browser-${this.#others.length + 2}`,
      ROLES: 'api',
      ...environment,
    })
    this.#others.push(server)
    return server
  }

  newContext(baseURL = this.server.url): Promise<BrowserContext> {
    // Without motion a drag ends where the hand ends, so that two views can be compared.
    return this.#browser.newContext({ baseURL, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  }

  /** Somebody else's screen, until the district closes. */
  async anotherPage(username: string): Promise<Page> {
    const page = await (await this.newContext()).newPage()
    await this.signIn(page, username)
    return page
  }

  /** Through the form, as a person does; ends on the role's page, with its alarms fetched. */
  async signIn(page: Page, username: string): Promise<void> {
    await page.goto('/sign-in')
    await page.getByLabel('用户名').fill(username)
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('button', { name: '登录' }).click()
    const [home, calm] = username.startsWith('guard') ? ['**/guard', '本校无警情'] : ['**/control-room', '无未结警情']
    await page.waitForURL(home)
    if (home === '**/guard') await page.locator('#root main').waitFor() // the whole page: its first stage has given place
    await page.getByText(calm, { exact: true }).or(alarmList(page).getByRole('listitem').first()).waitFor()
  }

  /** How far and where the map stands: a pan moves its pane, a zoom changes its scale. */
  async mapView(page: Page): Promise<{ pane: string | null; scale: string | null }> {
    const pane = await page.locator('.leaflet-map-pane').getAttribute('style')
    return { pane, scale: await page.locator('.leaflet-control-scale-line').textContent() }
  }
}

/** The schools named, with all that is theirs. */
function partOf(district: SyntheticDistrict, ids: readonly string[]): SyntheticDistrict {
  const mine = ({ schoolId }: { schoolId: string | null }) => schoolId !== null && ids.includes(schoolId)
  return {
    ...district,
    schools: district.schools.filter(({ id }) => ids.includes(id)),
    campuses: district.campuses.filter(mine),
    devices: district.devices.filter(mine),
    people: district.people.filter(mine),
  }
}

/** The alarm list of a page, and its row for a school. */
export const alarmList = (page: Page): Locator => page.getByRole('list', { name: '警情' })
export const alarmRow = (page: Page, { name }: TestSchool): Locator => alarmList(page).getByRole('listitem').filter({ hasText: name })

/** Waits until the element says it. */
export const says = (locator: Locator, words: string | RegExp): Promise<void> => locator.filter({ hasText: words }).waitFor()

/** Waits until the open alarm has been drawn for long enough that a key counts: its keys get their caps. */
export const keysCount = (page: Page): Promise<void> => page.locator('[data-keys-count="true"]').waitFor()

/** What an assistive technology would stumble over on this page, in words. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`))
}

interface Fixtures {
  launch: LaunchOptions
  browser: Browser
  /** Ids of the schools behind the test; all 175 when null. */
  schools: readonly string[] | null
  district: District
  page: Page
}

const OPEN = ['demo-p001', 'demo-k001', 'demo-m001']
export const SCHOOLS = { primary: PRIMARY, kindergarten: KINDERGARTEN, middle: MIDDLE } as const

/** A test with a browser (one a worker), a district behind it (one a file) and a page in front (one a test), which must end without an error of its own. */
const withDistrict = (schools: readonly string[] | null) =>
  base.extend<Fixtures>({
    launch: [chromiumOptions(), { scope: 'worker' }],
    browser: [
      async ({ launch }, use) => {
        const browser = await chromium.launch(launch)
        await use(browser)
        await browser.close()
      },
      { scope: 'worker' },
    ],
    schools: [schools, { scope: 'file' }],
    district: [
      async ({ schools: behind, browser }, use) => {
        const district = await District.open(behind, browser)
        await use(district)
        await district.close()
      },
      { scope: 'file' },
    ],
    page: async ({ district }, use) => {
      const context = await district.newContext()
      context.setDefaultTimeout(60_000)
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await use(page)
      await context.close()
      expect(errors).toEqual([])
    },
  })

/** Three schools. */
export const test = withDistrict(OPEN)
/** All 175. */
export const testWhole = withDistrict(null)
