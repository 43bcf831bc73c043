import { pinyin } from 'pinyin-pro'

const known = new Map<string, string>()

/** The first letters of a name's syllables as people type them: 示例第一小学 → sldyxx; letters and digits stay. */
export function initialsOf(name: string): string {
  let initials = known.get(name)
  if (initials === undefined) {
    if (known.size > 20_000) known.clear()
    // Cut behind an area's kind: in 银川市长城中学 there is no 市长.
    initials = name
      .split(/(?<=[省市区县旗镇])/)
      .flatMap((part) => pinyin(part, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }))
      .join('')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
    known.set(name, initials)
  }
  return initials
}
