/** How the test bench takes a payload. */
export type PayloadForm = 'text' | 'hex' | 'base64'

/** A payload as somebody pasted it, as Base64; null when it is not of that form. */
export function toBase64(text: string, form: PayloadForm): string | null {
  if (form === 'text') return encode(new TextEncoder().encode(text))
  if (form === 'base64') {
    const bare = text.replace(/\s+/g, '')
    return /^[A-Za-z0-9+/]*={0,2}$/.test(bare) && bare.length % 4 === 0 ? bare : null
  }
  const digits = text.replace(/0x|[\s,:;-]/gi, '')
  if (!/^([0-9a-f]{2})*$/i.test(digits)) return null
  return encode(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
}

function encode(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Of control characters a screen shows none but those that move the line; the rest is better read as hex. */
const isShown = (byte: number): boolean => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)

/** Bytes as a person reads them: text where they are text, else hex. */
export function fromBase64(base64: string): { text: string; form: PayloadForm } {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (bytes.every(isShown)) return { text, form: 'text' }
  } catch {
    // GB18030 or binary: the bytes say more than a guess
  }
  return { text: [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' '), form: 'hex' }
}
