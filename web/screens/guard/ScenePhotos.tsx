import { type ChangeEvent, useState } from 'react'
import type { Alarm } from '#contracts/alarm.ts'
import { useLink } from '../../live/link.ts'
import { shrink } from './photo.ts'
import styles from './ScenePhotos.module.css'
import { type Sending, sayPhoto, useSendings } from './sendings.ts'
import { type GuardText, useGuardText } from './text.ts'

const SLOW_MS = 20_000

function stateOf({ state, detail }: Sending, waitedMs: number, g: GuardText): string {
  if (state === 'delivered') return `✓ ${g.photos.delivered}`
  if (state === 'refused') return g.refused(g.photo, detail)
  return waitedMs > SLOW_MS ? g.photos.waiting : g.photos.sending
}

/** Photos of the scene, after the arrival: each with how far it is; none holds up anything else. */
export function ScenePhotos({ alarm, by, said }: { alarm: Alarm; by: string; said: readonly Sending[] }) {
  const g = useGuardText()
  const [note, setNote] = useState<'busy' | 'tooLarge' | null>(null)
  const sinceMs = useSendings((state) => state.sinceMs)
  const now = useLink((link) => link.nowMs)
  const photos = said.filter(({ word }) => word === 'photo')
  const onPicked = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.currentTarget
    const [file] = input.files ?? []
    if (!file) return
    setNote('busy')
    const picture = await shrink(file)
    input.value = '' // the same picture may be chosen again
    setNote(picture === null ? 'tooLarge' : null)
    if (picture !== null) sayPhoto({ alarm, by, picture })
  }
  return (
    <div className={styles.photos}>
      <label className={styles.take}>
        {g.photos.take}
        <input type="file" accept="image/*" capture="environment" onChange={(event) => void onPicked(event)} />
      </label>
      <p className={styles.hint}>{note === null ? g.photos.hint : g.photos[note]}</p>
      {photos.length > 0 && (
        <ul role="status">
          {photos.map((photo, i) => (
            <li key={photo.key} data-state={photo.state}>
              <b>{g.photos.nth(i + 1)}</b> {stateOf(photo, now - (sinceMs.get(photo.key) ?? now), g)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
