import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { deuteranope, grey, lab, type Rgb } from '../support/colour.ts'
import { alarmRow, barriers, type District, SCHOOLS, says, test } from '../support/district.ts'

/** A browser zoomed in has fewer CSS pixels, each of them larger. */
async function zoomed(page: Page, district: District, zoom: number, [width, height]: [number, number], user: string): Promise<Page> {
  const browser = page.context().browser()
  if (!browser) throw new Error('no browser')
  const context = await browser.newContext({
    baseURL: district.server.url,
    locale: 'zh-CN',
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  const screen = await context.newPage()
  await district.signIn(screen, user)
  return screen
}

/** What does not fit: the page scrolls sideways, or a control's words are cut at its edge. */
const overflow = (screen: Page) =>
  screen.evaluate<string[]>(`[
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page is ' + document.documentElement.scrollWidth + ' px wide'] : []),
    ...[...document.querySelectorAll('button')]
      .filter((button) => button.offsetParent && button.scrollWidth > button.clientWidth + 1)
      .map((button) => 'cut: ' + button.textContent),
  ]`)

test('the control room works at 200 % and shows everything at 300 % and 50 %', async ({ page, district }) => {
  const school = district.school(SCHOOLS.primary)
  await school.button.press()
  for (const zoom of [2, 3, 0.5]) {
    const room = await zoomed(page, district, zoom, [1920, 1080], 'operator')
    const row = alarmRow(room, school)
    await row.waitFor()
    await room.getByRole('region', { name: '警情详情' }).waitFor()
    expect([zoom, await overflow(room)]).toEqual([zoom, []])
    await row.scrollIntoViewIfNeeded()
    await room.getByRole('region', { name: '警情详情' }).getByRole('button', { name: /^归档/ }).scrollIntoViewIfNeeded()
    if (zoom === 2) expect(await barriers(room)).toEqual([])
    await room.context().close()
  }
})

test('the guard’s page works at 200 % and shows both answers at 300 % and 50 %', async ({ page, district }) => {
  const school = district.school(SCHOOLS.kindergarten)
  await school.button.press()
  const small: [number, number] = [360, 640]
  const large: [number, number] = [390, 844]
  for (const [zoom, glass] of [
    [2, small],
    [2.5, small],
    [3, small],
    [2, large],
    [2.5, large],
    [3, large],
    [0.5, small],
  ] as [number, [number, number]][]) {
    const phone = await zoomed(page, district, zoom, glass, 'guard-k')
    const [go, cannot] = [phone.getByRole('button', { name: '我去' }), phone.getByRole('button', { name: '去不了' })]
    await cannot.waitFor()
    expect([zoom, glass, await overflow(phone)]).toEqual([zoom, glass, []])
    // Both are under the thumb before any scrolling, above SOS.
    const [upper, lower, sos] = await Promise.all(
      [go, cannot, phone.getByRole('button', { name: /SOS/ })].map((part) => part.boundingBox()),
    )
    if (!upper || !lower || !sos) throw new Error('the answers are not drawn')
    expect([zoom, glass, upper.y >= 0, lower.y >= upper.y + upper.height, lower.y + lower.height <= sos.y]).toEqual([
      zoom,
      glass,
      true,
      true,
      true,
    ])
    expect(Math.min(upper.height, lower.height) * zoom).toBeGreaterThanOrEqual(128) // R18
    if (zoom === 2 && glass === small) expect(await barriers(phone)).toEqual([])
    if (zoom === 0.5) await says(phone.getByRole('main'), school.button.name)
    await phone.context().close()
  }
})

/** An element's picture as it stands on the screen, its pixels 0–1. */
async function pixelsOf(page: Page, index: number): Promise<Rgb[]> {
  const png = await page.locator('table svg, table canvas').nth(index).screenshot()
  const bytes = await page.evaluate<number[]>(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${png.toString('base64')}'
    await image.decode()
    const canvas = new OffscreenCanvas(32, 32)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0, 32, 32)
    return [...context.getImageData(0, 0, 32, 32).data]
  })()`)
  const pixels: Rgb[] = []
  for (let at = 0; at < bytes.length; at += 4)
    pixels.push([bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0].map((value) => value / 255) as Rgb)
  return pixels
}

test('every two states of the legend differ for a deuteranope and in grey, whatever their colour', async ({ page }) => {
  for (const theme of ['dark', 'light']) {
    await page.addInitScript(`localStorage.setItem('xiaowei.theme', '${theme}')`)
    await page.goto('/legend')
    const symbols = page.locator('table svg, table canvas')
    await symbols.first().waitFor()
    const count = await symbols.count()
    expect(count).toBe(19 + 8) // alarms by priority and state (no first priority is shelved), devices by kind and state
    expect([theme, await barriers(page)]).toEqual([theme, []])
    const seen: { deuteranope: Rgb[]; grey: Rgb[] }[] = []
    for (let i = 0; i < count; i++) {
      const pixels = await pixelsOf(page, i)
      seen.push({ deuteranope: pixels.map((pixel) => lab(deuteranope(pixel))), grey: pixels.map((pixel) => lab(grey(pixel))) })
    }
    const differing = (a: Rgb[], b: Rgb[]) =>
      a.filter((pixel, i) => Math.hypot(...pixel.map((value, k) => value - (b[i]?.[k] ?? 0))) > 12).length / a.length
    for (const [i, a] of seen.entries())
      for (const [j, b] of seen.entries())
        if (i < j)
          for (const eye of ['deuteranope', 'grey'] as const)
            expect([theme, i, j, eye, differing(a[eye], b[eye]) > 0.015]).toEqual([theme, i, j, eye, true])
  }
})
