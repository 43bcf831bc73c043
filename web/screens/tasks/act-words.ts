import { ProblemError } from '../../api/http.ts'
import type { TaskText } from './text.ts'

/** Why an act was refused: who was first, or field by field as the server put it; when nobody answered, that. */
export function refusalWords(error: unknown, t: Pick<TaskText, 'unanswered' | 'conflict'>): string {
  if (!(error instanceof ProblemError)) return t.unanswered
  const { type, detail, errors = [], current } = error.problem
  if (type.endsWith('version-conflict')) {
    const who = (current as { changedBy?: string } | undefined)?.changedBy
    return who ? t.conflict(who) : detail
  }
  const fields = errors.map(({ path, message }) => `${path.replace(/^body\./, '')}: ${message}`)
  return fields.length > 0 ? fields.join('；') : detail
}
