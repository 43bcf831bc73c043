import { useText } from '../../i18n/text.ts'
import { useBoard } from '../../live/board.ts'
import { useDay } from '../../live/day.ts'
import { serverNow, useLink, useSecond } from '../../live/link.ts'
import { countState } from '../../live/places.ts'
import { useRegister } from '../../live/register.ts'
import { ageText } from '../../ui/time.ts'
import styles from './QuietDay.module.css'
import { useRoomText } from './text.ts'
import { useAbility } from './use-ability.ts'

/** Today as the server counts it; a figure that does not exist yet says so. */
function useDayFigures(): [string, string][] {
  const t = useText()
  const room = useRoomText()
  const day = useDay((state) => state.day)
  const schools = useRegister((register) => register.schools)
  useSecond()
  if (!day) return []
  const ago = (what: typeof day.lastDrill, none: string) => {
    if (!what) return none
    const school = what.schoolId === null ? '' : (schools.get(what.schoolId)?.name ?? what.schoolId)
    return room.day.ago(ageText(serverNow(useLink.getState()) - Date.parse(what.at), t.time), school)
  }
  return [
    [room.day.alarms, room.day.alarmsOf(day.alarms, day.genuine)],
    ...(day.exercises > 0 ? [[room.day.exercises, room.day.times(day.exercises)] as [string, string]] : []),
    [room.day.mend, room.day.mendOf(day.devicesToMend, day.openFaults)],
    [room.day.proven, ago(day.lastProven, room.day.provenNone)],
    [room.day.drill, ago(day.lastDrill, room.day.drillNone)],
  ]
}

/** Nothing is selected: how the district stands today, not an empty list. */
export function QuietDay({ open }: { open: number }) {
  const t = useText()
  const room = useRoomText()
  const { schools, buttons, buttonsLoaded, cameras } = useRegister()
  // Before the alarms have come nobody knows that there are none.
  const loaded = useBoard((board) => board.loaded)
  const failed = useDay((state) => state.failed)
  const day = useDayFigures()
  const ability = useAbility()
  const online = (devices: ReadonlyMap<string, { state: string }>) => {
    let n = 0
    for (const { state } of devices.values()) if (state === 'online') n++
    return n
  }
  const figures: [string, string][] = [
    ...day,
    ...(ability ? [[room.day.unable, room.day.unableOf(ability.unable.length, ability.unknown.length)] as [string, string]] : []),
    [t.detail.schools, schools.size > 0 ? String(schools.size) : '…'],
    [t.detail.buttons, buttonsLoaded ? t.detail.of(online(buttons), buttons.size) : '…'],
    [t.detail.cameras, cameras ? t.detail.of(countState(cameras, 'online'), cameras.ids.length) : '…'],
  ]
  return (
    <section className={styles.quiet} aria-label={t.detail.label}>
      <h2>{open > 0 ? room.day.pick : loaded ? room.day.calm : t.queue.notLoaded}</h2>
      <p>{open === 0 ? room.day.calmHint : room.day.pickHint}</p>
      {failed && <p role="status">{room.day.failed}</p>}
      <h3>{room.day.title}</h3>
      <dl>
        {figures.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
