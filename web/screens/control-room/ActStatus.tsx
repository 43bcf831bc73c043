import type { Alarm } from '#contracts/alarm.ts'
import { useText } from '../../i18n/text.ts'
import { type Act, dismissAct, repeatAct, useActs } from '../../live/acts.ts'
import { usePersonName } from '../../live/responders.ts'
import controls from '../../ui/controls.module.css'
import styles from './AlarmDetail.module.css'

/** What has become of the person's last act on the alarm: sent, unsure, refused, or that somebody else has it. */
export function ActStatus({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const person = usePersonName()
  const act: Act | undefined = useActs((state) => state.acts.get(alarm.id))
  const words = () => {
    if (!act || act.status === 'done') return null
    if (act.status === 'sending') return t.command.sending
    if (act.status === 'unsure') return t.command.retrying(act.tries)
    if (act.status === 'failed') return t.command.failed
    if (act.status === 'refused') return t.command.refused(act.detail)
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
