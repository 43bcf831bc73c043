// What a file is, by its content: its name is whatever its sender wished.

export type FileType = 'jpeg' | 'png' | 'webp' | 'pdf' | 'text' | 'docx' | 'xlsx' | 'pptx' | 'ofd'

/** Of a photo or paper. */
export const MAX_FILE_BYTES = 20 * 1_048_576

export const MEDIA_TYPES: Readonly<Record<FileType, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  pdf: 'application/pdf',
  text: 'text/plain; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ofd: 'application/ofd',
}

/** Why a file is not kept, for its sender. */
export const FILE_REFUSALS = {
  empty: 'the file is empty',
  macro: 'the document carries a macro or another program: save it without (.docx, .xlsx, .pptx, PDF)',
  executable: 'the file is a program or a script',
  markup: 'the file is a web page or a drawing that can run scripts (HTML, SVG, XML): send a picture or a PDF',
  oldOffice: 'old Office files (.doc, .xls, .ppt, .wps, .et) cannot be searched for macros: save as .docx, .xlsx, .pptx or PDF',
  archive: 'the file is an archive: send what is in it',
  protected: 'the file is protected by a password',
  damaged: 'the file is damaged or was not sent whole',
  unknown: 'expected a picture (JPEG, PNG, WebP), PDF, OFD, .docx, .xlsx, .pptx or plain text',
} as const
export type FileRefusal = keyof typeof FILE_REFUSALS

type Found = { type: Exclude<FileType, 'docx' | 'xlsx' | 'pptx' | 'ofd'> | 'zip' } | { refused: FileRefusal }

const MAGIC: readonly [pattern: string, found: Found][] = [
  ['\xff\xd8\xff', { type: 'jpeg' }],
  ['\x89PNG\r\n\x1a\n', { type: 'png' }],
  ['PK\x03\x04', { type: 'zip' }],
  ['PK\x05\x06', { refused: 'archive' }],
  ['Rar!', { refused: 'archive' }],
  ["7z\xbc\xaf'\x1c", { refused: 'archive' }],
  ['\x1f\x8b', { refused: 'archive' }],
  ['MZ', { refused: 'executable' }],
  ['\x7fELF', { refused: 'executable' }],
  ['\xca\xfe\xba\xbe', { refused: 'executable' }],
  ['\xcf\xfa\xed\xfe', { refused: 'executable' }],
  ['\xfe\xed\xfa\xcf', { refused: 'executable' }],
  ['dex\n', { refused: 'executable' }],
  ['\0asm', { refused: 'executable' }],
  ['#!', { refused: 'executable' }],
  ['L\0\0\0\x01\x14\x02\0', { refused: 'executable' }], // .lnk
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', { refused: 'oldOffice' }],
  ['{\\rt', { refused: 'oldOffice' }], // RTF carries objects
]

/** Names of scripts that are plain text inside. */
const SCRIPT = /\.(bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|sh|py|rb|pl|php|jsp|asp|aspx|reg|inf|scf|url|desktop|jar|com|scr|lnk)$/i

/** What begins like this: a zip is looked into by its parts ({@link typeOfParts}). */
export function typeOfContent(bytes: Uint8Array, name: string): Found {
  if (bytes.length === 0) return { refused: 'empty' }
  const head = latin(bytes, 0, 1024)
  const known = MAGIC.find(([pattern]) => head.startsWith(pattern))
  if (known) return known[1]
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return { type: 'webp' }
  if (head.startsWith('%PDF-')) return pdfRefusal(bytes)
  if (/^(\xef\xbb\xbf)?\s*</.test(head) || /^(\xff\xfe|\xfe\xff)/.test(head)) return { refused: 'markup' }
  if (!isText(bytes)) return { refused: 'unknown' }
  if (SCRIPT.test(name)) return { refused: 'executable' }
  return /<(script|html|svg|iframe|object|embed)[\s>]/i.test(latin(bytes, 0, bytes.length)) ? { refused: 'markup' } : { type: 'text' }
}

/** Scripts, programs to launch and files inside a PDF, where it does not hide them in a packed stream. */
function pdfRefusal(bytes: Uint8Array): Found {
  return /\/(JavaScript|JS|Launch|EmbeddedFiles?)[\s/<([]/.test(latin(bytes, 0, bytes.length)) ? { refused: 'macro' } : { type: 'pdf' }
}

const DOCUMENTS: readonly [part: string, type: FileType][] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
  ['OFD.xml', 'ofd'],
]
const PROGRAM_PART =
  /vbaProject|vbaData|macrosheets\/|activeX|oleObject|\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|hta|jar|lnk|html?|svg|swf)$/i
const PROGRAM_TYPE = /macroEnabled|vbaProject|ms-office\.activeX|oleObject|macrosheet/i

/** Which document a zip is, by the names of its parts and its list of types. */
export function typeOfParts(names: readonly string[], contentTypes: string | null): { type: FileType } | { refused: FileRefusal } {
  const [, type] = DOCUMENTS.find(([part]) => names.includes(part)) ?? []
  if (type === undefined || (type !== 'ofd' && contentTypes === null)) return { refused: 'archive' }
  if (names.some((name) => PROGRAM_PART.test(name)) || PROGRAM_TYPE.test(contentTypes ?? '')) return { refused: 'macro' }
  return { type }
}

/** A name that a computer opens as what it is: without path, control and direction characters, ending as its type does. */
export function safeName(name: string, type: FileType): string {
  const bare = (name.split(/[\\/]/).at(-1) ?? '').replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '').trim()
  const stem = bare.replace(/\.(jpe?g|png|webp|pdf|txt|csv|docx|xlsx|pptx|ofd)$/i, '').replace(/^\.+|\.+$/g, '')
  const ending = type === 'text' && /\.csv$/i.test(bare) ? 'csv' : ENDINGS[type]
  return `${stem.slice(0, 150) || '未命名'}.${ending}`
}

const ENDINGS: Readonly<Record<FileType, string>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  pdf: 'pdf',
  text: 'txt',
  docx: 'docx',
  xlsx: 'xlsx',
  pptx: 'pptx',
  ofd: 'ofd',
}

/** Bytes as characters of Latin-1, so that patterns can be looked for. */
function latin(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let at = from; at < Math.min(to, bytes.length); at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, to, bytes.length)))
  return text
}

/** UTF-8 without control characters but tab and line ends. */
function isText(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0
    const more =
      first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1
    if (more < 0 || (first < 0x20 && first !== 9 && first !== 10 && first !== 13) || first === 0x7f) return false
    for (let k = 1; k <= more; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return false
    i += more + 1
  }
  return true
}
