// A list as a table: what a screen shows, for Excel, print and other programs. The rows come from the list's own query, never a second one.
import type * as z from 'zod'
import { dealsWith, type Principal, type Right } from '#domain/policy.ts'
import type { CellKind, CellValue, SheetColumn } from '../excel/write-workbook.ts'
import { readDepartmentNames } from '../store/department.ts'
import type { Paged } from '../store/page.ts'
import { findPeriod } from '../store/period.ts'
import type { Pool } from '../store/pool.ts'
import { readSchoolNames, readTownshipName } from '../store/school.ts'

/** What a value may need besides its row. */
export interface Names {
  /** the school's name, or its code where the register has none; null stays null */
  school(id: string | null): string | null
}

/** What a filter speaks of, as people call it. */
export interface FilterNames extends Names {
  township(id: string): string
  department(id: string): string
  /** without an id the current one */
  period(id: string | undefined): string
}

export interface TableColumn<Item> {
  /** camelCase, for other programs */
  readonly key: string
  readonly title: string
  /** characters */
  readonly width: number
  readonly is: CellKind
  /** Names a person: it never leaves by the open data (R57). */
  readonly personal?: true
  /** Stands beside the print area, with all columns behind it. */
  readonly beyondPaper?: true
  value(item: Item, names: Names): CellValue
  /** What leaves by the open data in its place, where the value may name a person. */
  openly?(item: Item, names: Names): CellValue
}

interface Definition<Query extends z.ZodType, Item> {
  /** as in the list's own path */
  readonly list: string
  readonly title: string
  /** of the list's own route: who may read it may export it */
  readonly right: Right
  /** of the list's own route */
  readonly query: Query
  readonly columns: readonly TableColumn<Item>[]
  schoolOf?(item: Item): string | null
  /** The filter as people say it; empty = everything in scope. */
  words(query: z.output<Query>, names: FilterNames): readonly string[]
  /** The list's own store function. */
  read(pool: Pool, reader: Principal, query: z.output<Query>): Promise<Paged<Item>>
}

/** One list, whatever its rows are made of. */
export interface ListTable {
  readonly list: string
  readonly title: string
  readonly right: Right
  readonly query: z.ZodType
  readonly columns: readonly (SheetColumn & Pick<TableColumn<never>, 'key' | 'personal'> & { readonly is: CellKind })[]
  /** The filter in words, joined. @param query as the list's own schema parsed it */
  words(pool: Pool, reader: Principal, query: unknown): Promise<string>
  /** Every row of the filter in the list's order, page after page. @param to `openData`: other programs, which are told nobody's name */
  rows(pool: Pool, reader: Principal, query: unknown, to?: 'openData'): AsyncGenerator<CellValue[][]>
}

const PAGE = 1000
const titles = new Map<string, string>()

/** What a list is called; undefined when there is none of that path. */
export const titleOf = (list: string): string | undefined => titles.get(list)

/** A list with its columns; `words` and `rows` take what the list's own schema has parsed. */
export function listTable<Query extends z.ZodType, Item>(definition: Definition<Query, Item>): ListTable {
  const { list, title, right, query, columns, schoolOf = () => null } = definition
  titles.set(list, title)
  return {
    list,
    title,
    right,
    query,
    columns: columns.map(({ key, title, width, is, personal, beyondPaper }) => ({
      key,
      title,
      width,
      is,
      choices: null,
      ...(personal ? { personal } : {}),
      ...(beyondPaper ? { beyondPaper } : {}),
    })),
    async words(pool, reader, asked) {
      const filter = asked as z.output<Query> & Filter
      return definition.words(filter, await filterNames(pool, reader, filter)).join('；') || '全部'
    },
    async *rows(pool, reader, asked, to) {
      let cursor: string | null = null
      do {
        const page: Paged<Item> = await definition.read(pool, reader, {
          ...(asked as z.output<Query> & object),
          cursor: cursor ?? undefined,
          limit: PAGE,
        })
        const names = await namesOf(pool, page.items.map(schoolOf))
        yield page.items.map((item) =>
          columns.map((column) => (to && column.openly ? column.openly(item, names) : column.value(item, names))),
        )
        cursor = page.nextCursor
      } while (cursor !== null)
    },
  }
}

interface Filter {
  readonly school?: string | undefined
  readonly township?: string | undefined
  readonly department?: string | undefined
  readonly lead?: string | undefined
  readonly period?: string | undefined
}

/** A school that somebody has nothing to do with stays the code that was asked for. */
async function filterNames(pool: Pool, reader: Principal, filter: Filter): Promise<FilterNames> {
  const { school, township, department, lead, period } = filter
  const own = dealsWith(reader)
  const isKnown = school !== undefined && (reader.scope.kind === 'vendor' || own === null || own.includes(school))
  const [names, townshipName, departments, asked] = [
    await namesOf(pool, [isKnown ? school : null]),
    township === undefined ? null : await readTownshipName(pool, township),
    await readDepartmentNames(
      pool,
      [department, lead].filter((id) => id !== undefined),
    ),
    await findPeriod(pool, period),
  ]
  return {
    ...names,
    township: (id) => townshipName ?? id,
    department: (id) => departments.get(id) ?? id,
    period: (id) => asked?.name ?? id ?? '当前',
  }
}

/** Names of the schools that one page speaks of; its reader sees these rows, so the name is his to see. */
async function namesOf(pool: Pool, ids: readonly (string | null)[]): Promise<Names> {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null && id !== undefined))]
  const known = wanted.length === 0 ? [] : await readSchoolNames(pool, wanted)
  const names = new Map(known.map(({ id, name }) => [id, name]))
  return { school: (id) => (id === null ? null : (names.get(id) ?? id)) }
}
