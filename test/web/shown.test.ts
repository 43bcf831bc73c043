// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { isPersonsScreen, ShownReceipts } from '../../web/live/shown.ts'

it('sends each version once, and again until it is confirmed', async () => {
  const sent: string[] = []
  let up = false
  const receipts = new ShownReceipts(({ id, version }) => {
    sent.push(`${id}/${version}`)
    return Promise.resolve(up ? 'done' : 'again')
  })
  receipts.paint([{ id: 'a', version: 1 }])
  await Promise.resolve()
  expect(receipts.pending).toBe(1)
  up = true
  receipts.paint([
    { id: 'a', version: 1 },
    { id: 'a', version: 2 },
  ])
  await receipts.flush()
  await new Promise((resolve) => setTimeout(resolve))
  await receipts.flush()
  expect(receipts.pending).toBe(0)
  expect(sent).toEqual(['a/1', 'a/1', 'a/2'])
})

it('does not count a wall as a person', () => {
  history.replaceState(null, '', '/control-room?wall')
  expect(isPersonsScreen()).toBe(false)
  history.replaceState(null, '', '/control-room')
  expect(isPersonsScreen()).toBe(document.visibilityState === 'visible')
})
