import { expect } from 'vitest'
import { alarmRow, keysCount, SCHOOLS, says, test } from '../support/district.ts'

// A person's acts from the press to the archive, nothing but keys; what is typed into the note counts as one.
const ACTS = 12

test('an operator takes a press to the archive by keyboard alone', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'operator')
  await school.button.press()
  const row = alarmRow(page, school)
  const detail = page.getByRole('region', { name: '警情详情' })
  await says(detail, school.name) // it has opened by itself
  await says(detail, '已显示：示例·值班员')
  let acts = 0
  const press = async (key: string) => {
    acts++
    await page.keyboard.press(key)
  }
  const type = async (words: string) => {
    acts++
    await page.keyboard.insertText(words)
  }
  await keysCount(page) // what is pressed sooner was meant for something else

  await press(' ')
  await says(row, '已受理')
  await press('1')
  await detail.getByRole('region', { name: '正在拨打' }).waitFor()
  await press('7')
  await says(detail, '门卫室：属实')
  await press('d')
  await detail.getByRole('region', { name: '派谁去？' }).waitFor()
  await press('4')
  await says(row, '处置中')
  await says(detail, '驻校民警（已派）')
  await press('a')
  await says(row, '已到场')
  await press('c')
  await page.getByRole('form', { name: '归档' }).waitFor()
  await press('Tab') // 真实警情 is offered: the call said so
  await press('4') // 4 级 · 危及生命
  await press('Tab')
  await type('门口有人持械，驻校民警到场')
  await press('Control+Enter')
  await row.waitFor({ state: 'detached' })

  expect(acts).toBeLessThanOrEqual(ACTS)
  const { items } = await (await district.person('leader')).get<{ items: { id: string; disposition: string }[] }>(
    '/alarms?state=closed&limit=1',
  )
  expect(items[0]?.disposition).toBe('genuine')
  const log = (await (await district.person('leader')).alarm(items[0]?.id ?? '')).log.map(({ kind }) => kind)
  for (const kind of ['acknowledged', 'called', 'dispatched', 'arrived', 'closed']) expect(log).toContain(kind)
})

// Each by what the hand does: the operator's keys, the guard's touches.
const TOGETHER = { operator: 8, guard: 2 }

test('operator and guard together take a press to the archive, with the keyboard and one thumb', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  const phone = await district.anotherPage('guard')
  await phone.setViewportSize({ width: 360, height: 640 })
  await district.signIn(page, 'operator')
  const acts = { operator: 0, guard: 0 }
  const press = async (key: string) => {
    acts.operator++
    await page.keyboard.press(key)
  }
  const touch = async (name: string) => {
    acts.guard++
    await phone.getByRole('button', { name, exact: true }).click()
  }

  await school.button.press()
  const row = alarmRow(page, school)
  const detail = page.getByRole('region', { name: '警情详情' })
  await says(detail, school.name)
  await keysCount(page)
  await press(' ')
  await says(row, '已受理')
  await says(phone.getByRole('listitem').first(), '值班员已受理')
  await touch('我去')
  await says(detail, '示例·保安（答复“我去”）')
  await touch('已到场')
  await says(row, '已到场')
  await says(detail, '示例·保安（已到场）')
  await press('c')
  const form = page.getByRole('form', { name: '归档' })
  await form.waitFor()
  await form.getByLabel('到场时间').waitFor() // the guard's arrival stands in it
  await press('ArrowDown')
  expect(await form.getByLabel('处置结论').inputValue()).toBe('genuine')
  await press('Tab')
  await press('4')
  await press('Tab')
  acts.operator++
  await page.keyboard.insertText('保安到场，已劝离')
  await press('Control+Enter')
  await row.waitFor({ state: 'detached' })
  await phone.getByText('本校无警情', { exact: true }).waitFor()

  const { items } = await (await district.person('leader')).get<{ items: { id: string }[] }>('/alarms?state=closed&limit=1')
  const alarm = await (await district.person('leader')).alarm(items[0]?.id ?? '')
  expect(alarm).toMatchObject({ deviceId: school.button.id, disposition: 'genuine', acknowledgedBy: 'operator' })
  expect(alarm.log.filter(({ by }) => by === 'guard').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['shown', 'answered', 'arrived']),
  )
  expect(acts).toEqual(TOGETHER)
})
