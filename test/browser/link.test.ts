import { expect } from 'vitest'
import { alarmRow, SCHOOLS, says, test } from '../support/district.ts'

test('where WebSocket is blocked the alarms come by long polling, and the strip says so', async ({ page, district }) => {
  await page.routeWebSocket(/\/socket\.io\//, (socket) => socket.close())
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'operator')
  await page.getByRole('banner').getByText('长轮询').waitFor()
  await school.button.press()
  await says(alarmRow(page, school), '待受理')
})

test('where the browser refuses WebSocket itself, long polling follows at once, and the strip says so', async ({ page, district }) => {
  // The 5 s after which a connection that says nothing is given up never pass here: nothing waits for them.
  await page.addInitScript(`{
    globalThis.WebSocket = class {
      constructor() {
        throw new DOMException('refused', 'SecurityError')
      }
    }
    const later = globalThis.setTimeout
    globalThis.setTimeout = (work, ms, ...rest) => later(work, ms === 5000 ? 2 ** 31 - 1 : ms, ...rest)
  }`)
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'operator')
  await page.getByRole('banner').getByText('长轮询').waitFor()
  await school.button.press()
  await says(alarmRow(page, school), '待受理')
})

test('where WebSocket and long polling are both blocked the alarms are asked for, and the banner says so', async ({ page, district }) => {
  await page.routeWebSocket(/\/socket\.io\//, (socket) => socket.close())
  await page.route('**/socket.io/**', (route) => route.abort())
  const school = district.school(SCHOOLS.primary)
  await school.button.press()
  await district.signIn(page, 'operator')
  await page.getByRole('region', { name: '画面不是实时的' }).getByText('警情改为每 10 秒查询一次').waitFor()
  await says(alarmRow(page, school), '待受理')
})

test('a machine whose clock is wrong by a day is told so, and its ages are right all the same', async ({ page, district }) => {
  await page.addInitScript(`{
    const now = Date.now
    Date.now = () => now() - 86_400_000
  }`)
  const school = district.school(SCHOOLS.kindergarten)
  await district.signIn(page, 'operator')
  await page.getByRole('banner').getByText('本机时钟慢 1 天 0 小时').waitFor()
  await school.button.press()
  await says(alarmRow(page, school), /\d 秒/)
})

test('an act that the server does not answer says so, is sent again, and is done once', async ({ page, district }) => {
  const school = district.school(SCHOOLS.middle)
  await district.signIn(page, 'operator')
  await school.button.press()
  let refused = 0
  await page.route('**/acknowledge', (route) => (refused++ < 2 ? route.fulfill({ status: 503, body: '' }) : route.continue()))
  await alarmRow(page, school).getByRole('button', { name: school.name }).click()
  await alarmRow(page, school).getByRole('button', { name: '受理' }).click()
  await page.getByRole('region', { name: '警情详情' }).getByRole('status').filter({ hasText: '次重发中' }).waitFor()
  await says(alarmRow(page, school), '已受理')
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1)
})
