import { randomUUID } from 'node:crypto'
import type { TableKind } from '#contracts/import.ts'
import type { TableRow, Value } from '#domain/register-column.ts'
import { type Body, likeness, type Named } from '../store/register-table.ts'

type Wrong = (key: string, message: string) => void
export type BeltKind = 'venue' | 'hazard'

/** Venues and hazards are numbered by the system itself, and grow by what people do with them. */
export const isOfBelt = (kind: TableKind): kind is BeltKind => kind === 'venue' || kind === 'hazard'

/** What is there already: by its number, else by what it is called; null where the row is new. */
function heldBy(kind: BeltKind, values: TableRow, held: ReadonlyMap<string, Body>, wrong: Wrong): Body | null {
  if (values.id === null) return held.get(likeness(kind, values)) ?? null
  const known = held.get(String(values.id))
  if (!known) wrong('id', `there is no ${kind} ${String(values.id)}: leave the cell empty for a new one`)
  return known ?? null
}

export function venueBody(values: TableRow, held: ReadonlyMap<string, Body>, wrong: Wrong): Body {
  const known = heldBy('venue', values, held, wrong)
  return { ...values, id: known?.id ?? randomUUID(), photos: known?.photos ?? 0 }
}

/** What somebody was given to do, and by when. */
const COURSE = ['leadDept', 'coDepts', 'person', 'dueOn'] as const

/** A hazard: new ones may come with their departments and day; of known ones a file changes what was found, never their course. */
export function hazardBody(values: TableRow, held: ReadonlyMap<string, Body>, named: Named, wrong: Wrong): Body {
  const known = heldBy('hazard', values, held, wrong)
  const { schoolId, foundAt } = values
  if (!named.schools.has(String(schoolId))) wrong('schoolId', `there is no school ${String(schoolId)}`)
  if (known && known.schoolId !== schoolId) wrong('schoolId', `the hazard is of school ${String(known.schoolId)}`)
  if (Date.parse(String(foundAt)) > Date.now()) wrong('foundAt', 'lies in the future')
  const leadDept = values.leadDept == null ? null : departmentIn('leadDept', String(values.leadDept), named.departments, wrong)
  const coDepts = departmentsIn('coDepts', values.coDepts, named.departments, wrong).filter((id) => id !== leadDept)
  const row: Body = { ...values, leadDept, coDepts: coDepts.join('、') || null }
  if (known) return { ...row, ...courseOf(known, row, wrong), ...followed(known, foundAt) }
  const state = stateOf(row, wrong)
  return { ...row, id: randomUUID(), state, version: 1, acts: 0, photos: 0 }
}

/** A department by its id or name. */
export function departmentIn(key: string, name: string, departments: Named['departments'], wrong: Wrong): string {
  const id = departments.get(name)
  if (id === undefined) wrong(key, `there is no department ${name}`)
  return id ?? name
}

/** All departments of a cell, each once. */
export function departmentsIn(key: string, cell: Value | undefined, departments: Named['departments'], wrong: Wrong): string[] {
  const names = String(cell ?? '')
    .split(/[、,，;；\s]+/)
    .filter(Boolean)
  return [...new Set(names.map((name) => departmentIn(key, name, departments, wrong)))]
}

/** Given out with a day and somebody to do it, or only found. */
function stateOf({ place, leadDept, coDepts, dueOn }: Body, wrong: Wrong): 'found' | 'assigned' {
  if (dueOn === null) {
    if (leadDept !== null || coDepts !== null) wrong('dueOn', 'expected a day: the hazard is given to a department')
    return 'found'
  }
  if (leadDept === null && place === 'belt') wrong('leadDept', 'expected a department: a hazard outside the school has a day')
  return 'assigned'
}

/** The course stays as it is; a cell that says something else is wrong, an empty one says nothing. */
function courseOf(known: Body, row: Body, wrong: Wrong): Body {
  for (const key of COURSE)
    if (row[key] !== null && row[key] !== known[key])
      wrong(key, `the hazard is given out already: change it there, found "${String(row[key])}" for "${String(known[key] ?? '')}"`)
  return Object.fromEntries(COURSE.map((key) => [key, known[key]]))
}

/** The next version of what is known; a sheet shows when it was found to the minute only. */
const followed = (known: Body, foundAt: Value | undefined): Body => ({
  id: known.id,
  foundAt: minuteOf(known.foundAt) === minuteOf(foundAt) ? known.foundAt : foundAt,
  state: known.state,
  version: Number(known.version) + 1,
  acts: known.acts,
  photos: known.photos,
})
const minuteOf = (at: unknown): string => String(at).slice(0, 16)
