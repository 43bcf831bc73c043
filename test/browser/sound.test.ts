import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { alarmRow, keysCount, SCHOOLS, says, test } from '../support/district.ts'

// What goes to the loudspeaker is listened to on the way; the audio thread fills the analyser whatever the page does.
const LISTEN = `{
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (target, ...more) {
    if (target instanceof AudioDestinationNode && !window.ear) {
      window.ear = target.context.createAnalyser()
      window.ear.fftSize = 2048
      connect.call(this, window.ear)
    }
    return connect.call(this, target, ...more)
  }
}`

/** Blocks the page for this long and listens meanwhile. @returns changes between sound and silence, and the loudest sample */
const HOLD = (ms: number) => `(() => {
  const samples = new Float32Array(2048)
  const until = performance.now() + ${ms}
  let changes = 0
  let sounding = null
  let loudest = 0
  while (performance.now() < until) {
    window.ear.getFloatTimeDomainData(samples)
    const loud = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    loudest = Math.max(loudest, loud)
    if (sounding !== null && sounding !== loud > 0.02) changes++
    sounding = loud > 0.02
  }
  return { changes, loudest }
})()`

test('an alarm sounds on while the page is blocked for three seconds, and is silent once it is acknowledged', async ({
  page,
  district,
}) => {
  await page.addInitScript(LISTEN)
  const school = district.school(SCHOOLS.primary)
  const listen = (ms: number) => page.evaluate<{ changes: number; loudest: number }>(HOLD(ms))
  await district.signIn(page, 'operator')
  const strip = page.getByRole('banner')
  await strip.getByRole('button', { name: /声音未确认|没有音频输出/ }).click()
  await page.getByRole('dialog', { name: '试听与音量' }).getByRole('button', { name: '听得到' }).click()
  await school.button.press()
  const row = alarmRow(page, school)
  await says(row, '待受理')
  const heard = await listen(3_000)
  expect(heard.changes).toBeGreaterThan(4) // pulses, not one tone
  expect(heard.loudest).toBeGreaterThan(0.2)

  await row.getByRole('button', { name: '受理' }).click()
  await says(row, '已受理')
  await expect.poll(() => listen(300).then(({ loudest }) => loudest)).toBe(0)
  expect(await listen(1_500)).toEqual({ changes: 0, loudest: 0 })
})

/** Says that the alarm is heard, as at the start of a shift. */
async function confirmHearing(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /声音未确认|没有音频输出/ })
    .click()
  await page.getByRole('dialog', { name: '试听与音量' }).getByRole('button', { name: '听得到' }).click()
}

test('a muted alarm is silent, and a new one sounds through it', async ({ page, district }) => {
  await page.addInitScript(LISTEN)
  const [muted, fresh] = [district.school(SCHOOLS.middle), district.school(SCHOOLS.kindergarten)]
  const loudest = () => page.evaluate<{ loudest: number }>(HOLD(1_000)).then((heard) => heard.loudest)
  await district.signIn(page, 'leader')
  await confirmHearing(page)
  await muted.button.press()
  await says(page.getByRole('region', { name: '警情详情' }), muted.name)
  await expect.poll(loudest).toBeGreaterThan(0.2)
  await keysCount(page)
  await page.keyboard.press('m')
  await says(page.getByRole('banner'), /静音/)
  await expect.poll(loudest).toBe(0)
  await fresh.button.press()
  await says(alarmRow(page, fresh), '待受理')
  await expect.poll(loudest).toBeGreaterThan(0.2)
})

test('an output that is taken away turns the strip red and says what to do; alarms show as always', async ({ page, district }) => {
  await page.addInitScript(`{
    navigator.mediaDevices.enumerateDevices = async () =>
      window.unplugged ? [] : [{ kind: 'audiooutput', deviceId: 'default', label: 'speaker', groupId: '' }]
  }`)
  await district.signIn(page, 'operator')
  await confirmHearing(page)
  const strip = page.getByRole('banner')
  await strip.getByRole('button', { name: /声音已/ }).waitFor()
  expect(await strip.getAttribute('data-red')).toBe('false')
  await page.evaluate(`window.unplugged = true; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))`)
  await strip.getByRole('button', { name: '没有音频输出：请接上音箱' }).click()
  expect(await strip.getAttribute('data-red')).toBe('true')
  await says(page.getByRole('dialog', { name: '试听与音量' }).getByRole('alert'), '警情')
  await page.keyboard.press('Escape')
  const button = district.school(SCHOOLS.primary).buttons[1]
  if (!button) throw new Error('the school has two buttons')
  await button.press()
  await says(alarmRow(page, district.school(SCHOOLS.primary)).first(), '待受理')
})
