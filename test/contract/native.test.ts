import { describe } from 'vitest'
import { behaviours } from './behaviours.ts'
import { nativePair } from './pair.ts'

describe('on TimescaleDB and Mosquitto', () => behaviours(nativePair))
