// Names in disputes are masked until there is a reason and an approval (R57).

/** The first character and a star, whatever the length: 张*. Of a single character nothing is left. */
export function maskName(name: string): string {
  const letters = [...name.trim()]
  return letters.length > 1 ? `${letters[0]}*` : '*'
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
/** What may stand between the letters of a name without being seen. */
const GAP = '[\\s\\u3000\\u200b-\\u200f\\u2060\\ufeff]*'

/** A text in which every known name is masked, the longest first, also where it is written with gaps or in other case. */
export function maskNames(text: string, names: readonly string[]): string {
  return [...new Set(names.map((name) => name.trim()))]
    .filter((name) => [...name].length > 1)
    .sort((a, b) => b.length - a.length)
    .reduce((masked, name) => {
      const letters = [...name].filter((letter) => letter.trim() !== '')
      return masked.replace(new RegExp(letters.map(escaped).join(GAP), 'giu'), () => maskName(name))
    }, text)
}
