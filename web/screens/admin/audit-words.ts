// What the audit log's codes are called on the screen.
import { AUDIT_WORDS, type AuditWords } from '#domain/audit-words.ts'
import { screenText } from '../../i18n/text.ts'

// The codes are English words already.
const CODES: AuditWords = { object: {}, act: {}, whole: {}, result: {} }
export const useAuditWords = screenText(AUDIT_WORDS, CODES)
