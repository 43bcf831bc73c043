import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { alarmRow, barriers, type District, SCHOOLS, says, test } from '../support/district.ts'
import { aPicture } from '../support/picture.ts'

/** A small old phone with a touch screen, and nothing else to point with. */
async function phoneOf(page: Page, district: District): Promise<Page> {
  const browser = page.context().browser()
  if (!browser) throw new Error('no browser')
  const context = await browser.newContext({
    baseURL: district.server.url,
    locale: 'zh-CN',
    timezoneId: 'America/New_York', // the district's time is shown whatever the phone's zone
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(20_000)
  return context.newPage()
}

const sosOf = async (district: District, username: string): Promise<Alarm | undefined> =>
  (await district.openAlarms()).find(({ raisedBy }) => raisedBy === username)

test('a guard is alarmed and says 我去 and 已到场 with one thumb and two touches', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  const phone = await phoneOf(page, district)
  await district.signIn(phone, 'guard')
  await phone.getByText('此页开着').waitFor()
  await phone.getByText('本机').first().tap() // he reads what the phone lacks, in large type, far down the page
  await phone.getByRole('button', { name: '大字' }).tap()
  await phone.getByRole('button', { name: '退出' }).scrollIntoViewIfNeeded()
  await school.button.press()
  await phone.getByRole('heading', { name: school.button.name }).waitFor()
  await expect.poll(() => phone.evaluate('scrollY')).toBe(0)
  await phone.getByRole('button', { name: '标准字' }).tap()
  await phone.evaluate('scrollTo(0, 0)')
  const [go, cannot] = [phone.getByRole('button', { name: '我去' }), phone.getByRole('button', { name: '去不了' })]
  const [upper, lower] = [await go.boundingBox(), await cannot.boundingBox()]
  if (!upper || !lower) throw new Error('the answers are not drawn')
  expect(Math.min(upper.height, lower.height)).toBeGreaterThanOrEqual(128) // R18, and both before any scrolling at 360 × 640
  expect(lower.y - (upper.y + upper.height)).toBeGreaterThanOrEqual(16)
  const bar = await phone.getByRole('button', { name: /SOS/ }).boundingBox()
  expect(lower.y + lower.height).toBeLessThanOrEqual(bar?.y ?? 0)
  await go.tap()
  await says(phone.getByRole('status'), '已送达：我去')
  await phone.getByRole('button', { name: '已到场' }).tap()
  await says(phone.getByRole('status'), '已送达：已到场')
  await phone.getByRole('button', { name: '急病受伤' }).tap()
  await says(phone.getByRole('status'), '已送达：急病受伤')
  expect(await barriers(phone)).toEqual([])

  const alarm = await district.alarmOf(school.button)
  expect(alarm).toMatchObject({ state: 'arrived', unacknowledged: true }) // an arrival acknowledges nothing
  expect(alarm.log.filter(({ by }) => by === 'guard').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['shown', 'answered', 'arrived', 'described']),
  )
  await phone.context().close()
})

test('a silent button shows nothing at the scene until the control room releases it', async ({ page, district }) => {
  const school = district.school(SCHOOLS.middle)
  const desk = await district.anotherPage('operator')
  await district.signIn(page, 'guard-m')
  await school.silent.press()
  await says(alarmRow(desk, school), '待受理')
  await alarmRow(desk, school).getByRole('button', { name: school.name }).click()
  await says(desk.getByRole('region', { name: '警情详情' }), '无声报警')
  await school.button.press()
  await page.getByRole('heading', { name: school.button.name }).waitFor() // the later press has come, so the silent one would have
  expect(await page.getByText(school.silent.name).count()).toBe(0)
  expect(await page.getByText(/还有 \d+ 起警情/).count()).toBe(0)
  await desk.getByRole('button', { name: '通知本校保安' }).click()
  await desk.getByRole('button', { name: '确定通知' }).click()
  await page.getByRole('button', { name: /还有 1 起警情/ }).click()
  await page.getByRole('heading', { name: school.silent.name }).waitFor()
  await says(desk.getByRole('region', { name: '警情详情' }), '本校保安已接到通知')
})

test('what the server has not confirmed is called 未送达, with telephones, until it is delivered', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await district.signIn(page, 'guard-k')
  await school.button.press()
  await page.getByRole('heading', { name: school.button.name }).waitFor()
  await district.server.kill9()
  await page.getByRole('button', { name: '去不了' }).click()
  const unsent = page.getByRole('alert').filter({ hasText: '未送达' })
  await unsent.getByRole('link', { name: '110' }).waitFor()
  await unsent.getByRole('link', { name: '拨打学校安全员' }).waitFor()
  await district.server.start()
  await says(page.getByRole('status'), '已送达：去不了')
  await unsent.waitFor({ state: 'detached' })
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'answered')).toMatchObject([{ by: 'guard-k', data: { answer: 'cannot' } }])
})

test('an answer and an SOS said in a tunnel outlive a reload there, and come out once each', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await district.signIn(page, 'guard-k')
  await page.getByText('本机').first().click()
  await page.getByText('✓ 离线启动').waitFor()
  await page.getByRole('heading', { name: school.button.name }).waitFor() // open since the test before
  const before = (await district.alarmOf(school.button)).log.filter(({ kind }) => kind === 'answered').length
  await page.context().setOffline(true)
  await page.getByRole('button', { name: '我去' }).click()
  const sos = page.getByRole('button', { name: /SOS/ })
  await sos.focus()
  await page.keyboard.down('Enter')
  await says(sos, '已按下 SOS')
  await page.keyboard.up('Enter')
  await says(page.getByRole('alert'), '“我去、SOS”')
  await page.reload()
  await says(page.getByRole('alert'), '离线')
  await says(page.getByRole('alert'), '“我去、SOS”')
  expect(await page.getByRole('heading', { name: school.button.name }).count()).toBe(0) // no old alarm passes for a live one
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: '你按下的 SOS' }).waitFor()
  await page.getByText('未送达').waitFor({ state: 'detached' })
  const answers = (await district.alarmOf(school.button)).log.filter(({ kind }) => kind === 'answered').slice(before)
  expect(answers).toMatchObject([{ by: 'guard-k', data: { answer: 'going' } }])
  const raised = (await district.openAlarms()).filter(({ raisedBy }) => raisedBy === 'guard-k')
  expect(raised).toMatchObject([{ kind: 'panic', priority: 1, deviceId: null, schoolId: 'demo-k001' }])
})

test('a photo taken in a tunnel after the arrival reaches the operator once, and holds up nothing', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  const desk = await district.anotherPage('operator')
  await district.signIn(page, 'guard')
  await page.getByText('本机').first().click()
  await page.getByText('✓ 离线启动').waitFor()
  await page.getByLabel('拍现场照片').waitFor() // the guard has arrived in the first test
  await page.context().setOffline(true)
  await page.getByLabel('拍现场照片').setInputFiles({ name: 'gate.png', mimeType: 'image/png', buffer: aPicture(2400, 90) })
  await says(page.getByRole('status'), '正在发送…')
  await page.reload()
  await says(page.getByRole('alert'), '离线')
  await page.context().setOffline(false)
  await says(page.getByRole('status'), '值班员可以看到')
  await alarmRow(desk, school).getByRole('button', { name: school.name }).click()
  const picture = desk.getByRole('img', { name: /示例·保安/ })
  await picture.waitFor()
  const width = () => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)
  await expect.poll(width).toBe(1600) // made smaller on the phone
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'photographed')).toHaveLength(1)
})

test('whoever holds SOS for two seconds sees what becomes of it, and says what it is by a picture', async ({ page, district }) => {
  await district.signIn(page, 'guard-m')
  const box = await page.getByRole('button', { name: /SOS/ }).boundingBox()
  if (!box) throw new Error('no SOS button')
  await page.mouse.move(box.x + 30, box.y + 30)
  await page.mouse.down()
  await page.mouse.up() // a touch alone does nothing
  await page.mouse.down()
  await page.mouse.move(box.x + 45, box.y + 20)
  await page.getByRole('heading', { name: '你按下的 SOS' }).waitFor()
  await page.mouse.up()
  await page.getByText('等待值班员受理').waitFor()
  await page.getByRole('button', { name: '持械' }).click()
  await says(page.getByRole('status'), '已送达：持械')
  const alarm = await sosOf(district, 'guard-m')
  if (!alarm) throw new Error('no SOS at the server')
  const leader = await district.person('leader')
  await leader.act(alarm, 'acknowledge', { version: (await leader.alarm(alarm.id)).version })
  await page.getByText('值班员已受理').waitFor()
  expect((await leader.alarm(alarm.id)).log.map(({ kind, by }) => `${kind} ${by}`)).toEqual(
    expect.arrayContaining(['raised guard-m', 'described guard-m', 'acknowledged leader']),
  )
})
