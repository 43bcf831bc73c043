import { dropUnnamed, receiveListed, useBoard } from './board.ts'
import { readOpenAlarms } from './first-alarms.ts'

/** Fills the board once, for a page that lives no longer than a look: a print. What is open is then all there, and nothing follows. */
export async function readBoard(): Promise<void> {
  const before = useBoard.getState().alarms
  const named = new Set<string>()
  for await (const page of readOpenAlarms()) {
    receiveListed(page)
    for (const { id } of page) named.add(id)
  }
  dropUnnamed(named, before)
}
