/** Columns of figures that the screen's form has room for, and rows in all. */
export function roomOf(width: number, height: number): { columns: 1 | 2 | 4; rows: number } {
  const form = width / height
  if (form >= 4.2) return { columns: 4, rows: 88 }
  return form >= 2.6 ? { columns: 2, rows: 44 } : { columns: 1, rows: 10 }
}
