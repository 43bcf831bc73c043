import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { AuditEntry } from '#contracts/audit.ts'
import { PASSWORD } from '../support/client.ts'
import { says, test } from '../support/district.ts'

/** Through the form, to a desk or a school's page. */
async function signIn(page: Page, username: string): Promise<Page> {
  await page.goto('/sign-in')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('button', { name: '退出登录' }).waitFor()
  return page
}

test('an officer files a dispute; the bureau sees names only after a reason and a second person, and the look is in the audit log', async ({
  page,
  district,
}) => {
  await signIn(page, 'school')
  await page.getByRole('link', { name: '事件与纠纷' }).click()
  await page.getByRole('link', { name: '登记事件' }).click()
  const form = page.getByRole('form', { name: '登记事件' })
  await form.getByLabel('类别').selectOption('伤害纠纷')
  await form.getByLabel('地点').fill('操场')
  await form.getByLabel(/经过/).fill('示例甲跑步摔伤 <b>x</b>')
  await form.getByLabel('姓名 1').fill('示例甲')
  await form.getByRole('button', { name: '登记' }).click()
  const clocks = page.getByRole('region', { name: '法定时限' })
  await says(clocks, '首报')
  await says(clocks, '计时中')
  await says(page.getByRole('region', { name: '已知情况' }), '示*跑步摔伤 <b>x</b>')

  const bureau = await signIn(await (await district.newContext()).newPage(), 'bureau')
  await bureau.goto('/bureau/incidents?kind=dispute')
  await bureau.getByRole('table').getByRole('link').first().click()
  const persons = bureau.getByRole('region', { name: '涉及人员' })
  await says(persons, '学生 示*')
  await persons.getByRole('button', { name: '申请查看姓名' }).click()
  await persons.getByLabel(/事由/).fill('核对理赔材料')
  await persons.getByRole('button', { name: '提交申请' }).click()
  await says(persons, '等待第二人批准')
  expect(await bureau.getByText('示例甲').count()).toBe(0)

  const head = await signIn(await (await district.newContext()).newPage(), 'head')
  await head.goto('/school/incidents/requests')
  await head.getByRole('button', { name: '批准', exact: true }).click()
  await says(head.getByRole('region', { name: '查看申请' }), '没有待批的申请')

  await bureau.reload()
  await persons.getByRole('button', { name: '查看姓名（记入审计）' }).click()
  await says(persons, '示例甲')
  const looks = await (await district.person('audit')).get<{ items: AuditEntry[] }>('/audit?action=incident.look')
  expect(looks.items.map(({ account, result }) => `${account} ${result}`)).toEqual(['bureau ok'])
})
