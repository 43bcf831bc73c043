const APPS: readonly (readonly [RegExp, string])[] = [
  [/wxwork/i, '企业微信'],
  [/DingTalk/i, '钉钉'],
  [/MicroMessenger/i, '微信'],
  [/EdgA?\//, 'Edge'],
  [/HuaweiBrowser/i, '华为浏览器'],
  [/Chrome\//, 'Chrome'],
  [/Firefox\//, 'Firefox'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/i, 'HarmonyOS'],
  [/Android/i, 'Android'],
  [/iPhone|iPad/i, 'iOS'],
  [/Windows/i, 'Windows'],
  [/Mac OS/i, 'macOS'],
  [/Linux/i, 'Linux'],
]

const first = (rules: readonly (readonly [RegExp, string])[], text: string): string => rules.find(([rule]) => rule.test(text))?.[1] ?? ''

/** A phone in a person's words, from what its browser called itself, e.g. "Android · 微信"; empty when nothing is known. */
export const deviceName = (userAgent: string): string => [first(SYSTEMS, userAgent), first(APPS, userAgent)].filter(Boolean).join(' · ')
