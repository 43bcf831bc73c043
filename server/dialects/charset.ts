// GB/T 28181-2016 §6.10 (GB 18030 or its subsets), -2022 §6.10; XML 1.0 §4.3.3 and appendix F for the prolog
const PROLOG_ENCODING = /^[^>]{0,80}?encoding\s{0,4}=\s{0,4}["']([\w.:-]{1,40})["']/

/**
 * Text of an XML message by its bytes: a UTF-16 BOM; else valid UTF-8 with non-ASCII bytes, whatever the label says; else the prolog's
 * charset, where GB2312 and GBK are read as their superset GB18030; without a usable label GB18030. Never throws: a byte that fits
 * nothing becomes U+FFFD, because a spoilt description must not cost the alarm.
 */
export function decodeXmlBytes(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const utf8 = readUtf8(bytes)
  if (utf8 !== null) return utf8
  return new TextDecoder(isUtf8Label(bytes) && !looksLikeGb(bytes) ? 'utf-8' : 'gb18030').decode(bytes)
}

/** Pure ASCII is UTF-8 too, and reads the same under every label used here. */
export function readUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function isUtf8Label(bytes: Uint8Array): boolean {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2048))
  const prolog = head.indexOf('<?xml')
  return prolog >= 0 && /^utf-?8$/i.test(PROLOG_ENCODING.exec(head.slice(prolog))?.[1] ?? '')
}

// Hikvision firmware labels GBK text UTF-8: bytes that are valid GB18030 throughout are that, not UTF-8 with a few broken letters.
function looksLikeGb(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
