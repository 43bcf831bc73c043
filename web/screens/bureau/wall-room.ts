interface Room {
  columns: 1 | 2 | 4
  rows: number
  /** all of it one below the other: a screen that stands on end */
  upright: boolean
  /** the screen's pixels to one of a screen of 1920 × 1080, or of 1080 × 1920: the map is drawn for that and made larger */
  scale: number
}

/** What the screen's form has room for. */
export function roomOf(width: number, height: number): Room {
  const form = width / height
  const scale = form < 1 ? Math.min(width / 1080, height / 1920) : Math.min(width / 1920, height / 1080)
  return { ...figuresOf(form), upright: form < 1, scale }
}

/** Columns of figures, and rows in all. */
function figuresOf(form: number): Pick<Room, 'columns' | 'rows'> {
  if (form < 1) return { columns: 2, rows: 44 }
  if (form >= 4.2) return { columns: 4, rows: 88 }
  return form >= 2.6 ? { columns: 2, rows: 44 } : { columns: 1, rows: 10 }
}
