import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../support/client.ts'
import { says, test } from '../support/district.ts'

const STEP_MS = 30_000

/** What the server answers this page's session, asked for alarms. */
const alarmsStatus = (page: Page): Promise<number> => page.evaluate(`fetch('/api/v1/alarms').then((answer) => answer.status)`)

async function fillIn(page: Page, origin: string, username: string, password = PASSWORD): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

test('where a second factor is required, a head sets one up before anything opens, and signs in with it from then on', async ({
  page,
  district,
}) => {
  const { url } = await district.anotherServer({ SECOND_FACTOR: 'required' })
  await fillIn(page, url, 'head')
  await says(page.getByRole('alert').first(), '要先开启两步验证才能使用')
  expect(await alarmsStatus(page)).toBe(403)
  await page.getByLabel('现在的密码').fill(PASSWORD)
  await page.getByRole('button', { name: '开始设置' }).click()
  const secret = Secret.fromBase32(((await page.locator('code').textContent()) ?? '').replaceAll(' ', ''))
  const codeIn = (steps: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * STEP_MS })
  await page.getByLabel('验证器上的 6 位数字').fill(codeIn(0))
  await page.getByRole('button', { name: '开启' }).click()
  await page.getByText('示例·校长').filter({ visible: true }).first().waitFor()
  await page.getByRole('button', { name: '退出登录' }).click()

  await fillIn(page, url, 'head')
  await page.getByLabel('两步验证码（6 位）').fill(codeIn(1)) // the present one was used; the next is taken half a minute early
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('示例·校长').filter({ visible: true }).first().waitFor()
  expect(await alarmsStatus(page)).toBe(200)
})

test('a security administrator makes an account and closes it, and the auditor reads that in words', async ({ page, district }) => {
  await fillIn(page, district.server.url, 'security')
  const form = page.getByRole('form', { name: '新建账号' })
  await form.getByLabel('用户名').fill('li-ming')
  await form.getByLabel('姓名').fill('李明')
  await form.getByLabel('初始密码').fill('a quite long phrase')
  await form.getByLabel('学校代码').fill('demo-p001')
  await page.getByText('示例第一小学').waitFor() // the code is somebody's
  await form.getByRole('button', { name: '建立账号' }).click()
  await page.getByRole('status').getByText('账号 li-ming 已建立').waitFor()
  await page.getByRole('button', { name: 'li-ming' }).click()
  const account = page.getByRole('region', { name: '账号 li-ming' })
  await account.getByRole('button', { name: '停用账号' }).click()
  await account.getByRole('button', { name: '再按一次确认' }).click()
  await page
    .getByRole('row', { name: /li-ming/ })
    .getByText('已停用')
    .waitFor()

  const closed = await fetch(`${district.server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'li-ming', password: 'a quite long phrase' }),
  })
  expect(closed.status).toBe(401)

  const auditor = await (await district.newContext()).newPage()
  await fillIn(auditor, district.server.url, 'audit')
  await auditor.getByRole('link', { name: '审计日志' }).click()
  await auditor.getByRole('row', { name: /security.*账号 · 停用.*li-ming.*成功/ }).waitFor()
  await auditor.getByRole('row', { name: /security.*账号 · 建立.*li-ming.*成功/ }).waitFor()
})
