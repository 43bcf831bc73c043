import { useLanguage } from './text.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A period's name as it is read: the months, which the system itself names 2026年11月, have an English name; what people named is theirs. */
export function periodName(name: string, language: 'zh-CN' | 'en'): string {
  const [, year, month] = /^(\d{4})年(\d{1,2})月$/.exec(name) ?? []
  const word = MONTHS[Number(month) - 1]
  return language === 'en' && word ? `${word} ${year}` : name
}

/** The same in the language of the person at this screen. */
export function usePeriodName(): (name: string) => string {
  const language = useLanguage((state) => state.language)
  return (name) => periodName(name, language)
}
