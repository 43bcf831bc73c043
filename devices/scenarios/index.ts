import type { Scenario } from '../world.ts'
import { clock1970, clockHourFast, clockMonthSlow, lateBacklog } from './clock.ts'
import { district } from './district.ts'
import { garbage } from './garbage.ts'
import { doublePress, flood, singlePress, tenSchools } from './press.ts'
import { reconnectStorm } from './reconnect-storm.ts'
import { retainedReplay } from './retained-replay.ts'

export const SCENARIOS: ReadonlyMap<string, Scenario> = new Map([
  ['district', district],
  ['single-press', singlePress],
  ['double-press', doublePress],
  ['ten-schools', tenSchools],
  ['flood', flood],
  ['reconnect-storm', reconnectStorm],
  ['retained-replay', retainedReplay],
  ['clock-hour-fast', clockHourFast],
  ['clock-month-slow', clockMonthSlow],
  ['clock-1970', clock1970],
  ['late-backlog', lateBacklog],
  ['garbage', garbage],
])
