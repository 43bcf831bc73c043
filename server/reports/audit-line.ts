// A line of the audit log as people say it.
import type { Role } from '#contracts/session.ts'
import { AUDIT_WORDS, actWords } from '#domain/audit-words.ts'
import { ROLE_WORDS } from '#domain/words.ts'
import { titleOf } from './list-table.ts'

export const roleText = (role: string | null): string | null => (role === null ? null : (ROLE_WORDS[role as Role] ?? role))
export const resultText = (result: string): string => AUDIT_WORDS.result[result] ?? result
export const actionText = (action: string): string => actWords(action, AUDIT_WORDS)

/** An export's object is its list and filter. */
export function objectText({ action, object }: { readonly action: string; readonly object: string | null }): string | null {
  if (action !== 'export' || object === null) return object
  const [list = '', ...filter] = object.split(': ')
  const title = titleOf(list)
  return title === undefined ? object : `${title}：${filter.join(': ')}`
}
