/** The part of a topic below `base` ('' = the root); null elsewhere, and where nothing is below. */
export function pathBelow(topic: string, base: string): string | null {
  if (base === '') return topic === '' ? null : topic
  return topic.startsWith(`${base}/`) && topic.length > base.length + 1 ? topic.slice(base.length + 1) : null
}
