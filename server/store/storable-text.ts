/** What no database takes as text (U+0000, a lone surrogate) is replaced. */
export const storableText = (text: string): string => Buffer.from(text.replaceAll('\0', '\ufffd'), 'utf8').toString('utf8')

/** The same in all texts of a document. */
export const storable = <T>(document: T): T =>
  JSON.parse(JSON.stringify(document), (_, value: unknown) => (typeof value === 'string' ? storableText(value) : value)) as T
