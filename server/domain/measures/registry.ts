// Every measure, in the order of the lists.
import { buttons } from './buttons.ts'
import { guardsEmployed } from './guards.ts'
import type { MeasureDefinition } from './measure.ts'
import { policeLink } from './police-link.ts'

export const MEASURES: readonly MeasureDefinition[] = [guardsEmployed, buttons, policeLink]

const BY_ID = new Map(MEASURES.map((measure) => [measure.id, measure]))
export const findMeasure = (id: string): MeasureDefinition | null => BY_ID.get(id) ?? null
