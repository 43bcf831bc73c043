import { expect } from 'vitest'
import { alarmRow, barriers, keysCount, SCHOOLS, says, test } from '../support/district.ts'

test('nothing bars anybody from signing in', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: '登录' }).waitFor()
  expect(await barriers(page)).toEqual([])
})

test('nothing bars anybody from the control room, with an alarm and its closing form', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'operator')
  await school.button.press()
  await says(alarmRow(page, school), '待受理')
  await page.getByRole('region', { name: '警情详情' }).getByText('已显示').first().waitFor()
  await keysCount(page)
  expect(await barriers(page)).toEqual([])
  // The half second before that, held still.
  await page.evaluate(`document.querySelector('[data-keys-count]').dataset.keysCount = 'false'`)
  expect(await barriers(page)).toEqual([])
  await alarmRow(page, school).getByRole('button', { name: '受理' }).click()
  await says(alarmRow(page, school), '已受理')
  await page.getByRole('button', { name: /^归档/ }).click()
  await page.getByRole('form', { name: '归档' }).waitFor()
  expect(await barriers(page)).toEqual([])
})

test('nothing bars anybody from the guard’s page, with an alarm and without the server', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await page.setViewportSize({ width: 390, height: 844 })
  await district.signIn(page, 'guard-k')
  expect(await barriers(page)).toEqual([])
  await school.button.press()
  await page.getByRole('heading', { name: school.button.name }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.context().setOffline(true)
  await says(page.getByRole('alert'), '断线：收不到新警情')
  expect(await barriers(page)).toEqual([])
})
