import { expect } from 'vitest'
import { alarmList, SCHOOLS, test } from '../support/district.ts'

test('a guard sees the alarms of his own school and nothing of another one', async ({ page, district }) => {
  const mine = district.school(SCHOOLS.kindergarten)
  const another = district.school(SCHOOLS.primary)
  await district.signIn(page, 'guard-k')
  await another.button.press()
  const { id } = await district.alarmOf(another.button)
  await mine.button.press()
  await page.getByRole('heading', { name: mine.button.name }).waitFor() // pushed after the other one
  expect(await alarmList(page).locator(':scope > li').count()).toBe(1)
  expect(await page.getByText(another.name).count()).toBe(0)

  await page.reload()
  await page.getByRole('heading', { name: mine.button.name }).waitFor()
  expect(await page.getByText(another.name).count()).toBe(0)
  expect(await page.evaluate(`fetch('/api/v1/alarms/${id}').then((answer) => answer.status)`)).toBe(404)
  await page.goto('/control-room')
  await page.waitForURL('**/guard')
})
