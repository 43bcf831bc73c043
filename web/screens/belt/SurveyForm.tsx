import { type FormEvent, useState } from 'react'
import type { LngLat } from '#contracts/time.ts'
import { chosenFiles, sendFiles } from '../../api/file.ts'
import { surveyBelt } from '../../api/venue.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { useBeltText } from './text.ts'

interface Props {
  campusId: string
  name: string
  onDone: () => void
}

/** One survey of one campus's belt, at a desk or by a phone on the spot: where it stands, what it saw. */
export function SurveyForm({ campusId, name, onDone }: Props) {
  const t = useBeltText()
  const words = useTaskText()
  const [place, setPlace] = useState<{ position: LngLat; accuracyM: number } | null>(null)
  const [said, setSaid] = useState<{ words: string; wrong: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  const locate = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => setPlace({ position: [coords.longitude, coords.latitude], accuracyM: Math.min(1000, Math.round(coords.accuracy)) }),
      () => setSaid({ words: t.survey.hereFailed, wrong: true }),
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const note = String(form.get('note') ?? '').trim()
    setBusy(true)
    setSaid(null)
    try {
      const survey = await surveyBelt({ campusId, ...(note ? { note } : {}), ...(place ?? {}) })
      const photos = chosenFiles(form, 'photo')
      // The survey stands by itself: a photo that does not get through is said, and does not make a second survey.
      const sent = await sendFiles('beltSurvey', survey.id, photos, place?.position).catch(() => null)
      setSaid(sent === null ? { words: t.survey.photosFailed, wrong: true } : { words: t.survey.done(photos.length), wrong: false })
      element.reset()
      setPlace(null)
      onDone()
    } catch (error) {
      setSaid({ words: refusalWords(error, words), wrong: true })
    }
    setBusy(false)
  }
  return (
    <form aria-label={`${t.belt.survey} ${name}`} onSubmit={(event) => void submit(event)} style={{ margin: '12px 0' }}>
      <div className={desk.form}>
        <label className={controls.field}>
          {t.belt.note}
          <textarea name="note" rows={2} maxLength={1000} />
        </label>
        <label className={controls.field}>
          {t.survey.photo}
          <input name="photo" type="file" accept="image/*" multiple />
        </label>
      </div>
      <div className={desk.buttons}>
        <button type="button" className={controls.button} onClick={locate}>
          {t.survey.here}
        </button>
        <span role="status" className={desk.dim}>
          {place ? `${place.position[1].toFixed(6)}, ${place.position[0].toFixed(6)} ±${place.accuracyM} m` : t.survey.noPlace}
        </span>
        <span className={desk.grow} />
        <button type="submit" className={desk.primary} disabled={busy}>
          {t.belt.survey}
        </button>
      </div>
      {said && (
        <p role={said.wrong ? 'alert' : 'status'} className={said.wrong ? desk.wrong : desk.said}>
          {said.words}
        </p>
      )}
    </form>
  )
}
