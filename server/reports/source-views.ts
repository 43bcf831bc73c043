import type { SourceList, SourceTraffic, SourceView } from '#contracts/source.ts'
import { allSources } from '../commands/save-source.ts'
import { defaultRows } from '../dialects/sources.ts'
import type { Pool } from '../store/pool.ts'
import { readSourceDrafts, readSources, readTraffic, type SourceDraftRow } from '../store/source.ts'

const SILENT: SourceTraffic = { perMinute: 0, messages: 0, deadLetters: 0, lastAt: null }

/** 来源 as they are: built in, changed or only drafted, with what is heard there and what no source took. */
export async function readSourceViews(pool: Pool): Promise<SourceList> {
  const [rows, drafts, traffic] = await Promise.all([readSources(pool), readSourceDrafts(pool), readTraffic(pool)])
  const builtIn = new Set(defaultRows().map(({ id }) => id))
  const draftOf = ({ body, draftedBy, draftedAt }: SourceDraftRow) => ({ settings: body, draftedBy, draftedAt: draftedAt.toISOString() })
  const inForce = allSources(rows).map(({ id, ...settings }): SourceView => {
    const draft = drafts.find((one) => one.id === id)
    const changed = rows.some((row) => row.id === id)
    return { id, builtIn: builtIn.has(id), changed, settings, draft: draft ? draftOf(draft) : null, traffic: traffic.get(id) ?? SILENT }
  })
  const onlyDrafted = drafts
    .filter(({ id }) => !inForce.some((view) => view.id === id))
    .map((draft): SourceView => {
      return { id: draft.id, builtIn: false, changed: false, settings: null, draft: draftOf(draft), traffic: SILENT }
    })
  const items = [...onlyDrafted, ...inForce].sort((a, b) => (a.id < b.id ? -1 : 1))
  return { items, unmatched: traffic.get('') ?? SILENT }
}
