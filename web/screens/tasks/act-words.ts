import { ProblemError } from '../../api/http.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import type { TaskText } from './text.ts'

/** Why an act was refused: who was first, or field by field as the server put it; when nobody answered, that. */
export function refusalWords(error: unknown, t: Pick<TaskText, 'unanswered' | 'conflict'>): string {
  if (!(error instanceof ProblemError)) return t.unanswered
  const { type, current } = error.problem
  if (type.endsWith('version-conflict')) {
    const who = (current as { changedBy?: string } | undefined)?.changedBy
    if (who) return t.conflict(who)
  }
  return refusalText(error.problem)
}
