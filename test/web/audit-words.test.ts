import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { HazardCommandName } from '#contracts/hazard.ts'
import { OrderCommandName } from '#contracts/work-order.ts'
import { AUDIT_WORDS, actWords } from '#domain/audit-words.ts'

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))

/** Where an act is named: on its route, or by the command that writes its line. */
const NAMED = /(?:\b(?:audit|action): |\blog\(db, |\? |: )'([a-z][A-Za-z]*\.[a-z][A-Za-z]*)'/g
/** Names of that shape that are no acts: fields of a body, of parameters and of rows. */
const FIELD = /^(?:body|params|query|headers|[a-z])\./

it('has Chinese words for every act that the log writes down', () => {
  const written = ['server/commands', 'server/api'].flatMap(filesIn).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(NAMED)])
  const acts = new Set([
    ...written.flatMap(([, act = '']) => (FIELD.test(act) ? [] : [act])),
    ...HazardCommandName.options.map((command) => `hazard.${command}`),
    ...OrderCommandName.options.map((command) => `workOrder.${command}`),
    ...['receive', 'report', 'explain', 'askExtension', 'finish', 'note', 'decideExtension', 'verify', 'return', 'cancel', 'reopen'].map(
      (command) => `task.${command}`,
    ),
    ...['receive', 'answer', 'close', 'return', 'withdraw'].map((command) => `supervisionOrder.${command}`),
  ])
  expect(acts.size).toBeGreaterThan(130)
  expect([...acts].filter((act) => actWords(act, AUDIT_WORDS) === act)).toEqual([])
})
