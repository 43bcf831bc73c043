import { useEffect, useRef, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { isShelved } from '#domain/shelf.ts'
import { useText } from '../../i18n/text.ts'
import { callName } from '../../live/call.ts'
import { usePlaceName, useSchoolName } from '../../live/names.ts'
import styles from './ControlRoom.module.css'
import { useRoomText } from './text.ts'

const KEPT = 3

/** Tells a screen reader of alarms that are new, pressed again or taken as real, a burst in one sentence. */
export function Announcer({ open }: { open: readonly Alarm[] }) {
  const t = useText()
  const room = useRoomText()
  const school = useSchoolName()
  const place = usePlaceName()
  const known = useRef(new Set<string>())
  const [said, setSaid] = useState<{ n: number; words: string }[]>([])
  useEffect(() => {
    const waiting = open.filter((alarm) => alarm.unacknowledged)
    const fresh = waiting.filter((alarm) => !known.current.has(callName(alarm)))
    known.current = new Set(open.filter((alarm) => !isShelved(alarm)).map(callName)) // back from the shelf it calls again
    const [first] = fresh
    if (!first) return
    // A line of its own each time: of words that have not changed a reader says nothing.
    const say = (words: string) => setSaid((lines) => [...lines.slice(1 - KEPT), { n: (lines[lines.length - 1]?.n ?? 0) + 1, words }])
    if (fresh.length > 1) return say(room.announce.many(fresh.length, school(first)))
    const what = t.kind[first.kind]
    if (first.count > 1) return say(room.announce.again(what, school(first), place(first), first.count))
    say(room.announce.one(what, school(first), place(first), t.alarm.priority(first.priority)))
  }, [open, t, room, school, place])
  return (
    <div className={styles.spoken} role="log" aria-live="assertive" aria-label={t.queue.title}>
      {said.map(({ n, words }) => (
        <p key={n}>{words}</p>
      ))}
    </div>
  )
}
