import { useCallback } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { type AlarmPlace, alarmPlace } from '../map/alarm-place.ts'
import { useRegister } from './register.ts'

/** Where alarms are drawn, as far as the register has been read. */
export function useAlarmPlace(): (alarm: Alarm) => AlarmPlace {
  const campuses = useRegister((register) => register.campuses)
  const middle = useRegister((register) => register.mapConfig?.center ?? null)
  return useCallback((alarm) => alarmPlace(alarm, campuses, middle), [campuses, middle])
}
