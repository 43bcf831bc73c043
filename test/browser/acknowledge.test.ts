import { expect } from 'vitest'
import { alarmRow, keysCount, SCHOOLS, says, test } from '../support/district.ts'

test('an operator sees a press and acknowledges it without losing the place on the map', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'operator')
  await district.mapView(page) // there is a map to drag,
  await page.getByText('未配置底图').waitFor({ state: 'hidden' }) // and it is the configured one, not the plain one that stands in for it
  await expect
    .poll(async () => {
      await page.mouse.move(900, 500)
      await page.mouse.down()
      await page.mouse.move(960, 560, { steps: 4 })
      await page.mouse.up()
      return (await district.mapView(page)).pane
    })
    .toMatch(/translate3d\(\d*60px|translate3d\([1-9]/) // a page that is still being drawn may take no notice of a hand
  const view = await district.mapView(page)
  await school.button.press()
  const row = alarmRow(page, school)
  await says(row, '待受理')
  await row.getByRole('button', { name: '受理' }).click()
  await says(row, '已受理')
  await page.getByRole('button', { name: `一键报警，${school.name}，已受理` }).waitFor() // its marker
  expect(await district.mapView(page)).toEqual(view)
})

test('Space accepts the alarm that the screen has opened by itself; the log tells who was shown it and who accepted', async ({
  page,
  district,
}) => {
  const school = district.school(SCHOOLS.middle)
  await district.signIn(page, 'operator')
  await school.button.press()
  const row = alarmRow(page, school)
  await says(row, '待受理')
  const detail = page.getByRole('region', { name: '警情详情' })
  await says(detail, school.name)
  await says(detail, '已显示：示例·值班员')
  await expect
    .poll(async () => {
      await page.keyboard.press(' ')
      return row.textContent()
    })
    .toContain('已受理')
  await says(detail, /受理 示例·值班员/)
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind, by }) => kind === 'shown' && by === 'operator').map(({ version }) => version)).toContain(1)
  expect(log.filter(({ kind }) => kind === 'acknowledged')).toMatchObject([{ by: 'operator', byName: '示例·值班员' }])
})

test('a second press after acceptance alarms again; a key that is held down accepts nothing', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await district.signIn(page, 'operator')
  await school.button.press()
  const row = alarmRow(page, school)
  await row.getByRole('button', { name: '受理' }).click()
  await says(row, '已受理')
  await row.getByRole('button', { name: school.name }).click()

  await page.getByRole('combobox', { name: '查找学校' }).focus()
  await page.keyboard.down(' ')
  await page.getByRole('combobox', { name: '查找学校' }).blur()
  await school.button.press()
  await says(row, '再次报警')
  await says(row, '第 2 次')
  await keysCount(page) // from here on the first stroke of the key would count
  for (let repeat = 0; repeat < 5; repeat++) await page.keyboard.down(' ')
  await page.keyboard.up(' ')
  await expect
    .poll(async () => (await district.alarmOf(school.button)).log.some(({ kind, version }) => kind === 'shown' && version === 3))
    .toBe(true)
  expect((await district.alarmOf(school.button)).unacknowledged).toBe(true)

  await page.keyboard.press(' ')
  await says(row, '已受理')
  await row.getByText('再次报警').waitFor({ state: 'detached' })
})

test('Space in the moment in which an alarm appears accepts nothing: nobody can have read it', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  const button = school.buttons[1]
  if (!button) throw new Error('the school has two buttons')
  await district.signIn(page, 'operator')
  const open = await alarmRow(page, school).count()
  // A key that somebody was about to press for another alarm: it arrives with the row.
  await page.evaluate(`new MutationObserver((changes, observer) => {
    if (!changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.dataset?.row))) return
    observer.disconnect()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }))
    document.body.dataset.pressed = 'true'
  }).observe(document.body, { childList: true, subtree: true })`)
  await button.press()
  await page.locator('body[data-pressed]').waitFor()
  await expect.poll(() => alarmRow(page, school).count()).toBe(open + 1)
  await expect.poll(async () => (await district.alarmOf(button)).log.some(({ kind }) => kind === 'shown')).toBe(true)
  expect(await district.alarmOf(button)).toMatchObject({ state: 'new', unacknowledged: true })
})
