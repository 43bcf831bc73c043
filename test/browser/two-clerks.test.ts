import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { shanghaiDay } from '#domain/shanghai.ts'
import { PASSWORD } from '../support/client.ts'
import { SCHOOLS, says, test } from '../support/district.ts'

const day = (ahead: number) => shanghaiDay(new Date(Date.now() + ahead * 86_400_000))

/** Somebody at a desk, signed in without the form: that has its own test. */
async function at(page: Page, username: string, path: string): Promise<void> {
  await page.context().request.post('/api/v1/session', { data: { username, password: PASSWORD } })
  await page.goto(path)
}

test('of two clerks the second is told who was first and what changed, and keeps what he typed', async ({ page }) => {
  page.setDefaultTimeout(20_000)
  await at(page, 'bureau', '/bureau/tasks')
  const api = page.context().request
  const [department] = (await (await api.get('/api/v1/departments')).json()).items
  const task = { id: 'T-1', point: '三（三）', text: '补齐减速带', leadDept: department.id, startsOn: day(-9), dueOn: day(30) }
  const full = { ...task, measureId: null, responsible: [], person: null, leader: null, milestones: [], evidence: null }
  const money = { budgetPlanned: null, budgetArrived: null, budgetSpent: null }
  const made = await api.post('/api/v1/tasks', { data: { ...full, ...money } })
  expect(made.status(), await made.text()).toBe(201)
  await page.goto('/bureau/tasks/t/T-1/edit')
  const form = page.getByRole('form', { name: '修改' })
  await form.getByLabel('佐证要求').fill('现场照片两张')
  const { id: _, ...edited } = { ...full, ...money, person: '示例·王', version: 1 }
  expect((await api.put('/api/v1/tasks/T-1', { data: edited })).status()).toBe(200)
  await form.getByRole('button', { name: '保存' }).click()
  await says(form.getByRole('alert'), '示例·安全科 刚刚改过这条记录')
  await says(form.getByRole('alert'), '责任人：— → 示例·王')
  expect(await form.getByLabel('佐证要求').inputValue()).toBe('现场照片两张')
  await form.getByLabel('责任人').fill('示例·王')
  await form.getByRole('button', { name: '保存' }).click()
  await page.waitForURL('**/tasks/t/T-1')
  expect(await (await api.get('/api/v1/tasks/T-1')).json()).toMatchObject({ version: 3, person: '示例·王', evidence: '现场照片两张' })
})

test('of two who note what is undertaken the second keeps his words beside the first’s', async ({ page }) => {
  page.setDefaultTimeout(20_000)
  await at(page, 'bureau', '/bureau/measures/guardsEmployed')
  const row = page.getByRole('row').filter({ hasText: SCHOOLS.primary })
  await row.getByRole('button', { name: /整改措施/ }).click()
  const form = page.getByRole('form', { name: `${SCHOOLS.primary}：整改措施` })
  await form.getByLabel('措施').fill('下周增聘一名')
  const school = (await row.getByRole('link', { name: SCHOOLS.primary }).getAttribute('href'))?.match(/schools\/([a-z0-9-]+)/)?.[1]
  const first = { version: 0, action: '已报编办', responsible: '示例·李', due: null }
  expect((await page.context().request.put(`/api/v1/measures/guardsEmployed/schools/${school}/action`, { data: first })).status()).toBe(200)
  await form.getByRole('button', { name: '保存' }).click()
  await says(form.getByRole('alert'), '已报编办')
  expect(await form.getByLabel('措施').inputValue()).toBe('下周增聘一名')
  await form.getByRole('button', { name: '保存' }).click()
  await form.waitFor({ state: 'detached' })
})
