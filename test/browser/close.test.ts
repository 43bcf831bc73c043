import { expect } from 'vitest'
import { alarmRow, SCHOOLS, says, test } from '../support/district.ts'

test('closing asks for conclusion, level and note, and of a real alarm for the arrival or why there was none', async ({
  page,
  district,
}) => {
  const school = district.school(SCHOOLS.primary)
  await district.signIn(page, 'operator')
  await school.button.press()
  const row = alarmRow(page, school)
  await row.getByRole('button', { name: '受理' }).click()
  await says(row, '已受理')
  await row.getByRole('button', { name: school.name }).click()
  const { id, version } = await district.alarmOf(school.button)

  await page.getByRole('region', { name: '警情详情' }).getByRole('button', { name: /^归档/ }).click()
  const form = page.getByRole('form', { name: '归档' })
  const submit = form.getByRole('button', { name: '确认归档' })
  await submit.click()
  await says(form.getByRole('alert'), '还缺：处置结论、核实等级、说明')
  await form.getByLabel('处置结论').selectOption('真实警情')
  await form.getByLabel('核实等级').selectOption('4 级 · 危及生命')
  await form.getByLabel('说明').fill('门口有人持械，保安劝离')
  await submit.click()
  await says(form.getByRole('alert'), '真实警情须填到场时间，或未到场的原因')
  // The form is a help; the server itself refuses, too.
  const without = { version, disposition: 'genuine', validationLevel: 4, note: '门口有人持械' }
  expect((await (await district.person('leader')).act({ id }, 'close', without)).status).toBe(422)

  await form.getByLabel('未到场的原因').fill('保安已在现场')
  await submit.click()
  await row.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '最近归档' }).click()
  await page
    .getByRole('region', { name: '最近归档' })
    .getByRole('button', { name: /真实警情/ })
    .click()
  await says(page.getByRole('region', { name: '警情详情' }), '门口有人持械，保安劝离')
  expect(await (await district.person('leader')).alarm(id)).toMatchObject({ state: 'closed', disposition: 'genuine', validationLevel: 4 })

  const duty = await (await district.newContext()).newPage()
  await district.signIn(duty, 'duty')
  await duty.getByRole('button', { name: '最近归档' }).click()
  await duty
    .getByRole('region', { name: '最近归档' })
    .getByRole('button', { name: /真实警情/ })
    .click()
  await duty.getByRole('region', { name: '警情详情' }).getByRole('button', { name: '登记为事件' }).click()
  await duty.waitForURL(/\/control-room\/incidents\/[0-9a-f-]{36}$/)
  await says(duty.getByRole('main'), school.name)
  await duty.context().close()
})
