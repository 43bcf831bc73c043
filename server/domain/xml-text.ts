/** Text for an XML 1.0 document or attribute (XML 1.0 §2.2, §2.4): what it cannot hold, and other control characters, become U+FFFD. */
export const xmlText = (text: string): string =>
  text
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
