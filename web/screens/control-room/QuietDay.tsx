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

/** A figure, its unit in it; `note` says more of it, and `word` what it counts. */
interface Figure {
  word: string
  value: string
  note?: string | false
}

/** Today as the server counts it: what is read from across the room, and what is read at the desk. */
function useDayFigures(): { large: Figure[]; rows: Figure[] } {
  const t = useText()
  const room = useRoomText()
  const day = useDay((state) => state.day)
  const schools = useRegister((register) => register.schools)
  useSecond()
  if (!day) return { large: [], rows: [] }
  const ago = (what: typeof day.lastDrill, none: string) => {
    if (!what) return none
    const school = what.schoolId === null ? '' : (schools.get(what.schoolId)?.name ?? what.schoolId)
    return room.day.ago(ageText(serverNow(useLink.getState()) - Date.parse(what.at), t.time), school)
  }
  return {
    large: [
      { word: room.day.alarms, value: room.day.alarmsOf(day.alarms), note: day.genuine > 0 && room.day.genuine(day.genuine) },
      { word: room.day.mend, value: room.day.mendOf(day.devicesToMend), note: day.openFaults > 0 && room.day.faults(day.openFaults) },
    ],
    rows: [
      ...(day.exercises > 0 ? [{ word: room.day.exercises, value: room.day.times(day.exercises) }] : []),
      { word: room.day.proven, value: ago(day.lastProven, room.day.provenNone) },
      { word: room.day.drill, value: ago(day.lastDrill, room.day.drillNone) },
    ],
  }
}

function Figures({ className, figures }: { className: string | undefined; figures: readonly Figure[] }) {
  return (
    <dl className={className}>
      {figures.map(({ word, value, note }) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            <bdi>{value}</bdi>
            {note && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Nothing is selected: how the district stands today, not an empty list. */
export function QuietDay({ open }: { open: number }) {
  const t = useText()
  const room = useRoomText()
  const { schools, buttons, buttonsLoaded, cameras, cameraCount } = useRegister()
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
  const count = cameraCount ?? (cameras && { online: countState(cameras, 'online'), total: cameras.ids.length })
  const large: Figure[] = [
    ...day.large,
    ...(ability
      ? [
          {
            word: room.day.unable,
            value: room.day.unableOf(ability.unable.length),
            note: ability.unknown.length > 0 && room.day.unknown(ability.unknown.length),
          },
        ]
      : []),
    { word: t.detail.buttons, value: buttonsLoaded ? t.detail.of(online(buttons), buttons.size) : '…' },
  ]
  const rows: Figure[] = [
    { word: t.detail.cameras, value: count ? t.detail.of(count.online, count.total) : '…' },
    ...day.rows,
    { word: t.detail.schools, value: schools.size > 0 ? String(schools.size) : '…' },
  ]
  return (
    <section className={styles.quiet} aria-label={t.detail.label}>
      <h2>{open > 0 ? room.day.pick : loaded ? room.day.calm : t.queue.notLoaded}</h2>
      <p>{open === 0 ? room.day.calmHint : room.day.pickHint}</p>
      {failed && <p role="status">{room.day.failed}</p>}
      <h3>{room.day.title}</h3>
      <Figures className={styles.large} figures={large} />
      <Figures className={styles.rows} figures={rows} />
    </section>
  )
}
