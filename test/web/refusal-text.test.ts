import { afterEach, expect, it } from 'vitest'
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
