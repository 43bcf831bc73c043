import { expect } from 'vitest'
import { alarmRow, SCHOOLS, says, test } from '../support/district.ts'

test('the map in a window of its own follows the control room, and asks it for an alarm', async ({ page, district }) => {
  const [primary, middle] = [district.school(SCHOOLS.primary), district.school(SCHOOLS.middle)]
  await district.signIn(page, 'operator')
  await primary.button.press()
  const detail = page.getByRole('region', { name: '警情详情' })
  await says(detail, primary.name)
  await middle.button.press()
  await alarmRow(page, middle).waitFor()

  // The window follows from its first picture on.
  await page.getByRole('button', { name: '放大' }).click()
  const [window] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: '另屏' }).click()])
  const mark = (name: string) => window.getByRole('button', { name: new RegExp(name) })
  await mark(primary.name).waitFor({ state: 'attached' })
  await expect.poll(async () => (await district.mapView(window)).scale).toBe((await district.mapView(page)).scale)
  const before = (await district.mapView(page)).scale
  await window.getByRole('button', { name: '放大' }).click()
  await expect.poll(async () => (await district.mapView(page)).scale).not.toBe(before)
  await expect.poll(async () => (await district.mapView(page)).scale).toBe((await district.mapView(window)).scale)

  await mark(middle.name).dispatchEvent('click')
  await says(detail, middle.name)
  expect(await window.getByText('值班主窗口没有打开').count()).toBe(0)
  await page.close()
  await window.getByText('值班主窗口没有打开').waitFor()
})
