import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { step } from '#domain/alarm.ts'
import { type Text, useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import type { ActName } from '../../live/acts.ts'
import { useSecond } from '../../live/link.ts'
import { toggleMute, useMuteSeconds } from '../../live/mute.ts'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import { useRegister } from '../../live/register.ts'
import { usePersonName } from '../../live/responders.ts'
import { holds } from '../../live/rights.ts'
import { toggleTalk, useTalkSeconds } from '../../live/talk.ts'
import type { AlarmPlace } from '../../map/alarm-place.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { momentText } from '../../ui/time.ts'
import { ActStatus } from './ActStatus.tsx'
import styles from './AlarmDetail.module.css'
import { AlarmLog } from './AlarmLog.tsx'
import { BeginIncident } from './BeginIncident.tsx'
import { CloseForm } from './CloseForm.tsx'
import { CallPanel, type CallResult, type Contact, ContactList, DispatchPanel, useContacts } from './Contacts.tsx'
import { Photos } from './Photos.tsx'
import { ReleaseSilent } from './ReleaseSilent.tsx'
import { ShelfForm, ShelfNote } from './Shelf.tsx'
import { Siblings } from './Siblings.tsx'
import { StandingMarks } from './StandingMarks.tsx'
import { useShelfText } from './shelf-text.ts'
import { TakeAsReal } from './TakeAsReal.tsx'
import { useRoomText } from './text.ts'
import { useShelf } from './use-shelf.ts'
import { WhoIsOn } from './WhoIsOn.tsx'

/** The keys of the acts; shown on the buttons and heard by the screen. */
export const KEYS = { acknowledge: ' ', dispatch: 'd', arrive: 'a', resolve: 'r', close: 'c', reopen: 'o' } as const

/** What a person has begun on the alarm and not yet sent: one thing at a time. */
export type Task = { alarmId: string } & ({ kind: 'close' | 'dispatch' | 'shelve' } | { kind: 'call'; contact: Contact })

const ORDER = ['acknowledge', 'dispatch', 'arrive', 'resolve', 'close', 'reopen'] as const

/** What a person has to know before believing the rest: drill or not, late, silent, out of place. */
function warnings(alarm: Alarm, { position, fault }: AlarmPlace, t: Text): string[] {
  return [
    alarm.exercise && !alarm.exerciseVerified && t.alarm.unverifiedExercise(t.exercise[alarm.exercise]),
    alarm.silent && t.alarm.silent,
    alarm.misplaced && t.alarm.misplaced,
    !alarm.timeTrusted && t.alarm.untrustedTime,
    fault && t.alarm.notThere(t.alarm.noPosition[fault], position ? t.alarm.atCampus : t.alarm.inListOnly),
  ].filter((words) => words !== null && words !== false)
}

function Facts({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const now = useSecond() * 1000
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
  /** other open alarms of the same school */
  siblings: readonly Alarm[]
  session: Session
  task: Task | null
  /** where the map shows it */
  place: AlarmPlace
  inView: boolean
  /** a stroke of a key counts now: the alarm has been before the person's eyes for long enough */
  keysCount: boolean
  onAct: (name: ActName, body?: Record<string, unknown>) => void
  onTask: (task: Task | null) => void
  onSelect: (id: string) => void
  onFlyTo: () => void
  onDeselect: () => void
}

function Commands({ alarm, session, place, inView, onAct, onTask, onFlyTo }: Props) {
  const hasCampus = useRegister(({ campuses }) => campuses.some(({ properties }) => properties.schoolId === alarm.schoolId))
  const t = useText()
  const room = useRoomText()
  const muted = useMuteSeconds(alarm)
  const lowered = useTalkSeconds()
  const mayAct = holds(session, 'alarm:acknowledge')
  const lowerable = mayAct && alarm.unacknowledged
  const shelfText = useShelfText()
  const shelf = useShelf(alarm, session, { onAct, onTask })
  const keyCap = (name: (typeof ORDER)[number]) => (name === 'acknowledge' ? t.command.space : KEYS[name].toUpperCase())
  const start = (name: (typeof ORDER)[number]) => {
    if (name === 'close' || name === 'dispatch') onTask({ alarmId: alarm.id, kind: name })
    else onAct(name)
  }
  return (
    <div className={styles.commands}>
      {!mayAct && <p>{t.command.readOnly}</p>}
      {ORDER.filter((name) => holds(session, `alarm:${name}`) && (name === 'reopen') === (alarm.state === 'closed')).map((name) => (
        <button
          key={name}
          type="button"
          className={name === 'acknowledge' && alarm.unacknowledged ? `${controls.primary} ${styles.accept}` : controls.button}
          disabled={!step(alarm, name).ok}
          onClick={() => start(name)}
        >
          {t.command[name]}
          <KeyCap>{keyCap(name)}</KeyCap>
        </button>
      ))}
      {mayAct && alarm.unacknowledged && (
        <button type="button" className={controls.button} aria-pressed={muted > 0} onClick={() => toggleMute(alarm)}>
          {muted > 0 ? room.mute.unmute(muted) : room.mute.mute}
          <KeyCap>M</KeyCap>
        </button>
      )}
      {lowerable && (
        <button
          type="button"
          className={controls.button}
          aria-pressed={lowered > 0}
          title={room.talk.hint}
          onClick={() => toggleTalk(true)}
        >
          {lowered > 0 ? room.talk.loud(lowered) : room.talk.lower}
          <KeyCap>H</KeyCap>
        </button>
      )}
      {shelf.isOffered && (
        <button type="button" className={controls.button} onClick={shelf.press}>
          {shelf.isShelved ? shelfText.takeBack : shelfText.shelve}
          <KeyCap>Z</KeyCap>
        </button>
      )}
      <button
        type="button"
        className={lowerable ? `${controls.button} ${styles.fly}` : controls.button}
        disabled={place.position === null && !hasCampus}
        onClick={onFlyTo}
      >
        {t.command.flyTo}
        <KeyCap>F</KeyCap>
      </button>
      {place.position && !inView && <span className={styles.away}>{t.detail.onMap}</span>}
    </div>
  )
}

/** What the person has begun, else the acts that can be begun. */
function TaskOrCommands(props: Props) {
  const { alarm, task, onAct, onTask } = props
  const contacts = useContacts(alarm)
  const done = () => onTask(null)
  if (task?.kind === 'close') return <CloseForm alarm={alarm} onCancel={done} onClose={(body) => onAct('close', body)} />
  if (task?.kind === 'shelve') return <ShelfForm onCancel={done} onShelve={(body) => onAct('shelve', body)} />
  if (task?.kind === 'dispatch')
    return <DispatchPanel contacts={contacts} onCancel={done} onDispatch={(to) => onAct('dispatch', to === null ? {} : { to })} />
  return (
    <>
      {task?.kind === 'call' && (
        <CallPanel
          contact={task.contact}
          onCancel={done}
          onResult={(result: CallResult) => onAct('call', { to: task.contact.role, result })}
        />
      )}
      <Commands {...props} />
    </>
  )
}

function Head({ alarm, onDeselect }: Pick<Props, 'alarm' | 'onDeselect'>) {
  const t = useText()
  const school = useSchoolName()(alarm)
  const place = usePlaceName()(alarm)
  return (
    <header className={styles.head} data-detail={alarm.id}>
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
        <h2>
          <bdi>{school}</bdi>
        </h2>
        <p className={styles.place}>
          <bdi>{place}</bdi>
        </p>
      </div>
      <button type="button" data-desk className={controls.quiet} aria-label={t.detail.deselect} onClick={onDeselect}>
        ✕
      </button>
    </header>
  )
}

/** The alarm that a person is on: what, where, since when, whom to call, what to do, who is on it, and everything that has happened. */
export function AlarmDetail(props: Props) {
  const { alarm, siblings, session, place, keysCount, onTask, onSelect } = props
  const t = useText()
  const person = usePersonName()
  const contacts = useContacts(alarm)
  const mayCall = holds(session, 'alarm:call') && alarm.state !== 'closed'
  const who = alarm.handledBy ?? alarm.acknowledgedBy
  return (
    <section className={styles.detail} aria-label={t.detail.label} data-waiting={alarm.unacknowledged} data-keys-count={keysCount}>
      <div className={styles.main}>
        <Head {...props} />
        <p className={styles.now}>
          <Age at={alarm.receivedAt} className={styles.age} />
          {alarm.count > 1 && <span>{t.alarm.times(alarm.count)}</span>}
          <StandingMarks alarm={alarm} />
          <span className={styles.state}>
            {t.state[alarm.state]}
            {alarm.unacknowledged && alarm.state !== 'new' && ` · ${t.alarm.again}`}
            {!alarm.unacknowledged && who && (
              <>
                {' · '}
                <bdi>{person(who)}</bdi>
              </>
            )}
          </span>
        </p>
        {warnings(alarm, place, t).map((words) => (
          <p key={words} className={styles.warning}>
            {words}
          </p>
        ))}
        <ShelfNote alarm={alarm} />
        <ReleaseSilent alarm={alarm} session={session} keysCount={keysCount} />
        <TakeAsReal alarm={alarm} session={session} keysCount={keysCount} />
        <BeginIncident alarm={alarm} session={session} />
        <div data-desk>
          <ContactList contacts={contacts} onCall={mayCall ? (contact) => onTask({ alarmId: alarm.id, kind: 'call', contact }) : null} />
          <TaskOrCommands {...props} />
        </div>
        <ActStatus alarm={alarm} onSelect={onSelect} />
        <Photos alarm={alarm} />
        <WhoIsOn alarm={alarm} />
        <Siblings alarms={siblings} onSelect={onSelect} />
      </div>
      <div className={styles.past}>
        <Facts alarm={alarm} />
        <AlarmLog alarm={alarm} />
      </div>
    </section>
  )
}
