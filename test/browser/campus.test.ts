import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CampusFeature } from '#contracts/school.ts'
import { PASSWORD } from '../support/client.ts'
import { says, test } from '../support/district.ts'

async function open(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('用户名').fill('admin')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL('**/admin/**')
  await page.goto('/admin/campuses')
  await page.getByLabel('按校园、学校名称或代码找').fill('demo-p001')
  await page.getByRole('table').getByRole('button').first().click()
}

const belt = (page: Page) => page.locator('.boundary-belt').getAttribute('d')

async function middleOf(handle: Locator): Promise<[number, number]> {
  const box = await handle.boundingBox()
  if (!box) throw new Error('the point is not on the screen')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

test('a boundary is dragged with the belt following, refused while it crosses itself, taken back, and saved as the next version', async ({
  page,
  district,
}) => {
  await open(page)
  const corners = page.getByRole('region', { name: '校园边界' }).getByRole('button', { name: /^第 \d+ 点/ })
  await page.locator('.boundary-belt').waitFor()
  const before = await belt(page)
  const first = corners.first()
  const [x, y] = await middleOf(first)

  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x - 12, y + 9, { steps: 4 })
  await expect.poll(() => belt(page)).not.toBe(before) // the button of the mouse is still down
  await page.mouse.up()
  await says(page.getByText('有改动未保存'), '有改动未保存')
  await page.keyboard.press('Control+z')
  await expect.poll(() => belt(page)).toBe(before)

  // Over the side between the next two, so that the side from the last point crosses it.
  const [second, third, last] = [await middleOf(corners.nth(1)), await middleOf(corners.nth(2)), await middleOf(corners.last())]
  const beyond = (axis: 0 | 1) => 1.3 * ((second[axis] + third[axis]) / 2) - 0.3 * last[axis]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(beyond(0), beyond(1), { steps: 6 })
  await page.mouse.up()
  const save = page.getByRole('button', { name: '保存边界' })
  await says(page.getByRole('status').filter({ hasText: '相交' }), '不能保存')
  expect(await save.isDisabled()).toBe(true)
  await page.getByRole('button', { name: '撤销' }).click()

  await first.focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(() => belt(page)).not.toBe(before)
  expect(await save.isDisabled()).toBe(false)

  // Somebody else was first: the drawing is kept, and a person decides.
  const admin = await district.person('admin')
  const { features } = await admin.get<{ features: CampusFeature[] }>('/campuses')
  const campus = features.find(({ properties }) => properties.schoolId === 'demo-p001')
  const theirs = { name: '他改的名', boundary: campus?.geometry, version: 1 }
  expect((await admin.send('PUT', `/campuses/${campus?.id}`, theirs)).status).toBe(200)
  await save.click()
  await page.getByRole('button', { name: '在他的版本之上保存我的' }).click()
  await says(page.getByRole('status').filter({ hasText: '已保存' }), '第 3 版')
})
