import { useMemo } from 'react'
import { alarmCapability, type ButtonStanding } from '#domain/alarm-capability.ts'
import { useRegister } from '../../live/register.ts'

/** Schools that cannot call for help (无报警能力), and those whose buttons nobody has ever heard; null until the buttons have been read. */
export function useAbility(): { unable: string[]; unknown: string[] } | null {
  const schools = useRegister((register) => register.schools)
  const buttons = useRegister((register) => register.buttons)
  const loaded = useRegister((register) => register.buttonsLoaded)
  return useMemo(() => {
    if (!loaded) return null
    const standing = new Map<string, ButtonStanding[]>([...schools.keys()].map((id) => [id, []]))
    for (const { schoolId, state } of buttons.values()) standing.get(schoolId)?.push({ state, since: null, provenAt: null })
    const unable: string[] = []
    const unknown: string[] = []
    for (const [id, theirs] of standing) {
      const { cannotAlarm } = alarmCapability(theirs)
      if (cannotAlarm) (cannotAlarm.reason === 'unheard' ? unknown : unable).push(id)
    }
    return { unable, unknown }
  }, [schools, buttons, loaded])
}
