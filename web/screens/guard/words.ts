import type { Scene } from '#contracts/alarm.ts'
import { type Text, useText } from '../../i18n/text.ts'
import type { Word } from './sendings.ts'
import { useGuardText } from './text.ts'

export const SCENES: readonly Scene[] = ['weapon', 'ramming', 'conflict', 'medical', 'missing', 'fire']

const isScene = (word: Word): word is Scene => (SCENES as readonly Word[]).includes(word)

interface Words {
  /** what was said */
  said: (word: Word) => string
  delivered: (word: Word) => string
}

/** How the page names what the guard said. */
export function useWords(): Words {
  const t: Text = useText()
  const g = useGuardText()
  const said = (word: Word): string => (isScene(word) ? t.log.scene[word] : g[word])
  return { said, delivered: (word) => (isScene(word) ? g.deliveredScene(said(word)) : g.delivered[word]) }
}
