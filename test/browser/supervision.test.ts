import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { shanghaiDay } from '#domain/shanghai.ts'
import { readWorkbook } from '../../server/excel/read-workbook.ts'
import { PASSWORD } from '../support/client.ts'
import { barriers, SCHOOLS, says, test } from '../support/district.ts'

const day = (ahead: number) => shanghaiDay(new Date(Date.now() + ahead * 86_400_000))
const MARKET = '示例区市场监管局'

/** Somebody at a desk, signed in without the form: that has its own test. */
async function at(page: Page, username: string, path: string): Promise<void> {
  await page.context().request.post('/api/v1/session', { data: { username, password: PASSWORD } })
  await page.goto(path)
}

/** Types what a form asks for, by its labels, and sends it. */
async function send(form: Locator, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = form.locator('label').filter({ hasText: label }).locator('input, select, textarea').first()
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value })
    else await field.fill(value)
  }
  await form.getByRole('button', { name: '提交' }).click()
}

/** The sheet that a button hands out, as a person would open it. */
async function sheetOf(page: Page) {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出 Excel' }).click()
  const download = await coming
  const { rows } = await readWorkbook(await readFile(await download.path()))
  return { name: download.suggestedFilename(), lines: [...rows.values()].map((cells) => [...cells.values()]) }
}

test('a meeting, a campaign and a loan are written down, and the sheet says what the screen says', async ({ page, district }) => {
  page.setDefaultTimeout(20_000)
  await at(page, 'bureau', '/bureau/tasks/meetings')
  await page.getByRole('button', { name: '登记会议' }).click()
  const meeting = page.getByRole('form', { name: '登记会议' })
  const lines = '议定事项（每行一条：事项 | 部门 | 完成日期）；列入任务清单'
  await send(meeting, { 会议: '第三次联席会议', 日期: day(0), [lines]: '补齐减速带 | 没有的部门 | 2026' })
  await says(meeting.getByRole('alert'), '读不懂这一行')
  expect(await meeting.getByLabel('会议').first().inputValue()).toBe('第三次联席会议') // nothing typed is lost
  await send(meeting, { [lines]: `补齐减速带 | ${MARKET} | ${day(30)}` })
  await says(page.getByRole('article'), '补齐减速带')
  await page.getByRole('link', { name: '已列入任务' }).waitFor()

  await page.goto('/bureau/tasks/campaigns')
  await page.getByRole('button', { name: '发起专项整治' }).click()
  await send(page.getByRole('form', { name: '发起专项整治' }), { 名称: '校园周边整治', 牵头部门: MARKET, 开始: day(-3), 结束: day(20) })
  await page.getByRole('button', { name: '登记问题' }).click()
  await send(page.getByRole('form', { name: '登记问题' }), {
    发现日期: day(-1),
    学校: SCHOOLS.primary,
    整改部门: MARKET,
    '列入隐患清单（须选学校） · 位置': '周边',
    类别: '流动摊贩',
    问题: '=占道摊点',
  })
  await page.getByRole('link', { name: '待交办' }).waitFor()
  expect(await barriers(page)).toEqual([])
  const campaigns = await sheetOf(page)
  expect(campaigns.name).toBe('专项整治一览表.xlsx')
  const [title, whose, when, head, row] = campaigns.lines.map((cells) => cells.map(({ text }) => text))
  expect([title, whose?.[0]]).toEqual([['专项整治一览表'], expect.stringMatching(/^单位：.+填报人：.+审核人：.+日期：\d{4}年/)])
  expect(when?.[0]).toMatch(new RegExp(`（北京时间）　　筛选：年度：${day(0).slice(0, 4)}$`))
  expect(row?.[head?.indexOf('发现的问题') ?? 0] ?? row).toContain('=占道摊点')
  expect(campaigns.lines[4]?.map(({ is }) => is)).toEqual(['text', 'text', 'date', 'date', 'date', 'text', 'text', 'text', 'text'])

  await page.goto('/bureau/tasks/loans')
  await page.getByRole('button', { name: '登记借调' }).click()
  await send(page.getByRole('form', { name: '登记借调' }), {
    学校: SCHOOLS.primary,
    教师: '示例·周',
    借用单位: '示例区某办',
    开始: day(-100),
    结束: day(150),
  })
  await says(page.getByRole('row').filter({ hasText: '示例·周' }), '超过 6 个月')
  await page.getByRole('button', { name: '登记返校' }).click()
  await send(page.getByRole('form', { name: '登记返校：示例·周' }), { 返校: day(0) })
  await expect.poll(() => page.getByRole('row').filter({ hasText: '示例·周' }).textContent()).not.toContain('超过 6 个月')
  const { items } = await (await district.person('bureau')).get<{ items: { kind: string; title: string }[] }>('/hazards')
  expect(items).toMatchObject([{ kind: 'streetStall', title: '=占道摊点', state: 'found' }])
})
