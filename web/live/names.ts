import { useCallback, useMemo } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { useText } from '../i18n/text.ts'
import { useDeviceName } from './device-names.ts'
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

/** Where the button or camera is: its registered name, else the point it reported. */
export function usePlaceName(): (alarm: Alarm) => string {
  const t = useText()
  const buttons = useRegister((register) => register.buttons)
  const isRead = useRegister((register) => register.buttonsLoaded)
  const otherName = useDeviceName()
  return useCallback(
    (alarm) => {
      if (alarm.raisedBy !== null) return t.alarm.sos(alarm.raisedBy)
      const { deviceId } = alarm
      const name = deviceId === null ? '' : (buttons.get(deviceId)?.name ?? (isRead ? otherName(deviceId) : undefined) ?? '')
      const names = new Set([name, alarm.point].filter(Boolean))
      return t.alarm.place([...names].join(' · ') || (deviceId ?? ''))
    },
    [buttons, isRead, otherName, t],
  )
}

/** What nearly all schools' names begin with, e.g. the district's; '' when they are too few to say. */
function sharedStart(names: readonly string[]): string {
  if (names.length < 10) return ''
  const most = names.length * 0.9
  const [middle = ''] = [...names].sort().slice(names.length >> 1)
  let length = middle.length
  while (length > 0 && names.filter((name) => name.startsWith(middle.slice(0, length))).length < most) length--
  return middle.slice(0, length)
}

/** How many letters of a school's name it shares with nearly all: where room is scarce they say nothing. */
export function useSharedPrefix(): (name: string) => number {
  const schools = useRegister((register) => register.schools)
  const start = useMemo(() => sharedStart([...schools.values()].map(({ name }) => name)), [schools])
  return (name) => (name.startsWith(start) ? start.length : 0)
}
