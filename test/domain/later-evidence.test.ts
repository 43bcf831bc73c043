import { expect, it } from 'vitest'
import type { EvidenceRow } from '#contracts/measure.ts'
import { laterDuties, laterEvidence } from '#domain/later-evidence.ts'

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

it('is, of a department, what came, what is judged otherwise, what is no longer asked for, and what another department has now', () => {
  const duty = (id: string, counts: boolean, departmentId = 'market') => ({
    id,
    title: id,
    departmentId,
    departmentName: departmentId,
    dueOn: '2026-03-10',
    doneOn: counts ? '2026-03-09' : null,
    counts,
  })
  const kept = [duty('stays', true), duty('turns', false), duty('moves', true), duty('gone', true)]
  const now = [duty('stays', true), duty('turns', true), duty('moves', true, 'urban'), duty('new', false)]
  expect(laterDuties(kept, now).map(({ id, change }) => [id, change])).toEqual([
    ['turns', 'changed'],
    ['moves', 'changed'],
    ['new', 'added'],
    ['gone', 'removed'],
  ])
})
