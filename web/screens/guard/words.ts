import type { Scene } from '#contracts/alarm.ts'
import { type Text, useText } from '../../i18n/text.ts'
import type { Hold } from './hold.ts'
import type { Word } from './sendings.ts'
import { type GuardText, useGuardText } from './text.ts'

export const SCENES: readonly Scene[] = ['weapon', 'ramming', 'conflict', 'medical', 'missing', 'fire']

const isScene = (word: Word): word is Scene => (SCENES as readonly Word[]).includes(word)

export interface Words {
  /** what was said */
  said: (word: Word) => string
  delivered: (word: Word) => string
}

/** How the page names what the guard said. */
export const useWords = (): Words => wordsOf(useText(), useGuardText())

/** The same outside React. */
export function wordsOf(t: Text, g: GuardText): Words {
  const said = (word: Word): string => (isScene(word) ? t.log.scene[word] : g[word])
  return { said, delivered: (word) => (isScene(word) ? g.deliveredScene(said(word)) : g.delivered[word]) }
}

/** What the SOS button says while it is held. */
export const holdWords = (state: Hold['is'], g: GuardText): string =>
  ({ idle: g.sosHold, held: g.sosHolding, lost: g.sosLost, fired: g.sosSent })[state]
