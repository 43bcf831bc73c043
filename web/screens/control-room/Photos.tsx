import { useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useLog } from '../../live/log.ts'
import { momentText } from '../../ui/time.ts'
import styles from './Photos.module.css'
import { useRoomText } from './text.ts'

/** Photos from the scene, the newest first, each with who took it and when; a press makes one large. */
export function Photos({ alarm }: { alarm: Alarm }) {
  const room = useRoomText()
  const { entries, alarmId } = useLog()
  const [large, setLarge] = useState<string | null>(null)
  const photos = (alarmId === alarm.id ? (entries ?? []) : []).filter(({ kind }) => kind === 'photographed').reverse()
  if (photos.length === 0) return null
  const now = serverNow(useLink.getState())
  return (
    <section className={styles.photos} aria-label={room.photos.title}>
      <h3>
        {room.photos.title} {photos.length}
      </h3>
      <ul>
        {photos.map(({ at, by, byName, data, version }) => {
          const id = String(data.fileId)
          const words = room.photos.by(byName ?? by ?? '', momentText(at, now))
          return (
            <li key={version}>
              <button
                type="button"
                aria-pressed={large === id}
                aria-label={room.photos.enlarge(words)}
                onClick={() => setLarge(large === id ? null : id)}
              >
                <img src={`/api/v1/files/${encodeURIComponent(id)}`} alt={words} data-large={large === id} />
              </button>
              <span>{words}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
