import { create } from 'zustand'
import { en } from './en.ts'
import { zh } from './zh-CN.ts'

export type Language = 'zh-CN' | 'en'
export type Text = typeof zh

const KEY = 'xiaowei.language'
const catalogues: Record<Language, Text> = { 'zh-CN': zh, en }

function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN'
  } catch {
    return 'zh-CN' // storage may be forbidden by policy; the language then lasts as long as the page
  }
}

export const useLanguage = create<{ language: Language; setLanguage: (language: Language) => void }>((set) => ({
  language: remembered(),
  setLanguage: (language) => {
    set({ language })
    document.documentElement.lang = language
    try {
      localStorage.setItem(KEY, language)
    } catch {
      // see above
    }
  },
}))

/** The texts in the language of the person at this screen. */
export const useText = (): Text => useLanguage((state) => catalogues[state.language])

/** The same outside React. */
export const text = (): Text => catalogues[useLanguage.getState().language]

/** A catalogue of one screen, loaded with that screen alone: its Chinese texts and their complete English. @returns its hook; `now()` is the same outside React. */
export function screenText<T>(zhCN: T, english: T): (() => T) & { now: () => T } {
  const of = (language: Language): T => (language === 'en' ? english : zhCN)
  return Object.assign(() => useLanguage(({ language }) => of(language)), { now: () => of(useLanguage.getState().language) })
}

/** Between the members of a list, and between a name and what it names, in the language of the person at this screen. */
export const comma = (): string => (useLanguage.getState().language === 'en' ? ', ' : '、')
/** Between parts of one sentence. */
export const pause = (): string => (useLanguage.getState().language === 'en' ? ', ' : '，')
/** Between clauses: what came before is whole. */
export const semicolon = (): string => (useLanguage.getState().language === 'en' ? '; ' : '；')
export const brackets = (words: string | number): string => (useLanguage.getState().language === 'en' ? ` (${words})` : `（${words}）`)
export const colon = (): string => (useLanguage.getState().language === 'en' ? ': ' : '：')
