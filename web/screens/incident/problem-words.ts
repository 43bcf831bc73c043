import { ProblemError } from '../../api/http.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import type { IncidentText } from './text.ts'

/** Why an act was refused, as the server put it; when nobody answered, that. */
export function wordsOf(error: unknown, t: IncidentText): string {
  if (!(error instanceof ProblemError)) return t.unanswered
  return error.problem.type.endsWith('/version-conflict') ? `${t.conflict}（${refusalText(error.problem)}）` : refusalText(error.problem)
}
