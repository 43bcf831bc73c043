import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../support/client.ts'
import { barriers, SCHOOLS, test } from '../support/district.ts'

/** Somebody at a desk, signed in without the form: that has its own test. */
async function at(page: Page, username: string, path: string): Promise<void> {
  await page.context().request.post('/api/v1/session', { data: { username, password: PASSWORD } })
  await page.goto(path)
}

test('a figure opens its schools, a school its evidence, and back lands where one was', async ({ page }) => {
  await at(page, 'bureau', '/bureau/measures')
  await page.getByRole('link', { name: '专职保安配备' }).last().click()
  await page.getByRole('heading', { name: '专职保安配备' }).waitFor()
  const school = page.getByRole('row').filter({ hasText: SCHOOLS.primary })
  await school.getByText('缺佐证').first().waitFor()
  await expect.poll(() => page.getByRole('region', { name: '差距说明' }).textContent()).toContain(`${SCHOOLS.primary}（`)
  expect(await barriers(page)).toEqual([])
  await school.getByRole('link', { name: SCHOOLS.primary }).click()
  await page.getByText('没有任何佐证').waitFor()
  await page.goBack()
  await school.waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: '指标总览' }).waitFor()
  expect(await barriers(page)).toEqual([])
})

test('an urge from the row is answered by the school, and the answer stands in the row', async ({ page, district }) => {
  await at(page, 'bureau', '/bureau/measures/guardsEmployed')
  await page.getByRole('button', { name: `催办 ${SCHOOLS.primary}` }).click()
  await page.getByRole('button', { name: '发出催办' }).click()
  await page.getByText('已催办 1 所').waitFor()

  const there = await (await district.newContext()).newPage()
  await at(there, 'school', '/school')
  await there.getByRole('region', { name: '教育局催办' }).getByText('保安名册为空').waitFor()
  await there.getByRole('button', { name: '答复', exact: true }).click()
  await there.getByLabel('怎样补齐').fill('名册本周五前补录')
  await there.getByRole('button', { name: '发出答复' }).click()
  await there.getByText('已答复').waitFor()
  await there.context().close()

  await page.reload()
  await page.getByRole('row').filter({ hasText: SCHOOLS.primary }).getByText('名册本周五前补录').waitFor()
  expect(await page.getByRole('button', { name: `催办 ${SCHOOLS.primary}` }).isDisabled()).toBe(true)
})
