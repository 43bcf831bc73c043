// Which rows of evidence may have photos and papers, whose they are, and who may open them.
import type { FileOwnerKind } from '#contracts/file.ts'
import type { EvidenceRow } from '#contracts/measure.ts'
import { may, type Principal, type Right } from './policy.ts'

/** By kind of row: the owner of its files, whose id is the row's, and the right to read them. */
export const EVIDENCE_FILES: Readonly<Record<string, { owner: FileOwnerKind; right: Right }>> = {
  beltSurvey: { owner: 'beltSurvey', right: 'venue:read' },
  hazard: { owner: 'hazard', right: 'hazard:read' },
}

/** The rows with the files that this reader may open: nobody is offered what he would be refused. */
export const withOpenFiles = (rows: readonly EvidenceRow[], reader: Pick<Principal, 'role' | 'session' | 'scope'>): EvidenceRow[] =>
  rows.map((row) => {
    const right = EVIDENCE_FILES[row.kind]?.right
    return row.fileIds.length === 0 || (right && may(reader, right)) ? row : { ...row, fileIds: [] }
  })
