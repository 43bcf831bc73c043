import { type MouseEvent, useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Handover } from '#contracts/handover.ts'
import type { Problem } from '#contracts/problem.ts'
import type { Session } from '#contracts/session.ts'
import { endHandover, startHandover } from '../../api/handover.ts'
import { ProblemError } from '../../api/http.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { useText } from '../../i18n/text.ts'
import { dismissAct, startAct, useActs } from '../../live/acts.ts'
import { useBoard, useOpenAlarms } from '../../live/board.ts'
import { openHandovers, refreshHandovers, untaken, useHandovers } from '../../live/handovers.ts'
import { useSecond } from '../../live/link.ts'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import { usePersonName } from '../../live/responders.ts'
import { holds } from '../../live/rights.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { momentText } from '../../ui/time.ts'
import styles from './HandoverPanel.module.css'
import { type HandoverText, useHandoverText } from './handover-text.ts'
import keyStyles from './KeyList.module.css'

/** The hand-over that waits, if any; opens the panel. */
export function HandoverCount({ onOpen }: { onOpen: () => void }) {
  const t = useHandoverText()
  const open = openHandovers(useHandovers(({ items }) => items))
  const waiting = open.reduce((n, one) => n + untaken(one).length, 0)
  return (
    <button type="button" className={controls.quiet} onClick={onOpen}>
      {open.length > 0 ? <b className={styles.waiting}>{t.strip(waiting)}</b> : t.title}
      <KeyCap>X</KeyCap>
    </button>
  )
}

const refusedWords = (problem: Problem | null | undefined, t: HandoverText): string =>
  problem ? t.refused(refusalText(problem)) : t.noAnswer

/** Takes an alarm. @returns why it was not taken, in words, as the dialog covers where the desk says so; '' when there is nothing to say */
async function take(alarm: Alarm, t: HandoverText): Promise<string> {
  const status = await startAct({ alarm, name: 'take' })
  if (status === 'failed') return t.noAnswer
  if (status !== 'conflict' && status !== 'refused') return ''
  const problem = useActs.getState().acts.get(alarm.id)?.problem
  dismissAct(alarm.id)
  return refusedWords(problem, t)
}

/** Does what is about the shift itself. @returns why it was not done, in words; '' when it is done */
const doShift = (act: () => Promise<unknown>, t: HandoverText): Promise<string> =>
  act().then(
    () => '',
    (error: unknown) => refusedWords(error instanceof ProblemError && error.problem.status < 500 ? error.problem : null, t),
  )

/** @param act answers why it was not done, '' when it is */
type OnDo = (click: MouseEvent, act: () => Promise<string>) => void

interface OneProps {
  handover: Handover
  me: string
  mayAct: boolean
  onDo: OnDo
}

/** Of an act that has no receipt yet: that it is being sent again. */
function Unsure({ alarmId }: { alarmId: string }) {
  const t = useText()
  const act = useActs(({ acts }) => acts.get(alarmId))
  return act?.name === 'take' && act.status === 'unsure' ? <small>{t.command.retrying(act.tries)}</small> : null
}

/** Its alarms, each with who has it now; whoever comes takes one by one. */
function Alarms({ handover, me, mayAct, onDo }: OneProps) {
  const t = useHandoverText()
  const nowMs = useSecond() * 1000
  const board = useBoard((state) => state.alarms)
  const school = useSchoolName()
  const place = usePlaceName()
  const person = usePersonName()
  const mayTake = mayAct && handover.by !== me
  return (
    <ul className={styles.alarms}>
      {handover.alarms.map(({ alarmId, from, takenBy, takenByName, takenAt, closed }) => {
        const alarm = board.get(alarmId)
        return (
          <li key={alarmId} data-waiting={(takenBy === null && !closed) || undefined}>
            {alarm ? <AlarmSymbol alarm={alarm} size={28} /> : <span />}
            <span>
              <bdi>{alarm ? school(alarm) : t.unknown}</bdi> {alarm && <bdi className={styles.place}>{place(alarm)}</bdi>}
              <small>
                {closed
                  ? t.closed
                  : takenBy !== null && takenAt !== null
                    ? t.takenBy(takenByName ?? takenBy, momentText(takenAt, nowMs))
                    : from === handover.by
                      ? t.stays(person(from))
                      : t.nobody}
              </small>
              <Unsure alarmId={alarmId} />
            </span>
            {mayTake && takenBy === null && !closed && alarm && (
              <button type="button" className={controls.button} data-next onClick={(click) => onDo(click, () => take(alarm, t))}>
                {t.take}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function OpenOne(props: OneProps) {
  const { handover, me, mayAct, onDo } = props
  const t = useHandoverText()
  const nowMs = useSecond() * 1000
  const person = usePersonName()
  const waiting = untaken(handover).length
  const isMine = handover.by === me
  const at = momentText(handover.startedAt, nowMs)
  return (
    <section className={styles.one}>
      <h3>{isMine ? t.mine(at) : t.from(handover.byName ?? person(handover.by), at)}</h3>
      <p className={keyStyles.lead}>
        {handover.alarms.length === 0 ? t.none : t.progress(handover.alarms.length - waiting, handover.alarms.length)}
      </p>
      <Alarms {...props} />
      {mayAct && (
        <p className={styles.acts}>
          <button
            type="button"
            className={isMine ? controls.button : controls.primary}
            data-next={!isMine || undefined}
            disabled={!isMine && waiting > 0}
            onClick={(click) => onDo(click, () => doShift(() => endHandover(handover.id), t))}
          >
            {isMine ? t.withdraw : t.shift}
          </button>
          {!isMine && waiting > 0 && <span>{t.shiftWaits(waiting)}</span>}
        </p>
      )}
    </section>
  )
}

/**
 * The button that a key pressed goes with what was taken: the next one has the focus, so that keys alone take all. Once the shift is taken
 * that is the way out, and not the button that would hand it over again.
 */
function keepHand(dialog: HTMLDialogElement | null): void {
  const at = document.activeElement
  if (at !== null && at !== document.body && at !== dialog) return
  const next = dialog?.querySelector<HTMLElement>('[data-next]:not([disabled])') ?? dialog?.querySelector<HTMLElement>('[data-close]')
  next?.focus()
}

/** 交接班 (R15): begun by who goes, its open alarms taken by name by who comes. */
export function HandoverPanel({ session, onClose }: { session: Session; onClose: () => void }) {
  const t = useHandoverText()
  const { items, failed } = useHandovers()
  const alarms = useOpenAlarms()
  const nowMs = useSecond() * 1000
  const person = usePersonName()
  const [said, setSaid] = useState('')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    void refreshHandovers()
  }, [])
  const me = session.user.username
  const mayAct = holds(session, 'handover:act')
  const open = openHandovers(items)
  const ended = items.filter(({ endedAt }) => endedAt !== null).slice(0, 5)
  const onDo: OnDo = ({ detail }, act) => {
    setSaid('')
    void act()
      .then(setSaid)
      .then(refreshHandovers)
      .then(() => detail === 0 && keepHand(dialog.current))
  }
  return (
    <dialog ref={dialog} className={`${keyStyles.dialog} ${styles.panel}`} aria-label={t.title} onClose={onClose}>
      <h2>{t.title}</h2>
      <p className={keyStyles.lead}>{t.lead}</p>
      {failed && <p role="status">{t.failed}</p>}
      {open.map((handover) => (
        <OpenOne key={handover.id} handover={handover} me={me} mayAct={mayAct} onDo={onDo} />
      ))}
      {mayAct && !open.some(({ by }) => by === me) && (
        <p className={styles.acts}>
          <button
            type="button"
            className={open.length === 0 ? controls.primary : controls.button}
            onClick={(click) => onDo(click, () => doShift(startHandover, t))}
          >
            {t.start}
          </button>
          {alarms.length === 0 && <span>{t.startNone}</span>}
        </p>
      )}
      {!mayAct && <p className={keyStyles.lead}>{t.readOnly}</p>}
      <p role="status" className={styles.said}>
        {said}
      </p>
      <h3>{t.latest}</h3>
      {ended.length === 0 && <p className={keyStyles.lead}>{t.noneYet}</p>}
      <ul className={styles.latest}>
        {ended.map(({ id, by, byName, takenBy, takenByName, endedAt, alarms }) => (
          <li key={id}>
            {takenBy === null
              ? t.withdrawn(byName ?? person(by), momentText(endedAt ?? '', nowMs))
              : t.done(byName ?? person(by), takenByName ?? person(takenBy), momentText(endedAt ?? '', nowMs), alarms.length)}
          </li>
        ))}
      </ul>
      <button type="button" className={controls.button} data-close onClick={() => dialog.current?.close()}>
        {t.close}
      </button>
    </dialog>
  )
}
