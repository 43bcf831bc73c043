import { useCallback } from 'react'
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
