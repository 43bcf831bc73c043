import { describe } from 'vitest'
import { behaviours } from './behaviours.ts'
import { embeddedPair } from './pair.ts'

describe('on the embedded database and broker', () => behaviours(embeddedPair))
