import { expect, it } from 'vitest'
import { xmlText } from '#domain/xml-text.ts'

it.each([
  ['<a href="x">&', '&lt;a href=&quot;x&quot;&gt;&amp;'],
  ['a\0b\x08c\x1fd\ufffee', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
  ['两行\n与\t制表\r', '两行\n与\t制表\r'],
  ['校卫 😀 ئۇيغۇر', '校卫 😀 ئۇيغۇر'],
])('writes %j so that XML can hold it', (text, written) => {
  expect(xmlText(text)).toBe(written)
})
