import type { Alarm } from '#contracts/alarm.ts'
import type { Session } from '#contracts/session.ts'
import { step } from '#domain/alarm.ts'
import { toggleMute } from '../../live/mute.ts'
import { drawnLongEnough } from '../../live/painted.ts'
import { holds } from '../../live/rights.ts'
import { nextSelection } from '../../live/selection.ts'
import { toggleTalk } from '../../live/talk.ts'
import { KEYS, type Task } from './AlarmDetail.tsx'
import { type CallResult, dial, RESULT_KEYS, RESULTS, type useContacts } from './Contacts.tsx'
import type { DialogName } from './RoomDialog.tsx'
import type { useDesk } from './use-desk.ts'
import { useKeys } from './use-keys.ts'
import { useReadAgain } from './use-read-again.ts'
import type { useShelf } from './use-shelf.ts'

interface Room {
  session: Session
  /** the alarm that the right side shows */
  alarm: Alarm | null
  open: readonly Alarm[]
  selected: string | null
  mayAct: boolean
  seenLongEnough: () => boolean
  contacts: ReturnType<typeof useContacts>
  desk: ReturnType<typeof useDesk>
  /** what is begun on that alarm */
  task: Task | null
  shelf: ReturnType<typeof useShelf>
  choose: (id: string) => void
  deselect: () => void
  flyTo: () => void
  setDialog: (name: DialogName) => void
}

/**
 * Every act of the control room by its key.
 * @returns whether the keys of acts count now
 */
export function useRoomKeys(room: Room): boolean {
  const { session, alarm, open, selected, mayAct, seenLongEnough, contacts, task, shelf, choose, deselect, flyTo, setDialog } = room
  const { setTask, act } = room.desk
  // A key that was meant for what stood there half a second ago does nothing.
  const mayPress = () => alarm !== null && mayAct && seenLongEnough() && (!alarm.unacknowledged || drawnLongEnough(alarm))
  const keysCount = useReadAgain(() => !mayAct || mayPress())
  const byKey = (name: keyof typeof KEYS) => () => {
    if (!alarm || !mayPress() || !holds(session, `alarm:${name}`) || task?.kind === 'close' || !step(alarm, name).ok) return
    if (name === 'close' || name === 'dispatch') setTask({ alarmId: alarm.id, kind: name })
    else act(name, alarm)
  }
  const byDigit = (digit: number) => () => {
    if (!alarm || !mayPress() || task?.kind === 'close' || alarm.state === 'closed') return
    const contact = contacts[digit - 1]
    if (task?.kind === 'dispatch') {
      if (digit === 0 || contact) act('dispatch', alarm, contact ? { to: contact.role } : {})
    } else if (contact) {
      if (task?.kind === 'call' && task.contact === contact) dial(contact.phone)
      setTask({ alarmId: alarm.id, kind: 'call', contact })
    }
  }
  const byResult = (result: CallResult) => () => {
    if (alarm && task?.kind === 'call' && mayPress()) act('call', alarm, { to: task.contact.role, result })
  }
  useKeys({
    ...Object.fromEntries((Object.keys(KEYS) as (keyof typeof KEYS)[]).map((name) => [KEYS[name], byKey(name)])),
    ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((digit) => [String(digit), byDigit(digit)])),
    ...Object.fromEntries(RESULTS.map((result) => [RESULT_KEYS[result], byResult(result)])),
    z: () => alarm && mayPress() && task?.kind !== 'close' && shelf.press(),
    m: () => alarm?.unacknowledged && mayPress() && toggleMute(alarm),
    h: () => toggleTalk(mayAct && open.some(({ unacknowledged }) => unacknowledged)),
    n: () => {
      const next = nextSelection(selected, open)
      if (next) choose(next)
    },
    f: flyTo,
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    '?': () => setDialog('keys'),
    v: () => setDialog('sound'),
    t: () => setDialog('phones'),
    y: () => setDialog('drills'),
    x: () => setDialog('handover'),
    escape: () => (task ? setTask(null) : deselect()),
  })
  return keysCount
}
