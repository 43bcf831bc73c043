import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { shanghaiDay } from '#domain/shanghai.ts'
import { aJpeg } from '../support/camera.ts'
import { PASSWORD } from '../support/client.ts'
import { says, test } from '../support/district.ts'

const day = (ahead: number) => shanghaiDay(new Date(Date.now() + ahead * 86_400_000))

async function desk(page: Page, username: string, home: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL(home)
}

/** Takes one step of a hazard, with what its form asks for. */
async function take(page: Page, step: string, fields: Record<string, string> = {}, state?: string): Promise<void> {
  const article = page.getByRole('article')
  await article.getByRole('button', { name: step, exact: true }).click()
  const form = article.getByRole('form', { name: step })
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label)
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value })
    else if ((await field.getAttribute('type')) === 'file')
      await field.setInputFiles({ name: 'after.jpg', mimeType: 'image/jpeg', buffer: aJpeg({ shade: 3 }) })
    else await field.fill(value)
  }
  await form.getByRole('button', { name: '提交' }).click()
  if (state) await says(article.getByRole('status').first(), state)
  await form.waitFor({ state: 'detached' })
}

test('a hazard goes from 交办 by 退回 and 延期 to 销号, and comes back with its history', async ({ page, district }) => {
  await desk(page, 'bureau', '**/bureau/**')
  await page.goto('/bureau/hazards/new')
  const form = page.getByRole('form', { name: '登记隐患' })
  await form.locator('select[name=school] option').nth(1).waitFor({ state: 'attached' })
  await form.locator('select[name=school]').selectOption({ index: 1 })
  await form.getByLabel('位置').selectOption('周边')
  await form.getByLabel('类别').selectOption('烟草销售')
  await form.getByLabel('隐患（一句话）').fill('校门口售烟')
  await form.getByRole('button', { name: '挂账' }).click()
  await page.waitForURL(/hazards\/[0-9a-f-]{36}/)
  const id = page.url().split('/').at(-1) ?? ''
  const market = '示例区市场监管局'
  await take(page, '交办', { 牵头部门: market, 整改期限: day(5) }, '待签收')

  const context = await district.newContext()
  context.setDefaultTimeout(30_000)
  const theirs = await context.newPage()
  await desk(theirs, 'department', '**/department/**')
  const notices = theirs.getByRole('list', { name: '提醒' })
  await says(notices, '新交办')
  await notices.getByRole('link', { name: /校门口售烟/ }).click()
  await take(theirs, '退回', { '理由（必填）': '请核对是否属烟草专卖' }, '已退回')

  await page.reload()
  await take(page, '交办', { 牵头部门: market, 整改期限: day(5) }, '待签收')
  await theirs.reload()
  await take(theirs, '签收', {}, '已签收')
  await take(theirs, '申请延期', { 延期到: day(9), '理由（必填）': '需要立案' })
  await page.reload()
  await take(page, '同意延期')
  await says(page.getByRole('article'), day(9))
  await theirs.reload()
  await take(theirs, '整改完成', { '整改后的照片（必须是新拍的）': '', '整改情况（必填）': '已下架' }, '待核查')
  await page.reload()
  await take(page, '核查通过', {}, '待销号')
  await take(page, '销号', {}, '已销号')
  await take(page, '复发，重新挂账', { '理由（必填）': '又在售' }, '待交办')
  const history = page.getByRole('region', { name: '办理记录' })
  for (const step of ['退回', '申请延期', '整改完成', '销号', '复发']) await says(history, step)
  await context.close()
  expect(await (await district.person('bureau')).get(`/hazards/${id}`)).toMatchObject({ state: 'found', recurrences: 1 })
})
