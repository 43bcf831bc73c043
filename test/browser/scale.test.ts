import { expect } from 'vitest'
import { alarmList, testWhole as test } from '../support/district.ts'

const ON_MAP = '.leaflet-container *'

test('175 schools, 1,000 buttons and 17,000 cameras are one canvas, and 120 alarms as many rows and markers', async ({
  page,
  district,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await district.signIn(page, 'operator')
  const figures = page.getByRole('region', { name: '警情详情' })
  for (const words of [/学校\s*175/, /报警器在线\s*\d+ \/ 1000/, /摄像机在线\s*\d+ \/ 17000/])
    await figures.filter({ hasText: words }).waitFor()
  const map = page.getByRole('region', { name: '地图' })
  // The data is one picture, the ground a few tiles; a worker paints both.
  expect(await map.locator('canvas:not(.street-tile)').count()).toBe(1)
  expect(await map.locator('canvas.street-tile').count()).toBeLessThan(30)
  const calm = await page.locator(ON_MAP).count()
  expect(calm).toBeLessThan(90)

  const schools = district.schools.filter(({ buttons }) => buttons.length > 0).slice(0, 120)
  await Promise.all(schools.map(({ button }) => button.press()))
  await expect.poll(() => alarmList(page).getByRole('listitem').count()).toBe(schools.length)
  const markers = map.getByRole('button', { name: /一键报警/ })
  await expect.poll(() => markers.count()).toBe(schools.length) // a campus known by a point alone has devices without a position: it stands for them
  expect(await page.locator(ON_MAP).count()).toBeLessThan(calm + 20 * schools.length)
  expect(await page.locator('body *').count()).toBeLessThan(6_000)
})
