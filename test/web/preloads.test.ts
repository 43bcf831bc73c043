// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'
import type { Session } from '#contracts/session.ts'
import { followPreloads } from '../../web/live/preloads.ts'
import { useSession } from '../../web/live/session.ts'

const asked: string[] = []
vi.stubGlobal('fetch', async (url: string) => {
  asked.push(new URL(url).pathname)
  return new Response('')
})
followPreloads()

const of = (username: string) => ({ user: { username } }) as Session
const become = (session: Session | null | undefined) => useSession.setState({ session })

beforeEach(() => {
  become(undefined)
  document.head.innerHTML = '<link rel="preload" as="fetch">'
  // As an attribute it would be fetched by the document of the test itself.
  Object.defineProperty(document.querySelector('link'), 'href', { value: 'http://localhost/api/v1/campuses' })
  asked.length = 0
})

it('leaves what was asked for ahead to whoever opened the page', () => {
  become(of('operator'))
  become({ ...of('operator') })
  expect(asked).toEqual([])
})

it.each<[string, (Session | null)[]]>([
  ['nobody had opened the page', [null, of('operator')]],
  ['its opener has signed out', [of('clerk'), null, of('operator')]],
  ['it is another session by now', [of('clerk'), of('operator')]],
])('takes it from the next person once, when %s', (_, sessions) => {
  for (const session of sessions) become(session)
  expect(asked).toEqual(['/api/v1/campuses'])
})
