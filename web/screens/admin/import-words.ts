import { chinese } from '../../i18n/refusal-text.ts'
import type { Language } from '../../i18n/text.ts'

/** What the server says of a cell, with the column's name before it where the server put one: people mend Excel files in their own language. */
export function errorWords(message: string, language: Language): string {
  if (language === 'en') return message
  const [, column = '', finding = message] = /^([\u4e00-\u9fff]+): ([\s\S]*)$/.exec(message) ?? []
  return column === '' ? chinese(message) : `${column}：${chinese(finding)}`
}
