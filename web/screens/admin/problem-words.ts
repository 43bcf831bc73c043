import { ProblemError } from '../../api/http.ts'
import type { AdminText } from './text.ts'

/** Why an act was refused, field by field as the server put it; when nobody answered, that. */
export function wordsOf(error: unknown, t: AdminText): string {
  if (!(error instanceof ProblemError)) return t.unanswered
  const { detail, errors = [] } = error.problem
  const fields = errors.map(({ path, message }) => `${path.replace(/^body\./, '')}: ${message}`)
  return fields.length > 0 ? fields.join('；') : detail
}
