import { expect, it } from 'vitest'
import type { EvidenceRow } from '#contracts/measure.ts'
import { laterEvidence } from '#domain/later-evidence.ts'

const row = (id: string, counts: boolean): EvidenceRow => ({
  kind: 'beltSurvey',
  id,
  label: id,
  at: null,
  counts,
  why: counts ? null : 'tooOld',
  facts: {},
  fileIds: [],
})

it('is what came after the freezing, what counts otherwise since, and what counted and is gone', () => {
  const kept = [row('stays', true), row('turns', false), row('gone', true), row('goneUncounted', false)]
  const now = [row('stays', true), row('turns', true), row('new', true)]
  expect(laterEvidence(kept, now)).toEqual([row('turns', true), row('new', true), { ...row('gone', false), why: 'noLongerThere' }])
  expect(laterEvidence([], [])).toEqual([])
})
