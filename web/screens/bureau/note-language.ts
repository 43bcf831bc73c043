import type { NoteLanguage } from '#domain/gap-words.ts'
import { useLanguage } from '../../i18n/text.ts'

/** The language that notes are written in. */
export const useNoteLanguage = (): NoteLanguage => useLanguage((state) => (state.language === 'en' ? 'en' : 'zh'))
