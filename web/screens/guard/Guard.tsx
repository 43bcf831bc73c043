import { useEffect, useMemo, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { step } from '#domain/alarm.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { type Act, startAct, useActs } from '../../live/acts.ts'
import { useBoard, useOpenAlarms } from '../../live/board.ts'
import { useLink } from '../../live/link.ts'
import { usePlaceName } from '../../live/names.ts'
import { usePainted } from '../../live/painted.ts'
import { loadSchools, useRegister } from '../../live/register.ts'
import { endSession, holds, useSession } from '../../live/session.ts'
import { openLive } from '../../live/socket.ts'
import { startSound, unlockSound, useSound } from '../../live/sound.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { ageText } from '../../ui/time.ts'
import { SignIn } from '../sign-in/SignIn.tsx'
import styles from './Guard.module.css'

const RECEIPT_MS = 3000
// A guard's answer is sent again as long as the page lives; 未送达 stands beside it meanwhile.
const PATIENCE = 100_000

type Answer = 'going' | 'cannot' | 'arrived'

/** Whom a guard can call when a message does not get through: the school's people, then the police. */
function Phones({ schoolId }: { schoolId: string | null }) {
  const t = useText()
  const schools = useRegister((register) => register.schools)
  const school = (schoolId !== null && schools.get(schoolId)) || [...schools.values()][0]
  const phones = (school?.phones ?? []).filter(({ role }) => role !== 'gateRoom')
  return (
    <ul className={styles.phones}>
      {phones.slice(0, 3).map(({ role, phone }) => (
        <li key={role}>
          <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            {t.guard.call(t.phone[role])} <b>{phone}</b>
          </a>
        </li>
      ))}
      {['110', '120', '119'].map((number) => (
        <li key={number}>
          <a href={`tel:${number}`}>
            <b>{number}</b>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** 未送达 in words (and by vibration) as soon as 3 s have passed without a receipt. */
function Delivery({ act, said, schoolId }: { act: Act | undefined; said: Answer | null; schoolId: string | null }) {
  const t = useText()
  const now = useLink((link) => link.nowMs)
  const waiting = act !== undefined && (act.status === 'sending' || act.status === 'unsure' || act.status === 'failed')
  const unsent = waiting && (act.status !== 'sending' || now - act.startedMs > RECEIPT_MS) && now - act.startedMs > RECEIPT_MS
  useEffect(() => {
    if (unsent) navigator.vibrate?.([300, 150, 300])
  }, [unsent])
  if (unsent)
    return (
      <div role="alert" className={styles.unsent}>
        <strong>{t.guard.notSent}</strong>
        <p>{t.guard.notSentHint}</p>
        <Phones schoolId={schoolId} />
      </div>
    )
  if (waiting) return <p role="status">{t.guard.sending}</p>
  if (act?.status === 'refused' || act?.status === 'conflict') return <p role="alert">{t.guard.refused(act.detail)}</p>
  return said && act?.status === 'done' ? (
    <p role="status" className={styles.sent}>
      ✓ {t.guard.sent[said]}
    </p>
  ) : null
}

function AlarmCard({ alarm }: { alarm: Alarm }) {
  const t = useText()
  const act = useActs((state) => state.acts.get(alarm.id))
  const place = usePlaceName()(alarm)
  const school = useRegister((register) => (alarm.schoolId === null ? undefined : register.schools.get(alarm.schoolId)))
  const said: Answer | null =
    act?.name === 'arrive' ? 'arrived' : act?.name === 'answer' ? (act.body.answer === 'cannot' ? 'cannot' : 'going') : null
  const answer = (word: 'going' | 'cannot') => void startAct({ alarm, name: 'answer', body: { answer: word }, patience: PATIENCE })
  const mayArrive = step(alarm, 'arrive').ok
  const going = said === 'going' && act?.status === 'done'
  return (
    <section className={styles.card}>
      <header>
        <AlarmSymbol alarm={alarm} size={64} />
        <div>
          <p className={styles.kind}>
            {t.kind[alarm.kind]}
            {alarm.exercise && <span className={styles.exercise}>{t.exercise[alarm.exercise]}</span>}
            {alarm.late && ` · ${t.alarm.late}`}
          </p>
          <h1>{place}</h1>
          <p>{school?.name ?? alarm.schoolId}</p>
        </div>
      </header>
      <p className={styles.when}>
        <Age at={alarm.receivedAt} /> {alarm.count > 1 && t.alarm.times(alarm.count)}
      </p>
      <p>{alarm.acknowledgedBy && !alarm.unacknowledged ? t.guard.by(alarm.acknowledgedBy) : t.guard.waitingOperator}</p>
      <div className={styles.answers}>
        {going && mayArrive ? (
          <button type="button" className={styles.go} onClick={() => void startAct({ alarm, name: 'arrive', patience: PATIENCE })}>
            {t.guard.arrived}
          </button>
        ) : (
          said !== 'arrived' &&
          mayArrive && (
            <button type="button" className={styles.go} onClick={() => answer('going')}>
              {t.guard.going}
            </button>
          )
        )}
        {said !== 'arrived' && mayArrive && (
          <button type="button" className={styles.cannot} onClick={() => answer('cannot')}>
            {t.guard.cannot}
          </button>
        )}
      </div>
      <Delivery act={act} said={said} schoolId={alarm.schoolId} />
    </section>
  )
}

/** Nothing is wrong: what the page is for, and how long ago the server was heard. */
function Calm() {
  const t = useText()
  const loaded = useBoard((board) => board.loaded)
  const heard = useLink((link) => (link.pulseAtMs === null ? null : ageText(link.nowMs - link.pulseAtMs, t.time)))
  return (
    <section className={styles.calm}>
      <h1>{loaded ? t.guard.calm : t.guard.waiting}</h1>
      <p>{t.guard.calmHint}</p>
      <p className={styles.dim}>{heard === null ? t.guard.waiting : t.guard.live(heard)}</p>
    </section>
  )
}

function Watch({ session }: { session: Session }) {
  const t = useText()
  useEffect(() => openLive(), [])
  useEffect(loadSchools, [])
  useEffect(() => {
    const sound = startSound({
      open: () =>
        [...useBoard.getState().alarms.values()].filter((alarm) => alarm.state !== 'closed').sort((a, b) => a.priority - b.priority),
      stale: () => useLink.getState().faults.length > 0,
      exerciseWords: () => t.exercise.drill,
    })
    const forget = useBoard.subscribe(sound.poke)
    return () => {
      forget()
      sound.stop()
    }
  }, [t])
  const open = useOpenAlarms()
  const faults = useLink((link) => link.faults)
  const sound = useSound((state) => state.state)
  const list = useRef<HTMLUListElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const alarm = open.find(({ id }) => id === chosen) ?? open[0]
  const painted = useMemo(() => (alarm ? [alarm] : []), [alarm])
  usePainted(painted, list, false)
  return (
    <main className={styles.page}>
      {faults.length > 0 && (
        <div role="alert" className={styles.stale}>
          <strong>{t.guard.stale}</strong>
          <p>
            {faults.map((fault) => t.stale[fault]).join('、')}。{t.guard.staleHint}
          </p>
          <Phones schoolId={null} />
        </div>
      )}
      {sound !== 'on' && (
        <button type="button" className={styles.bell} onClick={unlockSound}>
          {t.guard.soundBlocked}
        </button>
      )}
      <ul ref={list} aria-label={t.queue.title} className={styles.list}>
        {alarm && (
          <li key={alarm.id} data-row={alarm.id}>
            <AlarmCard alarm={alarm} />
          </li>
        )}
      </ul>
      {open.length > 1 && alarm && (
        <button
          type="button"
          className={styles.more}
          onClick={() => setChosen(open[(open.findIndex(({ id }) => id === alarm.id) + 1) % open.length]?.id ?? null)}
        >
          {t.guard.more(open.length - 1)} →
        </button>
      )}
      {!alarm && <Calm />}
      <footer className={styles.foot}>
        <span>{session.user.name}</span>
        <LanguageSwitch />
        <button type="button" className={controls.quiet} onClick={() => void endSession()}>
          {t.guard.signOut}
        </button>
      </footer>
    </main>
  )
}

/** The guard's page: nothing but the alarm while there is one. */
export function Guard() {
  const t = useText()
  const session = useSession((state) => state.session)
  if (session === undefined) return <p className={styles.loading}>{t.app.loading}</p>
  if (session === null) return <SignIn />
  if (!holds(session, 'alarm:answer'))
    return (
      <p className={styles.loading}>
        {t.guard.wrongRole} <a href={session.home}>{t.role[session.role]}</a>
      </p>
    )
  return <Watch session={session} />
}
