// A sheet as read, before anybody has said what its columns mean.

/** What stands in one cell. `long-number`: 16 digits or more, of which Excel has kept 15. */
export interface Cell {
  readonly is: 'text' | 'number' | 'long-number' | 'boolean' | 'date' | 'error' | 'formula'
  readonly text: string
}

interface Place {
  readonly row: number
  readonly column: number
}

/** Rows and columns count from 0; empty cells and rows are absent. */
export interface Sheet {
  readonly name: string
  readonly rows: Map<number, Map<number, Cell>>
  readonly merges: { from: Place; to: Place }[]
}

/** A column as Excel names it. */
export function columnName(column: number): string {
  let name = ''
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  return name
}
