import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { alarmList, alarmRow, type District, SCHOOLS, says, test } from '../support/district.ts'

const banner = (page: Page) => page.getByRole('alert').filter({ hasText: '画面不是实时的' })
/** A page that was loaded anew would have forgotten it. */
const mark = (page: Page) => page.evaluate('window.sinceSignIn = true')
const isMarked = (page: Page) => page.evaluate('window.sinceSignIn === true')

const STATES = { new: '待受理', acknowledged: '已受理', dispatched: '处置中', arrived: '已到场', resolved: '已处置', closed: '已归档' }

/** Rows of the list: alarm → state in words. */
async function shownAlarms(page: Page): Promise<Record<string, string>> {
  const rows = await alarmList(page).getByRole('listitem').all()
  const pairs = rows.map(async (row) => {
    const words = (await row.textContent()) ?? ''
    return [await row.getAttribute('data-row'), Object.values(STATES).find((state) => words.includes(state))]
  })
  return Object.fromEntries(await Promise.all(pairs))
}
const storedAlarms = async (district: District) =>
  Object.fromEntries((await district.openAlarms()).map(({ id, state }) => [id, STATES[state]]))

test('a screen that was offline while an alarm was raised and accepted elsewhere has both changes, without a reload', async ({
  page,
  district,
}) => {
  const before = district.school(SCHOOLS.primary)
  const meanwhile = district.school(SCHOOLS.middle)
  const leader = await district.person('leader')
  await district.signIn(page, 'operator')
  await mark(page)
  await before.button.press()
  await says(alarmRow(page, before), '待受理')

  await page.context().setOffline(true)
  await banner(page).waitFor()
  await meanwhile.button.press()
  for (const school of [before, meanwhile]) {
    const alarm = await district.alarmOf(school.button)
    expect((await leader.act(alarm, 'acknowledge', { version: alarm.version })).status).toBe(200)
  }
  expect(await alarmRow(page, meanwhile).count()).toBe(0)

  await page.context().setOffline(false)
  await says(alarmRow(page, before), '已受理')
  await says(alarmRow(page, meanwhile), '已受理')
  await banner(page).waitFor({ state: 'detached' })
  expect(await isMarked(page)).toBe(true)
  expect(await shownAlarms(page)).toEqual(await storedAlarms(district))
})

test('a screen says that the server is gone, and goes on by itself when it is back', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await district.signIn(page, 'operator')
  await mark(page)
  await district.server.kill9()
  await says(banner(page), '服务器无心跳')
  const pressed = school.button.press() // resent by the device until somebody takes it
  await district.server.start()
  expect((await pressed).type).toBe('received')
  await says(alarmRow(page, school), '待受理')
  await banner(page).waitFor({ state: 'detached' })
  expect(await isMarked(page)).toBe(true)
  expect(await shownAlarms(page)).toEqual(await storedAlarms(district))
})
