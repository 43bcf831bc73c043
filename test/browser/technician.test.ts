import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../support/client.ts'
import { says, test } from '../support/district.ts'

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('用户名').fill('technician')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL('**/technician')
}

test('a technician takes an order on the phone, mends without network, reopens the page there, signs in anew, and a press that a screen saw verifies it', async ({
  page,
  district,
}) => {
  const { button, name } = district.school('示例第一小学')
  await button.tamper()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/sign-in')
  await signIn(page)
  const fault = page.getByRole('button').filter({ hasText: name }).filter({ hasText: '防拆' })
  await page.getByText('✓ 没有网络也能打开此页').waitFor()
  await fault.click()
  const order = page.getByRole('region', { name: '工单' })

  // The server away, not the browser told so: what a page on its way up asks then reaches nobody either.
  await district.server.stop()
  await order.getByRole('button', { name: '我来处理' }).click()
  await order.getByRole('button', { name: '出发' }).click()
  await order.getByRole('button', { name: '已修复' }).click()
  await says(page.getByRole('status'), '3 项操作待发送')
  await says(page.getByRole('status'), '没有网络')
  await page.reload()
  await says(page.getByRole('status'), '3 项操作待发送')
  await says(page.getByRole('status'), '没有网络')
  await says(fault, '3 项未发送')

  // Too long in the cellar: the server knows no session any more.
  await page.context().clearCookies()
  await district.server.start()
  await page.waitForURL('**/sign-in')
  await says(page.getByRole('status'), '登录已结束')
  await says(page.getByRole('status'), '3 项没有发送的操作')
  const technician = await district.person('technician')
  expect(await technician.get('/work-orders')).toMatchObject({ items: [] })
  await signIn(page)
  await fault.click()
  await says(order, '已修，待验证')
  await page.getByRole('status').filter({ hasText: '待发送' }).waitFor({ state: 'detached' })
  const { items } = await technician.get<{ items: { id: string; state: string }[] }>('/work-orders')
  expect(items).toMatchObject([{ state: 'mended' }])
  const { log } = await technician.get<{ log: { kind: string }[] }>(`/work-orders/${items[0]?.id}`)
  expect(log.map(({ kind }) => kind)).toEqual(['assigned', 'onTheWay', 'mended'])

  await district.anotherPage('operator')
  await button.press()
  await order.waitFor({ state: 'detached' })
  await page.getByText('没有待处理的故障').waitFor()
  expect(await technician.get(`/work-orders/${items[0]?.id}`)).toMatchObject({ state: 'verified', verifiedBy: null })
})
