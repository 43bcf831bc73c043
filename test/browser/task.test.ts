import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { shanghaiDay } from '#domain/shanghai.ts'
import { PASSWORD } from '../support/client.ts'
import { type District, says, test } from '../support/district.ts'

const day = (ahead: number) => shanghaiDay(new Date(Date.now() + ahead * 86_400_000))

async function desk(page: Page, username: string, home: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL(home)
}

async function departmentPage(district: District): Promise<Page> {
  const context = await district.newContext()
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await desk(page, 'department', '**/department/**')
  await page.goto('/department/tasks')
  return page
}

test('a late task is signed for and explained by its department, urged by a 督办单, and answered', async ({ page, district }) => {
  await desk(page, 'bureau', '**/bureau/**')
  await page.goto('/bureau/tasks/new')
  const form = page.getByRole('form', { name: '新建任务' })
  await form.getByLabel('编号').fill('T-1')
  await form.getByLabel('方案条目').fill('三（三）')
  await form.getByLabel('任务', { exact: true }).fill('清理校门口售烟网点')
  await form.getByLabel('牵头部门').selectOption({ label: '示例区市场监管局' })
  await form.getByLabel('开始').fill(day(-60))
  await form.getByLabel('完成时限').fill(day(-3))
  await form.getByRole('button', { name: '保存' }).click()
  const task = page.getByRole('article', { name: '清理校门口售烟网点' })
  await says(task, '逾期 3 天')
  await says(task, '缺责任人')

  const theirs = await departmentPage(district)
  await theirs.getByRole('region', { name: '任务清单' }).getByRole('link', { name: '清理校门口售烟网点' }).click()
  const mine = theirs.getByRole('article', { name: '清理校门口售烟网点' })
  await mine.getByRole('button', { name: '签收' }).click()
  await says(mine.getByRole('region', { name: '签收' }), '市场监管联络员 于')
  await mine.getByRole('button', { name: '说明逾期原因' }).click()
  await mine.getByRole('textbox', { name: '原因' }).fill('执法人员不足')
  await mine.getByRole('button', { name: '提交' }).click()
  await says(mine.getByRole('region', { name: '过程记录' }), '执法人员不足')

  await page.reload()
  await says(task, '执法人员不足')
  await task.getByRole('button', { name: '下达督办单' }).click()
  await task.getByLabel('办结时限').fill(day(5))
  await task.getByRole('textbox', { name: '督办要求' }).fill('限期清理并附照片')
  await task.getByRole('button', { name: '提交' }).click()
  await task.getByRole('link', { name: /〔\d{4}〕1/ }).click()
  const letter = page.getByRole('article', { name: /督办单/ })
  await says(letter, '请于')

  await theirs.goto('/department/tasks/orders')
  await theirs.getByRole('link', { name: /〔\d{4}〕1/ }).click()
  const order = theirs.getByRole('article', { name: /督办单/ })
  await order.getByRole('button', { name: '签收' }).click()
  await says(order.getByRole('status'), '已签收')
  await order.getByRole('button', { name: '答复' }).click()
  await order.getByRole('textbox', { name: '答复' }).fill('已清理 3 处')
  await order.getByRole('button', { name: '提交' }).click()
  await says(order.getByRole('status'), '已答复')

  await page.reload()
  await says(letter, '已清理 3 处')
  await letter.getByRole('button', { name: '办结' }).click()
  await says(letter.getByRole('status'), '已办结')
  await theirs.context().close()
  expect(await (await district.person('department')).get('/tasks')).toMatchObject({
    items: [{ id: 'T-1', delayReason: '执法人员不足', ordersOpen: 0 }],
  })
})
