import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { deltaE, deuteranope, grey, luminance, rgb } from '../support/colour.ts'

/** The tokens of a stylesheet that are plain colours. */
function tokensOf(...files: string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const file of files)
    for (const [, name = '', value = ''] of readFileSync(file, 'utf8').matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})\b/g)) found[name] = value
  return found
}
const THEMES = {
  dark: tokensOf('web/ui/tokens.css'),
  light: tokensOf('web/ui/tokens.css', 'web/ui/light.css'),
}

/** WCAG 2.2 contrast. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(rgb(a)), luminance(rgb(b))].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const PRIORITIES = ['p1', 'p2', 'p3', 'p4']

it.each(['dark', 'light'] as const)('keeps text, symbols and controls of the %s theme readable (WCAG 2.2: 4.5 and 3)', (name) => {
  const theme = THEMES[name]
  const of = (token: string) => theme[token] ?? expect.fail(`no token ${token}`)
  for (const ground of ['ground', 'panel', 'raised', 'selected', 'hover']) {
    expect([name, ground, 'text', contrast(of('text'), of(ground)) >= 7]).toEqual([name, ground, 'text', true])
    expect([name, ground, 'dim', contrast(of('dim'), of(ground)) >= 4.5]).toEqual([name, ground, 'dim', true])
    for (const priority of PRIORITIES)
      expect([name, ground, priority, contrast(of(priority), of(ground)) >= (ground === 'panel' ? 4.5 : 3)]).toEqual([
        name,
        ground,
        priority,
        true,
      ]) // words stand on panels, symbols everywhere
  }
  for (const priority of PRIORITIES) expect(contrast(of('on-priority'), of(priority))).toBeGreaterThanOrEqual(4.5)
  expect(contrast(of('on-primary'), of('primary'))).toBeGreaterThanOrEqual(7)
  expect(contrast('#ffffff', of('stale'))).toBeGreaterThanOrEqual(7)
  expect(contrast(of('focus'), of('panel'))).toBeGreaterThanOrEqual(3)
  expect(contrast(of('line-strong'), of('panel'))).toBeGreaterThanOrEqual(name === 'light' ? 2.9 : 1.9)
})

it.each(['dark', 'light'] as const)('tells what shares a form apart for a deuteranope and in grey print, in the %s theme', (name) => {
  const theme = THEMES[name]
  const of = (token: string) => theme[token] ?? expect.fail(`no token ${token}`)
  // Priorities differ in form and numeral; what shares a form is filled or only outlined, and a camera that is offline or not.
  const pairs: [string, string][] = [
    ...PRIORITIES.map((priority): [string, string] => [priority, 'panel']),
    ['camera-off', 'map-ground'],
    ['camera', 'map-ground'],
  ]
  for (const [a, b] of pairs) {
    expect([name, a, b, deltaE(deuteranope(rgb(of(a))), deuteranope(rgb(of(b)))) > 20]).toEqual([name, a, b, true])
    expect([name, a, b, deltaE(grey(rgb(of(a))), grey(rgb(of(b)))) > 20]).toEqual([name, a, b, true])
  }
})

it('flashes at 1.4–2.0 Hz and never where motion is reduced', () => {
  const css = readFileSync('web/ui/tokens.css', 'utf8')
  const seconds = Number(/animation: unacknowledged ([\d.]+)s/.exec(css)?.[1])
  expect(1 / seconds).toBeGreaterThanOrEqual(1.4)
  expect(1 / seconds).toBeLessThanOrEqual(2)
  expect(/prefers-reduced-motion: reduce\) \{\s*\.pulsing \{\s*animation: none/.test(css)).toBe(true)
})
