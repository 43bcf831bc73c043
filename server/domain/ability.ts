import type { DeviceState } from '#contracts/device.ts'

/** Whether a school's buttons can call for help: one online is enough; none online but some never heard is unknown; else unable (无报警能力). */
export type Ability = 'able' | 'unknown' | 'unable'

interface Button {
  readonly schoolId: string
  readonly state: DeviceState
}

const WORTH: Record<DeviceState, Ability> = { online: 'able', unknown: 'unknown', offline: 'unable', maintenance: 'unable' }

/** The ability of each school to alarm, by its buttons; a school without any button is unable. Unknown is never able. */
export function abilities(schoolIds: Iterable<string>, buttons: Iterable<Button>): Map<string, Ability> {
  const ability = new Map<string, Ability>()
  for (const id of schoolIds) ability.set(id, 'unable')
  for (const { schoolId, state } of buttons) {
    const best = ability.get(schoolId)
    const worth = WORTH[state]
    if (best === 'able' || (best === 'unknown' && worth === 'unable')) continue
    ability.set(schoolId, worth)
  }
  return ability
}
