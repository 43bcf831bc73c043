import { expect } from 'vitest'
import { barriers, test } from '../support/district.ts'

test('a server that stands still turns the whole picture grey and says why; when it goes on, so does the picture', async ({
  page,
  district,
}) => {
  await district.signIn(page, 'operator')
  const chain = page.getByRole('region', { name: '链路' })
  const banner = page.getByRole('alert').filter({ hasText: '画面不是实时的' })
  await chain.filter({ hasText: '网关正常' }).filter({ hasText: '数据库正常' }).waitFor()
  expect(await banner.count()).toBe(0)
  const look = () => page.evaluate<string>(`getComputedStyle(document.querySelector('.leaflet-container')).filter`)
  expect(await look()).toBe('none')

  process.kill(district.server.pid, 'SIGSTOP')
  try {
    await banner.filter({ hasText: '服务器无心跳' }).waitFor()
    expect(await look()).toContain('grayscale(1)')
    await chain.filter({ hasText: '网关未知' }).filter({ hasText: '数据库未知' }).waitFor() // an old 正常 would be believed
    await page.getByText(/电话仍可用/).waitFor()
    expect(await barriers(page)).toEqual([])
  } finally {
    process.kill(district.server.pid, 'SIGCONT')
  }
  await banner.waitFor({ state: 'detached' })
  await expect.poll(look).toBe('none')
  await chain.filter({ hasText: '网关正常' }).filter({ hasText: '数据库正常' }).waitFor()
})
