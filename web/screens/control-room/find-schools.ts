import type { School } from '#contracts/school.ts'

type Found = Pick<School, 'id' | 'name' | 'initials'>

/** How well a school answers what was typed, 0 = best; null = not at all. */
function rank({ id, name, initials }: Found, query: string): number | null {
  const lower = name.toLowerCase()
  if (id === query || lower === query) return 0
  if (lower.startsWith(query)) return 1
  if (initials.startsWith(query)) return 2
  if (id.startsWith(query)) return 3
  if (lower.includes(query)) return 4
  if (initials.includes(query)) return 5
  return id.includes(query) ? 6 : null
}

/** The schools that a name, its pinyin initials or a code means, the best first, then the shorter name. Blanks do not count. */
export function findSchools<S extends Found>(schools: Iterable<S>, typed: string, limit: number): S[] {
  const query = typed.toLowerCase().replace(/\s+/g, '')
  if (query === '') return []
  const found: { school: S; rank: number }[] = []
  for (const school of schools) {
    const at = rank(school, query)
    if (at !== null) found.push({ school, rank: at })
  }
  return found
    .sort((a, b) => a.rank - b.rank || a.school.name.length - b.school.name.length || (a.school.id < b.school.id ? -1 : 1))
    .slice(0, limit)
    .map(({ school }) => school)
}
