import type { Session } from '#contracts/session.ts'
import { probeAge } from '#domain/pulse-watch.ts'
import { useText } from '../../i18n/text.ts'
import { useBoard } from '../../live/board.ts'
import { listedLately, useLink } from '../../live/link.ts'
import { ageText } from '../../ui/time.ts'
import styles from './Calm.module.css'
import { useFacilities } from './facilities.ts'
import { useGuardText } from './text.ts'

/** By what an alarm would reach me, and when that was last proven; only channels that there are. */
export function Reach() {
  const t = useText()
  const g = useGuardText()
  const isLive = useLink((link) => link.connected && link.faults.length === 0 && link.pulse !== null)
  const isAsked = useLink((link) => listedLately(link) !== null)
  const age = useLink((link) => {
    const ms = probeAge(link)
    return ms === null ? null : ageText(ms, t.time)
  })
  const polling = useLink((link) => link.transport === 'polling')
  const notice = useFacilities(({ notice }) => notice === 'ok')
  if (!isLive && isAsked)
    return (
      <p className={styles.reach}>
        <b>! {g.reachAsked}</b> <span className={styles.by}>{g.reachAskedBy}</span>
      </p>
    )
  if (!isLive) return <p className={styles.reach}>✕ {g.reachNot}</p>
  const parts = [
    g.reachPage,
    age === null ? g.reachProbeNone : g.reachProbe(age),
    ...(polling ? [g.reachPolling] : []),
    ...(notice ? [g.reachNotice] : []),
  ]
  return (
    <p className={styles.reach}>
      <b>✓ {g.reach}</b>
      <span className={styles.by}>
        {parts.map((part) => (
          <span key={part}>{part}</span>
        ))}
      </span>
    </p>
  )
}

interface Props {
  session: Session
  here: string | null
  onHere: (schoolId: string) => void
}

/** Nothing is wrong: what the page is for; and, for a guard of several schools, which one an SOS would name. */
export function Calm({ session, here, onHere }: Props) {
  const g = useGuardText()
  const loaded = useBoard((board) => board.loaded)
  // What was calm before the link broke is not known to be calm now.
  const isDeaf = useLink((link) => link.faults.length > 0 && listedLately(link) === null)
  const known = loaded ? g.calm : g.fetching
  return (
    <section className={styles.calm}>
      <h1>{isDeaf ? g.calmBefore(loaded) : known}</h1>
      <p>{g.calmHint}</p>
      {session.schools.length > 1 && (
        <fieldset className={styles.here}>
          <legend>{g.here}</legend>
          {session.schools.map(({ id, name }) => (
            <label key={id} data-chosen={id === here}>
              <input type="radio" name="here" checked={id === here} onChange={() => onHere(id)} /> {name}
            </label>
          ))}
        </fieldset>
      )}
    </section>
  )
}
