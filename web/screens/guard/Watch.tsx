import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { useText } from '../../i18n/text.ts'
import { useBoard, useOpenAlarms } from '../../live/board.ts'
import { callName } from '../../live/call.ts'
import { showFirstAlarms } from '../../live/first-alarms.ts'
import { useLink } from '../../live/link.ts'
import { usePainted } from '../../live/painted.ts'
import { openLive } from '../../live/socket.ts'
import { startSound, unlockSound, useSound } from '../../live/sound.ts'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { SignOut } from '../../ui/SignOut.tsx'
import cardStyles from './AlarmCard.module.css'
import { AlarmCard } from './AlarmCard.tsx'
import { alarmBefore, type Chosen, chosenByHand, NOTHING_CHOSEN } from './before-guard.ts'
import { Calm, Reach } from './Calm.tsx'
import { rings, saidBy } from './card.ts'
import dockStyles from './Dock.module.css'
import { notify, startFacilities } from './facilities.ts'
import { before } from './first-stage.ts'
import { ignoreTapsAfterSwap, markSwap, watchHands } from './hands.ts'
import { chooseHere, hereOf } from './here.ts'
import pageStyles from './Page.module.css'
import { askPlaceQuietly, freshPlace, usePlace, watchPermission } from './place.ts'
import { SosBar } from './SosBar.tsx'
import { StaleNotice, StaleStrip } from './StaleNotice.tsx'
import { ageSendings, hurrySendings, resumeSendings, saidSinceCall, sayForHelp, useSendings } from './sendings.ts'
import { keepSite, placeOf, useSite } from './site.ts'
import { ThisPhone } from './ThisPhone.tsx'
import { useGuardText } from './text.ts'

const ringsHere = (alarm: Alarm, username: string): boolean => rings(alarm, username, saidSinceCall(useSendings.getState().sendings, alarm))

function useBell(username: string): void {
  const t = useText()
  useEffect(() => {
    const sound = startSound({
      open: () =>
        [...useBoard.getState().alarms.values()].filter((alarm) => ringsHere(alarm, username)).sort((a, b) => a.priority - b.priority),
      reminds: () => false,
      unmanned: () => false, // a guard has no alarm of the control room's in hand
      stale: () => useLink.getState().faults.length > 0,
      words: ({ exercise, exerciseVerified }) => (exercise && exerciseVerified ? t.exercise[exercise] : ''),
      pictureWaitMs: 0,
    })
    const forget = useBoard.subscribe(sound.poke)
    return () => {
      forget()
      sound.stop()
    }
  }, [t, username])
}

/** Vibrates for an alarm that calls, once for each call, and says it in a notice while the page is in the background. */
function useNotices(username: string): void {
  const t = useText()
  useEffect(() => {
    const told = new Set<string>()
    return useBoard.subscribe(({ alarms, loaded }) => {
      for (const alarm of alarms.values()) {
        const call = callName(alarm)
        if (told.has(call) || !alarm.unacknowledged || !ringsHere(alarm, username)) continue
        told.add(call)
        if (loaded) navigator.vibrate?.([500, 200, 500, 200, 500])
        const school = useSite.getState().site?.schools.find(({ id }) => id === alarm.schoolId)
        notify(alarm, `${t.kind[alarm.kind]} ${school?.name ?? ''}`, placeOf(alarm, school))
      }
    })
  }, [t, username])
}

/** Opens everything that a guard's page lives on. */
function useLife(username: string): void {
  useEffect(() => {
    const close = openLive()
    void showFirstAlarms()
    return close
  }, [])
  useEffect(keepSite, [])
  useEffect(startFacilities, [])
  useEffect(watchPermission, [])
  useEffect(() => {
    resumeSendings(username)
    const age = () => ageSendings(useBoard.getState().alarms)
    age()
    const forgetBoard = useBoard.subscribe(age)
    const onBack = () => document.visibilityState === 'visible' && hurrySendings()
    addEventListener('online', hurrySendings)
    document.addEventListener('visibilitychange', onBack)
    const forget = useLink.subscribe((link, before) => {
      if (link.connected && !before.connected) hurrySendings()
    })
    return () => {
      removeEventListener('online', hurrySendings)
      document.removeEventListener('visibilitychange', onBack)
      forget()
      forgetBoard()
    }
  }, [username])
}

function useHere(session: Session): [string | null, (schoolId: string) => void] {
  const [, setChosen] = useState<string | null>(null)
  return [
    hereOf(session),
    (schoolId) => {
      chooseHere(schoolId)
      setChosen(schoolId)
    },
  ]
}

/** A finger whose leaving the phone has not told holds no alarm back for longer, ms. */
const FINGER_MS = 5000
let areHandsOff = () => true
const subscribeHands = (onOff: () => void) => {
  const hands = watchHands(onOff, FINGER_MS)
  areHandsOff = hands.areOff
  return () => {
    areHandsOff = () => true
    hands.stop()
  }
}

/** Which alarm is before the guard, and how a hand brings the next one there. None takes another's place while a finger is on the glass. */
function useShown(open: readonly Alarm[], username: string, list: RefObject<HTMLUListElement | null>): [Alarm | null, () => void] {
  const [chosen, setChosen] = useState<Chosen>(() => ({ ...NOTHING_CHOSEN, id: before.alarmId }))
  const sendings = useSendings((state) => state.sendings)
  const own = open.find(({ raisedBy }) => raisedBy === username)?.id
  const said = saidBy(username, sendings)
  const mayGiveWay = useSyncExternalStore(subscribeHands, () => areHandsOff())
  const kept = mayGiveWay ? undefined : open.find(({ id }) => id === chosen.id)
  const alarm = kept ?? alarmBefore(chosen, open, username, said)
  const current = alarm?.id ?? null
  const byHand = useRef(current)
  useLayoutEffect(() => {
    if (byHand.current !== current) markSwap(list.current?.querySelector('[data-row]'))
    byHand.current = current
  }, [current, list])
  useEffect(() => setChosen((before) => (before.id === current ? before : { ...NOTHING_CHOSEN, id: current })), [current])
  useEffect(() => {
    if (own !== undefined) setChosen({ ...NOTHING_CHOSEN, id: own })
  }, [own])
  // Whatever was read further down: the alarm and its two answers are before the eyes.
  useEffect(() => {
    if (current !== null) window.scrollTo(0, 0)
  }, [current])
  useEffect(() => (list.current ? ignoreTapsAfterSwap(list.current) : undefined), [list])
  const next = () => {
    const at = open.findIndex(({ id }) => id === current)
    const chosenNow = open[(at + 1) % open.length]
    byHand.current = chosenNow?.id ?? null
    setChosen(chosenByHand(chosenNow, open, said))
  }
  return [alarm, next]
}

/** SOS that has no receipt yet: the page says what it does, and shows nothing as sent before it is. */
function CallingForHelp() {
  const g = useGuardText()
  const waiting = useSendings(({ sendings }) => sendings.some(({ word, state }) => word === 'sos' && state === 'waiting'))
  const refused = useSendings(({ sendings }) => sendings.find(({ word, state }) => word === 'sos' && state === 'refused'))
  if (waiting)
    return (
      <p role="status" className={cardStyles.calling}>
        {g.sosUnderway} · {g.sending}
      </p>
    )
  return refused ? (
    <p role="alert" className={pageStyles.refused}>
      {g.refused(g.sos, refused.detail)}
    </p>
  ) : null
}

function Foot({ session }: { session: Session }) {
  const g = useGuardText()
  const unsent = useSendings(({ sendings }) => sendings.some(({ state }) => state === 'waiting'))
  const sure = session.kind === 'phone' ? g.signOutPhone : g.signOutDesk
  return (
    <footer className={pageStyles.foot}>
      <span>{session.user.name}</span>
      <LanguageSwitch />
      <SignOut className={controls.quiet} mayLeave={() => window.confirm(unsent ? g.signOutUnsent : sure)}>
        {g.signOut}
      </SignOut>
    </footer>
  )
}

/** The guard's page: nothing but the alarm while there is one, and SOS always at the same place. */
export function Watch({ session }: { session: Session }) {
  const t = useText()
  const g = useGuardText()
  const { username } = session.user
  useLife(username)
  useBell(username)
  useNotices(username)
  const open = useOpenAlarms()
  const [here, setHere] = useHere(session)
  const sound = useSound((state) => state.state)
  const me = usePlace((state) => state.position)
  const list = useRef<HTMLUListElement>(null)
  const [alarm, next] = useShown(open, username, list)
  const painted = useMemo(() => (alarm ? [alarm] : []), [alarm])
  usePainted(painted, list, null)
  return (
    <>
      <main className={pageStyles.page}>
        {!alarm && <StaleNotice schoolId={here} />}
        {!alarm && sound === 'blocked' && (
          <button type="button" className={pageStyles.bell} onClick={unlockSound}>
            {g.soundBlocked}
          </button>
        )}
        <CallingForHelp />
        <ul ref={list} aria-label={t.queue.title} className={pageStyles.list}>
          {alarm && (
            <li key={alarm.id} data-row={alarm.id}>
              <AlarmCard
                alarm={alarm}
                by={username}
                schoolName={session.schools.find(({ id }) => id === alarm.schoolId)?.name ?? alarm.schoolId ?? ''}
                me={me}
              />
            </li>
          )}
        </ul>
        {!alarm && <Calm session={session} here={here} onHere={setHere} />}
        <Reach />
        <ThisPhone />
        <Foot session={session} />
      </main>
      <SosBar
        above={
          alarm && (
            <>
              {open.length > 1 && (
                <button type="button" className={dockStyles.more} onClick={next}>
                  {g.more(open.length - 1)} →
                </button>
              )}
              {sound === 'blocked' && (
                <button type="button" className={dockStyles.bell} onClick={unlockSound}>
                  {g.soundBlocked}
                </button>
              )}
              <StaleStrip />
            </>
          )
        }
        onStart={askPlaceQuietly}
        onSos={() => {
          const schoolId = here ?? alarm?.schoolId
          if (schoolId) sayForHelp({ schoolId, position: freshPlace(), by: username })
        }}
      />
    </>
  )
}
