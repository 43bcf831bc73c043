import { useMemo } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { screenText, useText } from '../../i18n/text.ts'
import { type Act, dismissAct, repeatAct, useActs } from '../../live/acts.ts'
import { useBoard } from '../../live/board.ts'
import { useSecond } from '../../live/link.ts'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import { usePersonName } from '../../live/responders.ts'
import controls from '../../ui/controls.module.css'
import { momentText } from '../../ui/time.ts'
import styles from './AlarmDetail.module.css'

const useTwinText = screenText(
  {
    open: (which: string, at: string) => `未执行：同一按钮已有一起未结警情（${which}，${at} 接报）。请处理那一起。`,
    unknown: '未执行：同一设备已有一起未结警情。请处理那一起。',
    show: '打开那一起',
  },
  {
    open: (which, at) => `Not done: another alarm of the same button is open (${which}, received ${at}). Handle that one.`,
    unknown: 'Not done: another alarm of the same device is open. Handle that one.',
    show: 'Open that one',
  },
)

/** The alarm into which this one would fall as a twin: open, of the same device, point and kind, an exercise only if this stays one. */
const isTwin = (other: Alarm, alarm: Alarm, name: Act['name']): boolean =>
  other.id !== alarm.id &&
  other.state !== 'closed' &&
  other.deviceId === alarm.deviceId &&
  other.point === alarm.point &&
  other.kind === alarm.kind &&
  other.schoolId === alarm.schoolId &&
  other.exercise === (name === 'real' ? null : alarm.exercise)

/** Which alarm stood against an act, and the way to it. */
function Twin({ act, alarm, onSelect }: { act: Act; alarm: Alarm; onSelect: (id: string) => void }) {
  const t = useTwinText()
  const alarms = useBoard((board) => board.alarms)
  const nowMs = useSecond() * 1000
  const school = useSchoolName()
  const place = usePlaceName()
  const twin = useMemo(() => [...alarms.values()].find((other) => isTwin(other, alarm, act.name)), [alarms, alarm, act.name])
  if (!twin) return t.unknown
  return (
    <>
      {t.open([school(twin), place(twin)].filter(Boolean).join(' '), momentText(twin.receivedAt, nowMs))}
      <button type="button" className={controls.button} onClick={() => onSelect(twin.id)}>
        {t.show}
      </button>
    </>
  )
}

/** What has become of the person's last act on the alarm: sent, unsure, refused, or that somebody else has it. */
export function ActStatus({ alarm, onSelect }: { alarm: Alarm; onSelect: (id: string) => void }) {
  const t = useText()
  const person = usePersonName()
  const act: Act | undefined = useActs((state) => state.acts.get(alarm.id))
  const words = () => {
    if (!act || act.status === 'done') return null
    if (act.status === 'sending') return t.command.sending
    if (act.status === 'unsure') return t.command.retrying(act.tries)
    if (act.status === 'failed') return t.command.failed
    if (act.status === 'refused') return t.command.refused(act.detail)
    // Of a conflict that is not this alarm's own change the server sends no newer version: another one is open.
    if (!act.current && (act.name === 'real' || act.name === 'reopen')) return <Twin act={act} alarm={alarm} onSelect={onSelect} />
    const who = act.current?.handledBy ?? act.current?.acknowledgedBy
    const state = t.state[(act.current ?? alarm).state]
    return who ? t.command.conflict(person(who), state) : t.command.conflictChanged(state)
  }
  const said = words()
  const settled = act && (act.status === 'failed' || act.status === 'refused' || act.status === 'conflict')
  return (
    <div role="status" className={styles.status} data-status={act?.status ?? 'done'}>
      {said}
      {act?.status === 'failed' && (
        <button type="button" className={controls.button} onClick={() => void repeatAct(act, alarm)}>
          {t.command.again}
        </button>
      )}
      {settled && (
        <button type="button" className={controls.quiet} onClick={() => dismissAct(alarm.id)}>
          {t.command.dismiss}
        </button>
      )}
    </div>
  )
}
