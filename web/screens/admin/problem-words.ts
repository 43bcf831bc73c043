import { ProblemError } from '../../api/http.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import type { AdminText } from './text.ts'

/** Why an act was refused, field by field as the server put it; when nobody answered, that. */
export const wordsOf = (error: unknown, t: AdminText): string => (error instanceof ProblemError ? refusalText(error.problem) : t.unanswered)
