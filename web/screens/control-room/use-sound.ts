import { useEffect } from 'react'
import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import { openAlarms } from '#domain/alarm-board.ts'
import { remindsMe } from '#domain/escalation.ts'
import { zh } from '../../i18n/zh-CN.ts'
import { useBoard } from '../../live/board.ts'
import { tickWhileHidden } from '../../live/hidden-clock.ts'
import { lookAtClock, useLink } from '../../live/link.ts'
import { muteLeft } from '../../live/mute.ts'
import { useRegister } from '../../live/register.ts'
import { useSession } from '../../live/session.ts'
import { startSound, useSound } from '../../live/sound.ts'

/** What is said of an alarm, in Chinese whatever the screen's language: what, school, place; of an exercise that it is one. */
function spokenWords({ kind, schoolId, deviceId, point, exercise, exerciseVerified }: Alarm): string {
  const { schools, buttons } = useRegister.getState()
  const school = schoolId === null ? zh.alarm.unknownSchool : (schools.get(schoolId)?.name ?? schoolId)
  if (exercise && exerciseVerified) return `${zh.exercise[exercise]}。${school}。这是${zh.exercise[exercise]}。`
  const place = (deviceId === null ? undefined : buttons.get(deviceId)?.name) || point
  return [zh.kind[kind], school, place].filter(Boolean).join('，')
}

/** A leader is called: nobody is at the desk (R15). */
const isCalled = (): boolean =>
  (useLink.getState().pulse?.unmannedSince ?? null) !== null && (useSession.getState().session?.role ?? 'operator') !== 'operator'

/** Sounds what nobody has acknowledged and nobody has muted, while the screen is open. */
export function useAlarmSound(): void {
  useEffect(() => {
    const sound = startSound({
      open: () => openAlarms(useBoard.getState().alarms).filter((alarm) => muteLeft(alarm) === 0),
      stale: () => useLink.getState().faults.length > 0,
      unmanned: isCalled,
      reminds: (alarm) => remindsMe(alarm, useSession.getState().session ?? null),
      words: spokenWords,
    })
    const forget = useBoard.subscribe(sound.poke)
    const stopTicks = tickWhileHidden(() => {
      lookAtClock()
      sound.poke()
    })
    return () => {
      forget()
      stopTicks()
      sound.stop()
    }
  }, [])
}

const SHIFT_MS = 12 * 3_600_000
const KEY = 'xiaowei.heard'

/** When this person last said on this machine that the alarm is heard; 0 = never. A reload in mid-shift asks nobody again. */
function rememberedHearing(username: string): number {
  try {
    const [who, at] = (localStorage.getItem(KEY) ?? '').split('@')
    return who === username ? Number(at) || 0 : 0
  } catch {
    return 0
  }
}

const useHearing = create<{ username: string; at: number }>(() => ({ username: '', at: 0 }))

export function confirmHearing(username: string, at: number): void {
  useHearing.setState({ username, at })
  try {
    localStorage.setItem(KEY, `${username}@${at}`)
  } catch {
    // it then lasts as long as the page
  }
}

/** How the sound stands for this person: fit, or why not; and since when it is confirmed (R6: at shift start). */
export function useHearingState(username: string): {
  fault: 'confirm' | 'blocked' | 'noDevice' | 'stalled' | 'missing' | null
  at: number
} {
  const state = useSound((sound) => sound.state)
  const hearing = useHearing()
  const at = hearing.username === username ? hearing.at : rememberedHearing(username)
  const stale = useLink(({ nowMs }) => nowMs >= 0 && Date.now() - at > SHIFT_MS)
  return { fault: state !== 'on' ? state : stale ? 'confirm' : null, at }
}
