/** Whether an MQTT topic matches a filter with `+` and `#` (MQTT 3.1.1 §4.7); topics that begin with $ match no leading wildcard. */
function matches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false
  const wanted = filter.split('/')
  const levels = topic.split('/')
  for (let i = 0; i < wanted.length; i++) {
    const level = wanted[i]
    if (level === '#') return true
    if (i >= levels.length || (level !== '+' && level !== levels[i])) return false
  }
  return wanted.length === levels.length
}

export const matchesAny = (filters: readonly string[], topic: string): boolean => filters.some((filter) => matches(filter, topic))
