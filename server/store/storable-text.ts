/** What no database takes as text (U+0000, a lone surrogate) is replaced. */
export const storableText = (text: string): string => Buffer.from(text.replaceAll('\0', '\ufffd'), 'utf8').toString('utf8')

/** The same in all texts of a document, the names of its properties among them. */
export const storable = <T>(document: T): T =>
  JSON.parse(JSON.stringify(document), (_, value: unknown) => {
    if (typeof value === 'string') return storableText(value)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), inner]))
  }) as T
