/** Whether an MQTT topic matches a filter with `+` and `#` (MQTT 3.1.1 §4.7); topics that begin with $ match no leading wildcard. */
function matches(filter: string, levels: readonly string[]): boolean {
  if (levels[0]?.startsWith('$') && !filter.startsWith('$')) return false
  const wanted = levelsOf(filter)
  for (let i = 0; i < wanted.length; i++) {
    const level = wanted[i]
    if (level === '#') return true
    if (i >= levels.length || (level !== '+' && level !== levels[i])) return false
  }
  return wanted.length === levels.length
}

// Filters are few and asked for every message: each is split once. A broker's accounts bring some more, never without bound.
const split = new Map<string, readonly string[]>()
function levelsOf(filter: string): readonly string[] {
  const known = split.get(filter)
  if (known) return known
  const levels = filter.split('/')
  if (split.size < 10_000) split.set(filter, levels)
  return levels
}

export function matchesAny(filters: readonly string[], topic: string): boolean {
  const levels = topic.split('/')
  return filters.some((filter) => matches(filter, levels))
}

/** `matchesAny` for many filters that are asked for every message: only those whose first word that is no wildcard stands in the topic are tried. */
export function topicMatcher(filters: readonly string[]): (topic: string) => boolean {
  const byWord: Map<string, string[]>[] = []
  const always: string[] = []
  for (const filter of filters) {
    const wanted = levelsOf(filter)
    const at = wanted.findIndex((level) => level !== '+')
    const word = wanted[at]
    if (word === undefined || word === '#') always.push(filter)
    else {
      while (byWord.length <= at) byWord.push(new Map())
      byWord[at]?.set(word, [...(byWord[at]?.get(word) ?? []), filter])
    }
  }
  return (topic) => {
    const levels = topic.split('/')
    const matching = (filter: string) => matches(filter, levels)
    return byWord.some((words, at) => words.get(levels[at] ?? '')?.some(matching)) || always.some(matching)
  }
}
