import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { type Order, stepOrder } from '#domain/work-order.ts'
import { refusalText } from '../../web/i18n/refusal-text.ts'
import { useLanguage } from '../../web/i18n/text.ts'

afterEach(() => useLanguage.setState({ language: 'zh-CN' }))
const refused = (path: string, message: string) => refusalText({ detail: `${path}: ${message}`, errors: [{ path, message }] })

it('says why an act was refused in the language of the screen', () => {
  expect(refused('body.validFrom', 'expected a day from 2026-12-29 on: a request is filed at least 30 days before')).toBe(
    '有效期起：应不早于 2026-12-29：事项须提前 30 天报送',
  )
  expect(refusalText({ detail: 'a second person decides: you proposed this entry' })).toBe('须由另一人批准：这一事项是您报送的')
  expect(refused('body.listId', 'it is not on the list 准入清单: file it at least 30 days before it begins')).toContain('不在准入清单上')
  expect(refused('f2', 'something new')).toBe('f2：something new') // what it does not know it hands on as it is
  useLanguage.setState({ language: 'en' })
  expect(refused('body.validFrom', 'expected a day from 2026-12-29 on')).toBe('validFrom: expected a day from 2026-12-29 on')
})

it('has every refusal of a work order in Chinese', () => {
  const said = [
    'version 3 was seen; 李 changed the order since, it is at 4 and mended',
    'version 3 was seen; the system changed the order since, it is at 4 and verified',
    'the fault has an open order already',
    'there is no open fault 0b0c',
    'there is no work order 0b0c',
    'expected a note',
    'expected a reason: the device has not told that its fault is over',
    '王 is no technician or vendor whom you can send there',
    'workOrder:write is not among the rights of operator',
    'the request failed; the cause is in the server’s log',
    'HTTP 502',
  ]
  const sources = ['server/domain/work-order.ts', 'server/commands/command-work-order.ts']
    .map((file) => readFileSync(file, 'utf8'))
    .join('')
  const quoted = [...sources.matchAll(/(?:reason: |refuse\('[\w-]+', |\? null : |return )'([a-z][^']* [^']*)'/g)].map(
    ([, words = '']) => words,
  )
  expect(quoted.length).toBeGreaterThan(8)
  const order: Order = {
    state: 'mended',
    proof: 'signal',
    mendedAt: null,
    pausedSince: null,
    pauseReason: null,
    pausedS: 0,
    version: 1,
  } as Order
  const steps = (['start', 'mend', 'resume'] as const).map((command) => stepOrder(order, command, new Date()))
  const ended = stepOrder({ ...order, state: 'verified' }, 'mend', new Date())
  const reasons = [...steps, ended].flatMap((step) => (step.ok ? [] : [step.reason]))
  expect(reasons).toHaveLength(4)
  for (const detail of [...said, ...quoted, ...quoted.map((words) => `not verified: ${words}`), ...reasons])
    expect(refusalText({ detail }), detail).not.toMatch(/[a-z]{4}( |$)/)
})
