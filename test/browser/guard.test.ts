import { expect } from 'vitest'
import { alarmRow, SCHOOLS, says, test } from '../support/district.ts'

test('a guard is alarmed, answers 我去, and says that he has arrived', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'guard')
  await page.getByRole('heading', { name: '本校无警情' }).waitFor()
  await school.button.press()
  await page.getByRole('heading', { name: school.button.name }).waitFor()
  await page.getByText('等待值班员受理').waitFor()
  await page.getByRole('button', { name: '我去' }).click()
  await says(page.getByRole('status'), '已送达：我去')
  await page.getByRole('button', { name: '已到场' }).click()
  await says(page.getByRole('status'), '已送达：已到场')

  const alarm = await district.alarmOf(school.button)
  expect(alarm).toMatchObject({ state: 'arrived', unacknowledged: true }) // an arrival acknowledges nothing
  expect(alarm.log.filter(({ by }) => by === 'guard').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['shown', 'answered', 'arrived']),
  )
})

test('a silent button shows nothing at the scene, and everything in the control room', async ({ page, district }) => {
  const school = district.school(SCHOOLS.middle)
  const desk = await district.anotherPage('operator')
  await district.signIn(page, 'guard-m')
  await school.silent.press()
  await says(alarmRow(desk, school), '待受理')
  await alarmRow(desk, school).getByRole('button', { name: school.name }).click()
  await says(desk.getByRole('region', { name: '警情详情' }), '无声报警')
  await school.button.press()
  await page.getByRole('heading', { name: school.button.name }).waitFor() // the later press has come, so the silent one would have
  expect(await page.getByText(school.silent.name).count()).toBe(0)
  expect(await page.getByText(/还有 \d+ 起警情/).count()).toBe(0)
})

test('what the server has not confirmed is called 未送达, with telephones, until it is delivered', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await district.signIn(page, 'guard-k')
  await school.button.press()
  await page.getByRole('heading', { name: school.button.name }).waitFor()
  await district.server.kill9()
  await page.getByRole('button', { name: '去不了' }).click()
  const unsent = page.getByRole('alert').filter({ hasText: '未送达' })
  await unsent.getByRole('link', { name: '110' }).waitFor()
  await district.server.start()
  await says(page.getByRole('status'), '已送达：去不了')
  await unsent.waitFor({ state: 'detached' })
  const { log } = await district.alarmOf(school.button)
  expect(log.filter(({ kind }) => kind === 'answered')).toMatchObject([{ by: 'guard-k', data: { answer: 'cannot' } }])
})
