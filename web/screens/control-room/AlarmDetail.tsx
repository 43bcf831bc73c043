import type { Alarm, AlarmCommandName } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { step } from '#domain/alarm.ts'
import { type Text, useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import { useRegister } from '../../live/register.ts'
import { holds } from '../../live/session.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { momentText } from '../../ui/time.ts'
import { ActStatus } from './ActStatus.tsx'
import styles from './AlarmDetail.module.css'
import { AlarmLog } from './AlarmLog.tsx'
import { CloseForm } from './CloseForm.tsx'
import { ReleaseSilent } from './ReleaseSilent.tsx'

/** The keys of the acts; shown on the buttons and heard by the screen. */
export const KEYS = { acknowledge: ' ', dispatch: 'd', arrive: 'a', resolve: 'r', close: 'c' } as const

const ORDER = ['acknowledge', 'dispatch', 'arrive', 'resolve', 'close', 'reopen'] as const

function Phones({ schoolId }: { schoolId: string | null }) {
  const t = useText()
  const school = useRegister((register) => (schoolId === null ? undefined : register.schools.get(schoolId)))
  return (
    <section aria-label={t.detail.phones} className={styles.phones}>
      {school?.phones.length ? (
        school.phones.map(({ role, phone }) => (
          <a key={role + phone} href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            <span>{t.phone[role]}</span> {phone}
          </a>
        ))
      ) : (
        <p>{t.detail.noPhones}</p>
      )}
    </section>
  )
}

/** What a person has to know before believing the rest: drill or not, late, silent, out of place. */
function warnings(alarm: Alarm, t: Text): string[] {
  return [
    alarm.exercise && !alarm.exerciseVerified && t.alarm.unverifiedExercise(t.exercise[alarm.exercise]),
    alarm.silent && t.alarm.silent,
    alarm.misplaced && t.alarm.misplaced,
    !alarm.timeTrusted && t.alarm.untrustedTime,
    alarm.position === null && t.alarm.noPosition,
  ].filter((words) => words !== null && words !== false)
}

function Facts({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const now = Date.now()
  const facts: [string, string][] = [[t.alarm.received, momentText(alarm.receivedAt, now)]]
  if (alarm.count > 1) facts.push([t.alarm.lastPress, momentText(alarm.lastPressAt, now)])
  if (alarm.deviceTime) facts.push([t.alarm.deviceTime, momentText(alarm.deviceTime, now)])
  if (alarm.arrivedAt) facts.push([t.alarm.arrivedAt, momentText(alarm.arrivedAt, now)])
  if (alarm.deviceId) facts.push([t.alarm.device, alarm.deviceId])
  if (alarm.disposition) facts.push([t.alarm.disposition, t.disposition[alarm.disposition]])
  if (alarm.validationLevel !== null) facts.push([t.alarm.validation, t.validation[alarm.validationLevel as keyof Text['validation']]])
  return (
    <dl className={styles.facts}>
      {facts.map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface Props {
  alarm: Alarm
  session: Session
  closing: boolean
  inView: boolean
  onAct: (name: AlarmCommandName, body?: Record<string, unknown>) => void
  onClosing: (closing: boolean) => void
  onFlyTo: () => void
  onDeselect: () => void
}

/** The alarm that a person is on: what, where, since when, whom to call, what to do, and everything that has happened. */
export function AlarmDetail({ alarm, session, closing, inView, onAct, onClosing, onFlyTo, onDeselect }: Props) {
  const t = useText()
  const school = useSchoolName()(alarm)
  const place = usePlaceName()(alarm)
  const mayAct = holds(session, 'alarm:acknowledge')
  const keyCap = (name: (typeof ORDER)[number]) =>
    name === 'acknowledge' ? t.command.space : name === 'reopen' ? null : KEYS[name].toUpperCase()
  return (
    <section className={styles.detail} aria-label={t.detail.label} data-waiting={alarm.unacknowledged}>
      <header className={styles.head}>
        <AlarmSymbol alarm={alarm} size={56} />
        <div className={styles.title}>
          <p className={styles.kind}>
            {t.kind[alarm.kind]} · {t.alarm.priority(alarm.priority)}
            {alarm.exercise && <span className={styles.exercise}>{t.exercise[alarm.exercise]}</span>}
            {alarm.late && (
              <span className={styles.late}>
                {t.alarm.late}
                {alarm.deviceTime && (
                  <>
                    {' '}
                    <Age at={alarm.deviceTime} />
                  </>
                )}
              </span>
            )}
          </p>
          <h2>{school}</h2>
          <p>{place}</p>
        </div>
        <button type="button" className={controls.quiet} aria-label={t.detail.deselect} onClick={onDeselect}>
          ✕
        </button>
      </header>
      <p className={styles.now}>
        <Age at={alarm.receivedAt} className={styles.age} />
        {alarm.count > 1 && <span>{t.alarm.times(alarm.count)}</span>}
        <span className={styles.state}>
          {t.state[alarm.state]}
          {alarm.unacknowledged && alarm.state !== 'new' && ` · ${t.alarm.again}`}
          {!alarm.unacknowledged && alarm.acknowledgedBy && ` · ${alarm.acknowledgedBy}`}
        </span>
      </p>
      {warnings(alarm, t).map((words) => (
        <p key={words} className={styles.warning}>
          {words}
        </p>
      ))}
      <ReleaseSilent alarm={alarm} session={session} />
      <Phones schoolId={alarm.schoolId} />
      {closing ? (
        <CloseForm alarm={alarm} onCancel={() => onClosing(false)} onClose={(body) => onAct('close', body)} />
      ) : (
        <div className={styles.commands}>
          {!mayAct && <p>{t.command.readOnly}</p>}
          {ORDER.filter((name) => holds(session, `alarm:${name}`) && (name === 'reopen') === (alarm.state === 'closed')).map((name) => (
            <button
              key={name}
              type="button"
              className={name === 'acknowledge' && alarm.unacknowledged ? `${controls.primary} ${styles.accept}` : controls.button}
              disabled={!step(alarm, name).ok}
              onClick={() => (name === 'close' ? onClosing(true) : onAct(name))}
            >
              {t.command[name]}
              {keyCap(name) && <KeyCap>{keyCap(name) ?? ''}</KeyCap>}
            </button>
          ))}
          <button type="button" className={controls.button} disabled={alarm.position === null} onClick={onFlyTo}>
            {t.command.flyTo}
            <KeyCap>F</KeyCap>
          </button>
          {alarm.position && !inView && <span className={styles.away}>{t.detail.onMap}</span>}
        </div>
      )}
      <ActStatus alarm={alarm} />
      <Facts alarm={alarm} />
      <AlarmLog alarm={alarm} />
    </section>
  )
}
