import { isDeepStrictEqual } from 'node:util'
import type { SourceRow } from '#contracts/source.ts'
import { inOrder } from '../dialects/configured-source.ts'
import type { Pool } from '../store/pool.ts'
import { readSources } from '../store/source.ts'

/** The configured sources as they stand now, in order. */
export type Sources = () => readonly SourceRow[]

/** The table `source` in memory; whoever asks it has a change within seconds, without a restart. */
export class SourceTable {
  readonly #pool: Pool
  readonly #onChanged: (rows: readonly SourceRow[]) => void
  #rows: readonly SourceRow[] = []

  constructor(pool: Pool, onChanged: (rows: readonly SourceRow[]) => void) {
    this.#pool = pool
    this.#onChanged = onChanged
  }

  readonly current: Sources = () => this.#rows

  /** Reads the table again, and says so when it has changed. */
  async refresh(): Promise<void> {
    const rows = inOrder(await readSources(this.#pool))
    if (isDeepStrictEqual(rows, this.#rows)) return
    this.#rows = rows
    this.#onChanged(rows)
  }
}
