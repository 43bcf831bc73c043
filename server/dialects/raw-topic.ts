// Messages carried raw: edge/<school>/<name>/<deviceKey>/{alert|event|message|frame}[/<messageId>], see sources.ts

/** The level below base: the device or receiver that reported; null for a topic elsewhere, or without anything below that level. */
export function deviceKeyOf(topic: string, base: string): string | null {
  if (base !== '' && !topic.startsWith(`${base}/`)) return null
  const [key, suffix] = topic.slice(base === '' ? 0 : base.length + 1).split('/')
  return key && suffix ? key : null
}
