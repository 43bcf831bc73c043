import { useCallback, useMemo } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { useText } from '../i18n/text.ts'
import { useRegister } from './register.ts'

/** The school's name of an alarm: its code until the register is here, words when no register knows it. */
export function useSchoolName(): (alarm: Alarm) => string {
  const t = useText()
  const schools = useRegister((register) => register.schools)
  return useCallback(
    (alarm) => (alarm.schoolId === null ? t.alarm.unknownSchool : (schools.get(alarm.schoolId)?.name ?? alarm.schoolId)),
    [schools, t],
  )
}

/** Whether an alarm comes from a kindergarten or a special school; unknown until the register is here. */
export function useVulnerable(): (alarm: Alarm) => boolean {
  const schools = useRegister((register) => register.schools)
  return useCallback(
    ({ schoolId }) => {
      const level = schoolId === null ? undefined : schools.get(schoolId)?.level
      return level === 'kindergarten' || level === 'special'
    },
    [schools],
  )
}

/** Where the button is: its registered name, else the point it reported. */
export function usePlaceName(): (alarm: Alarm) => string {
  const t = useText()
  const buttons = useRegister((register) => register.buttons)
  return useCallback(
    (alarm) => {
      if (alarm.raisedBy !== null) return t.alarm.sos(alarm.raisedBy)
      const device = alarm.deviceId === null ? undefined : buttons.get(alarm.deviceId)
      const names = new Set([device?.name ?? '', alarm.point].filter(Boolean))
      return t.alarm.place([...names].join(' · ') || (alarm.deviceId ?? ''))
    },
    [buttons, t],
  )
}

/** How many letters the names of all schools begin with in common, e.g. the district's: where room is scarce they say nothing. */
export function useSharedPrefix(): number {
  const schools = useRegister((register) => register.schools)
  return useMemo(() => {
    const [first, ...others] = [...schools.values()].map(({ name }) => name)
    if (first === undefined || others.length < 9) return 0
    let length = first.length
    for (const name of others) while (!name.startsWith(first.slice(0, length))) length--
    return length
  }, [schools])
}
