// What the server refused, in the language of the person at this screen: it speaks English to programs.
import type { Problem } from '#contracts/problem.ts'
import { STEP_WORDS } from '#domain/incident-words.ts'
import {
  ALARM_STATE_WORDS,
  DEVICE_KIND_WORDS,
  DISPOSITION_WORDS,
  HAZARD_STATE_WORDS,
  IMPORT_STATE_WORDS,
  ORDER_STATE_WORDS,
  REQUEST_FREQUENCY_WORDS,
  REQUEST_STATE_WORDS,
  ROLE_WORDS,
  RULE_STATE_WORDS,
  SCOPE_WORDS,
  SUPERVISION_STATE_WORDS,
  TASK_STATE_WORDS,
} from '#domain/words.ts'
import { momentText } from '../ui/time.ts'
import { ACCOUNT_REFUSALS } from './refusals/account.ts'
import { ALARM_REFUSALS } from './refusals/alarm.ts'
import { COMMON_REFUSALS } from './refusals/common.ts'
import { DEVICE_REFUSALS } from './refusals/device.ts'
import { EVIDENCE_REFUSALS } from './refusals/evidence.ts'
import { FIELD_WORDS } from './refusals/field.ts'
import { INCIDENT_REFUSALS } from './refusals/incident.ts'
import { semicolon, useLanguage } from './text.ts'

const ACTS = {
  acknowledge: '受理',
  dispatch: '派员',
  arrive: '登记到场',
  resolve: '登记处置完毕',
  close: '办结',
  reopen: '重开',
  start: '出发',
  mend: '登记修复',
  verify: '验证',
  receive: '签收',
  answer: '答复',
  withdraw: '撤回',
}

const wordsIn = (words: Readonly<Record<string, string>>) => (found: string) => words[found] ?? found
/** Each word of a list such as "operator, guard" or "police or bureau". */
const eachIn = (words: Readonly<Record<string, string>>) => (found: string) =>
  found
    .split(/, | or /)
    .map(wordsIn(words))
    .join('、')

/** What a part of a refusal is, and how it is said. */
const PARTS: Readonly<Record<string, (found: string) => string>> = {
  said: chinese,
  act: wordsIn(ACTS),
  alarm: wordsIn(ALARM_STATE_WORDS),
  anyOrder: wordsIn({ ...SUPERVISION_STATE_WORDS, ...ORDER_STATE_WORDS }),
  at: (found) => (Number.isNaN(Date.parse(found)) ? found : momentText(found, Date.now())),
  device: eachIn(DEVICE_KIND_WORDS),
  disposition: wordsIn({ ...DISPOSITION_WORDS, 'without disposition': '没有处置结论' }),
  entry: wordsIn({ ...REQUEST_STATE_WORDS, ...RULE_STATE_WORDS, ended: '已终止' }),
  hazard: wordsIn(HAZARD_STATE_WORDS),
  import: wordsIn(IMPORT_STATE_WORDS),
  often: wordsIn(REQUEST_FREQUENCY_WORDS),
  order: wordsIn(ORDER_STATE_WORDS),
  role: wordsIn(ROLE_WORDS),
  roles: eachIn(ROLE_WORDS),
  scope: eachIn(SCOPE_WORDS),
  supervision: wordsIn(SUPERVISION_STATE_WORDS),
  task: wordsIn(TASK_STATE_WORDS),
  word: wordsIn(STEP_WORDS),
  words: eachIn(STEP_WORDS),
}

interface Refusal {
  readonly pattern: RegExp
  readonly words: string
}

/** Who says most of itself comes first: `there is no {}` fits many that say more. */
const readRefusals = (): readonly Refusal[] =>
  [COMMON_REFUSALS, ACCOUNT_REFUSALS, ALARM_REFUSALS, INCIDENT_REFUSALS, EVIDENCE_REFUSALS, DEVICE_REFUSALS]
    .flatMap((refusals) => Object.entries<string>(refusals))
    .map(([english, words]) => ({ literal: english.split('{}').join('').length, pattern: patternOf(english), words }))
    .sort((a, b) => b.literal - a.literal)

/** Made when the first act is refused. */
let refusals: readonly Refusal[] | null = null

function patternOf(english: string): RegExp {
  const literals = english.split('{}').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
  return new RegExp(`^${literals.join('([^]+?)')}$`)
}

/** A refusal in Chinese; one that no catalogue has is handed on as it is. */
export function chinese(message: string): string {
  refusals = refusals ?? readRefusals()
  for (const { pattern, words } of refusals) {
    const found = pattern.exec(message)
    if (found) return words.replace(/\{(\d)(?::(\w+))?\}/g, (_, n: string, part = '') => (PARTS[part] ?? String)(found[Number(n)] ?? ''))
  }
  return message
}

/** One finding, such as that of a cell, in the language of the person at this screen. */
export const findingText = (message: string): string => (useLanguage.getState().language === 'en' ? message : chinese(message))

/** Why an act was refused, field by field as the server put it, or as a whole. */
export function refusalText({ detail, errors = [] }: Pick<Problem, 'detail' | 'errors'>): string {
  if (errors.length === 0) return findingText(detail ?? '')
  const isZh = useLanguage.getState().language !== 'en'
  return errors
    .map(({ path, message }) => {
      const field = path.replace(/^(body|query|params)\./, '')
      if (isZh) return `${fieldWords(field)}${chinese(message)}`
      return field === '' ? message : `${field}: ${message}`
    })
    .join(semicolon())
}

/** The field that a finding is of, as the forms call it: `milestones.2.dueOn` is the due day of the third milestone. */
function fieldWords(field: string): string {
  if (field === '' || field === 'body') return ''
  const known = FIELD_WORDS[field]
  if (known !== undefined) return `${known}：`
  const words = field.split('.').map((part) => (/^\d+$/.test(part) ? `第 ${Number(part) + 1} 项` : (FIELD_WORDS[part] ?? part)))
  return `${words.join(' ')}：`
}
