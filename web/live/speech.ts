/** A Chinese voice of this machine; null where there is none, and then nothing is spoken. */
function chineseVoice(): SpeechSynthesisVoice | null {
  if (!('speechSynthesis' in window)) return null
  const voices = speechSynthesis.getVoices().filter(({ lang }) => /^(zh|cmn)/i.test(lang))
  return voices.find(({ lang }) => /^(zh-CN|cmn)/i.test(lang)) ?? voices[0] ?? null
}

export const hasChineseVoice = (): boolean => chineseVoice() !== null

/** Says it, unless something is being said. @param volume 0 … 1; @param onEnd when it has been said, or could not be; @returns whether it has begun */
export function speak(words: string, volume: number, onEnd: () => void): boolean {
  const voice = chineseVoice()
  if (!voice || words === '' || speechSynthesis.speaking) return false
  const utterance = new SpeechSynthesisUtterance(words)
  utterance.lang = 'zh-CN'
  utterance.voice = voice
  utterance.volume = volume
  utterance.onend = onEnd
  utterance.onerror = onEnd
  speechSynthesis.speak(utterance)
  return true
}

export function stopSpeaking(): void {
  if ('speechSynthesis' in window) speechSynthesis.cancel()
}
