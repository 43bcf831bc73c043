import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type District, SCHOOLS, says, test } from '../support/district.ts'

/** A phone on which a guard is signed in and nothing is kept; its whole page stays on the way until it is let through. */
async function heldPhone(page: Page, district: District, username: string): Promise<{ phone: Page; letThrough: () => void }> {
  await district.signIn(page, username)
  const cookies = await page.context().cookies()
  await page.goto('about:blank') // one page of this guard at a time
  const browser = page.context().browser()
  if (!browser) throw new Error('no browser')
  const context = await browser.newContext({
    baseURL: district.server.url,
    locale: 'zh-CN',
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  context.setDefaultTimeout(20_000)
  await context.addCookies(cookies)
  const phone = await context.newPage()
  let letThrough = () => {}
  const held = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await phone.route('**/assets/guard-page-*.js', async (route) => {
    await held
    await route.continue()
  })
  return { phone, letThrough }
}

const wholePage = (phone: Page) => phone.locator('#root main')

test('the first alarm is answered before the whole page has come, which then goes on from there', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  const { phone, letThrough } = await heldPhone(page, district, 'guard')
  await school.button.press()
  await phone.goto('/guard')
  await phone.getByRole('heading', { name: school.button.name }).waitFor()
  const go = phone.getByRole('button', { name: '我去' })
  const [early, cannot] = [await go.boundingBox(), await phone.getByRole('button', { name: '去不了' }).boundingBox()]
  expect(Math.min(early?.height ?? 0, cannot?.height ?? 0)).toBeGreaterThanOrEqual(128) // R18
  await go.tap()
  await says(phone.getByRole('status'), '已送达：我去')
  const arrived = phone.getByRole('button', { name: '已到场' })
  expect(await arrived.boundingBox()).toEqual(early)
  expect(await wholePage(phone).count()).toBe(0)
  letThrough()
  await wholePage(phone).waitFor()
  expect(await arrived.boundingBox()).toEqual(early) // nothing moves under the thumb
  await says(phone.getByRole('status'), '已送达：我去')
  await arrived.tap()
  await says(phone.getByRole('status'), '已送达：已到场')
  await expect
    .poll(async () =>
      (await district.alarmOf(school.button)).log
        .filter(({ by }) => by === 'guard')
        .map(({ kind }) => kind)
        .sort(),
    )
    .toEqual(expect.arrayContaining(['answered', 'arrived', 'shown']))
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'answered')).toHaveLength(1)
  await phone.context().close()
})

test('a finger on an answer is not robbed of it by the whole page', async ({ page, district }) => {
  const school = district.school(SCHOOLS.middle)
  const { phone, letThrough } = await heldPhone(page, district, 'guard-m')
  await school.button.press()
  await phone.goto('/guard')
  const box = await phone.getByRole('button', { name: '去不了' }).boundingBox()
  if (!box) throw new Error('no answer is drawn')
  await phone.mouse.move(box.x + 40, box.y + 40)
  await phone.mouse.down()
  letThrough()
  await wholePage(phone).waitFor({ state: 'attached' })
  expect(await wholePage(phone).isVisible()).toBe(false)
  await phone.mouse.up()
  await wholePage(phone).waitFor()
  await says(phone.getByRole('status'), '已送达：去不了')
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'answered')).toMatchObject([{ by: 'guard-m', data: { answer: 'cannot' } }])
  await phone.context().close()
})

test('an answer without receipt is 未送达 before and after the whole page has come, and goes out once', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  const { phone, letThrough } = await heldPhone(page, district, 'guard-k')
  await school.button.press()
  await phone.route('**/answer', (route) => route.abort())
  await phone.goto('/guard')
  await phone.getByRole('button', { name: '去不了' }).tap()
  const unsent = phone.getByRole('alert').filter({ hasText: '未送达' })
  await unsent.getByRole('link', { name: '110' }).waitFor()
  await unsent.getByRole('link', { name: '拨打学校安全员' }).waitFor()
  letThrough()
  await wholePage(phone).waitFor()
  await says(unsent, '“去不了”')
  await phone.unroute('**/answer')
  await says(phone.getByRole('status'), '已送达：去不了')
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'answered')).toMatchObject([{ by: 'guard-k', data: { answer: 'cannot' } }])
  await phone.context().close()
})
