import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { chinese } from '../../web/i18n/refusal-text.ts'

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))

/** Where a refusal is written down: in a call that refuses, as a named part of one, or as what a check returns. */
const SAID =
  /(?:\b(?:refuse|refused)\w*\(|\bneeds\(|\b(?:message|reason|detail|wrong\w*)(?::| =) |\breturn |\? | : |=> )(?:'[\w.-]+', )?(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)/g
/** What a row of a file lacks: the last argument of `needs`. */
const NEEDED = /\bneeds\(\s*'\w+',[\s\S]*?,\s*'([^'\n]+)',?\s*\)/g
const SENTENCE = /^(?:[a-z"“]|X1)[^<>=]*[a-z]{2,} (?:[a-z“]|X1)/
/** SQL and the words of the program's own log and of its commands, which no screen shows. */
const UNSEEN =
  /^(?:select|insert|update|delete|with|and|or|where|exists|not exists|coalesce|any|to_char|all measures|that runs|another device|the system|without disposition|no gateway|no other gateway|X1 was heard)\b|::|\bnow\(\)| where | desc\b/

/** Everything that a file may refuse with, every part that differs put as one word. */
function refusalsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
  return [...source.matchAll(SAID), ...source.matchAll(NEEDED)]
    .map(([, single, double, template = '']) => single ?? double ?? template.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'X1'))
    .filter((words) => SENTENCE.test(words) && !UNSEEN.test(words))
}

it('has Chinese words for everything that a screen may be refused with', () => {
  const files = ['server/commands', 'server/domain', 'server/api'].flatMap(filesIn).filter((file) => !file.endsWith('gap-note.ts'))
  const refusals = new Set(files.flatMap(refusalsOf))
  expect(refusals.size).toBeGreaterThan(250)
  const english = [...refusals].filter((words) => /[a-z]{3,} [a-z]{2,}/.test(chinese(words)))
  expect(english).toEqual([])
})
