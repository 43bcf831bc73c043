// Sources as configuration: which MQTT filters may stand, and which would make a topic belong to two.

import type { SourceRow, SourceSettings } from '#contracts/source.ts'

/** What is wrong, and in which field of the settings. */
export interface SourceRefusal {
  readonly path: string
  readonly message: string
}

/** Our own tree: whoever could take its topics over would take the alarms. */
const OWN_TREE = 'xiaowei/#'

/** Why a text is no topic filter that a source can have (MQTT 3.1.1 §4.7), or null. */
export function filterRefusal(filter: string): string | null {
  const levels = filter.split('/')
  for (const [index, level] of levels.entries()) {
    if (level.includes('#') && (level !== '#' || index !== levels.length - 1))
      return `level ${index + 1}: # may only stand alone and at the end, found "${level}"`
    if (level.includes('+') && level !== '+') return `level ${index + 1}: + may only stand alone between two /, found "${level}"`
    if (level === '' && index > 0) return `level ${index + 1}: is empty`
  }
  if ([...filter].some((letter) => letter < ' ')) return 'holds a control character'
  if (filter.startsWith('$share/')) return '$share: shared subscriptions lose messages with their member'
  if (levels.every((level) => level === '#' || level === '+')) return 'names no level: it would take every topic of the broker'
  if (overlap(filter, OWN_TREE)) return `overlaps ${OWN_TREE}, the native tree, which is fixed`
  return null
}

/** Whether some topic matches both filters. */
export function overlap(a: string, b: string): boolean {
  const [left, right] = [a.split('/'), b.split('/')]
  for (let i = 0; ; i++) {
    const [x, y] = [left[i], right[i]]
    if (i === 0 && isSystem(x) !== isSystem(y) && (isSystem(x) ? isWild(y) : isWild(x))) return false // § 4.7.2: wildcards stay out of $ trees
    if (x === '#' || y === '#') return true // `a/#` matches `a` too
    if (x === undefined || y === undefined) return x === y
    if (x !== '+' && y !== '+' && x !== y) return false
  }
}

const isSystem = (level: string | undefined): boolean => level?.startsWith('$') === true
const isWild = (level: string | undefined): boolean => level === '+' || level === '#'

/** Whether every topic of `inner` matches `outer`, too. */
export function covers(outer: string, inner: string): boolean {
  const [wide, narrow] = [outer.split('/'), inner.split('/')]
  for (let i = 0; i < Math.max(wide.length, narrow.length); i++) {
    const [x, y] = [wide[i], narrow[i]]
    if (x === '#') return true
    if (y === '#' || x === undefined || y === undefined) return false
    if (x !== '+' && x !== y) return false
  }
  return true
}

/** How many levels a filter names: of two that match a topic, the one that names more is meant. */
export const named = (filter: string): number => filter.split('/').filter((level) => !isWild(level)).length

/** Levels before `#`: what a base can have at most. */
const fixedLevels = (filter: string): number => filter.split('/').filter((level) => level !== '#').length

/**
 * What is wrong with a source's settings beside the others that are configured; empty when they can be.
 * @param builtIn gives way to whatever is configured, so that only the very same filter is refused: it is changed under its own name
 */
export function sourceRefusals(
  id: string,
  settings: SourceSettings,
  others: readonly SourceRow[],
  builtIn: readonly SourceRow[] = [],
): SourceRefusal[] {
  const wrong: SourceRefusal[] = []
  if (settings.dialect === 'native') wrong.push({ path: 'dialect', message: 'native is spoken on xiaowei/v1 alone' })
  if (!isTimeZone(settings.timeZone))
    wrong.push({ path: 'timeZone', message: `expected an IANA time zone such as Asia/Shanghai, found ${settings.timeZone}` })
  if (settings.schoolId !== null && settings.schoolLevel !== null)
    wrong.push({ path: 'schoolLevel', message: 'expected schoolId or schoolLevel, not both' })
  for (const [index, filter] of settings.filters.entries()) {
    const path = `filters.${index}`
    const bad =
      filterRefusal(filter) ?? levelRefusal(filter, settings) ?? clash(id, filter, settings, others) ?? double(id, filter, builtIn)
    const twin = settings.filters.findIndex((other, n) => n < index && overlap(other, filter))
    if (bad !== null) wrong.push({ path, message: bad })
    else if (twin >= 0) wrong.push({ path, message: `overlaps ${settings.filters[twin]} of the same source` })
  }
  return wrong
}

function levelRefusal(filter: string, { baseLevels, schoolLevel, identity }: SourceSettings): string | null {
  const has = fixedLevels(filter)
  if (baseLevels > has) return `has ${has} levels before #, and baseLevels is ${baseLevels}`
  const open = filter.endsWith('#')
  if (schoolLevel !== null && schoolLevel > has) return `has ${has} levels before #, and schoolLevel is ${schoolLevel}`
  if (identity?.from === 'topic' && identity.level > has && !open) return `has ${has} levels, and the identity is level ${identity.level}`
  return null
}

function double(id: string, filter: string, builtIn: readonly SourceRow[]): string | null {
  const same = builtIn.find((preset) => preset.id !== id && preset.filters.includes(filter))
  return same ? `is the same as that of the built-in source ${same.id}: change that one` : null
}

/** A filter inside a wider one is its exception and wins; two that cross, or are the same, leave open whose a topic is. */
function clash(id: string, filter: string, { off }: SourceSettings, others: readonly SourceRow[]): string | null {
  if (off) return null
  for (const other of others) {
    if (other.id === id || other.off) continue
    const met = other.filters.find((theirs) => overlap(filter, theirs))
    if (met === undefined) continue
    const [inside, around] = [covers(met, filter), covers(filter, met)]
    if (inside && around) return `is the same as ${met} of source ${other.id}`
    if (!inside && !around) return `overlaps ${met} of source ${other.id}: some topics would belong to both`
  }
  return null
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false // a RangeError says that there is no such zone
  }
}
