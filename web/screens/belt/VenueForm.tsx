import { type FormEvent, useCallback, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { LngLat } from '#contracts/time.ts'
import { type Venue, VenueKind } from '#contracts/venue.ts'
import { chosenFiles, sendFiles } from '../../api/file.ts'
import { ProblemError } from '../../api/http.ts'
import { createVenue, editVenue, readVenue } from '../../api/venue.ts'
import { PlacePick } from '../../map/PlacePick.tsx'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { GroundMap } from '../hazard/GroundMap.tsx'
import styles from '../hazard/Hazard.module.css'
import { useHazardText } from '../hazard/text.ts'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { useBeltText } from './text.ts'

/** A click on the map is good to about a house front. */
const CLICK_M = 5

/** Changes a venue that is registered; two clerks on one are told. */
export function VenueEdit({ base }: { base: string }) {
  const { id = '' } = useParams()
  const read = useCallback(() => readVenue(id), [id])
  const { value } = useReading(read, 0)
  return value && <VenueForm base={base} before={value} />
}

/** Registers a venue, at a desk or on the spot; its distances are measured when it is saved. */
export function VenueForm({ base, before = null }: { base: string; before?: Venue | null }) {
  const t = useBeltText()
  const words = useTaskText()
  const { kinds } = useHazardText()
  const navigate = useNavigate()
  const [place, setPlace] = useState<{ position: LngLat; accuracyM: number } | null>(before)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [version, setVersion] = useState(before?.version ?? 0)
  const locate = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => setPlace({ position: [coords.longitude, coords.latitude], accuracyM: Math.min(1000, Math.round(coords.accuracy)) }),
      () => setProblem(t.form.hereFailed),
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  const title = before ? t.venue.edit : t.add
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    if (!place) return setProblem(t.form.needed)
    setBusy(true)
    setProblem('')
    try {
      const body = {
        kind: text('kind') as VenueKind,
        name: text('name'),
        position: place.position,
        accuracyM: place.accuracyM,
        ...(text('address') ? { address: text('address') } : {}),
        ...(text('note') ? { note: text('note') } : {}),
        ...(text('closedOn') ? { closedOn: text('closedOn') } : {}),
      }
      const venue = before ? await editVenue(before.id, { ...body, version }) : await createVenue(body)
      // The venue stands; photos that do not get through are missing on its page, where they can be added.
      await sendFiles('venue', venue.id, chosenFiles(form, 'photo'), place.position).catch(() => [])
      void navigate(`${base}/${venue.id}`)
    } catch (error) {
      const theirs =
        error instanceof ProblemError && error.problem.status === 409 ? (error.problem.current as Venue | undefined) : undefined
      setProblem(
        [refusalWords(error, words), ...(theirs ? [[theirs.name, theirs.address, theirs.note].filter(Boolean).join(' · ')] : [])].join(
          '\n',
        ),
      )
      if (theirs) setVersion(theirs.version)
      setBusy(false)
    }
  }
  return (
    <form className={desk.panel} aria-label={title} onSubmit={(event) => void submit(event)}>
      <h2>{title}</h2>
      <div className={desk.form}>
        <label className={controls.field}>
          {t.kind}
          <select name="kind" required defaultValue={before?.kind ?? ''}>
            {before === null && <option value="" />}
            {VenueKind.options.map((key) => (
              <option key={key} value={key}>
                {kinds[key]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {t.form.name}
          <input name="name" required maxLength={100} defaultValue={before?.name} />
        </label>
        <label className={`${controls.field} ${desk.wide}`}>
          {t.form.address}
          <input name="address" maxLength={200} defaultValue={before?.address ?? ''} />
        </label>
        <label className={`${controls.field} ${desk.wide}`}>
          {t.form.note}
          <textarea name="note" rows={2} maxLength={1000} defaultValue={before?.note ?? ''} />
        </label>
        <label className={controls.field}>
          {t.survey.photo}
          <input name="photo" type="file" accept="image/*" multiple />
        </label>
        {before && (
          <label className={controls.field}>
            {t.venue.closedOn}
            <DateField name="closedOn" defaultValue={before.closedOn ?? ''} />
          </label>
        )}
        <div className={desk.wide}>
          <p>
            {t.form.position}{' '}
            <button type="button" className={controls.button} onClick={locate}>
              {t.form.here}
            </button>{' '}
            <span role="status" className={desk.dim}>
              {place && `${place.position[1].toFixed(6)}, ${place.position[0].toFixed(6)} ±${place.accuracyM} m`}
            </span>
          </p>
          <GroundMap className={styles.place} seesSchools near={place?.position ?? null}>
            {(map) => (
              <PlacePick map={map} position={place?.position ?? null} onPick={(position) => setPlace({ position, accuracyM: CLICK_M })} />
            )}
          </GroundMap>
        </div>
      </div>
      {problem && (
        <p role="alert" className={desk.wrong} style={{ whiteSpace: 'pre-line' }}>
          {problem}
        </p>
      )}
      <div className={desk.buttons}>
        <button type="submit" className={desk.primary} disabled={busy}>
          {t.form.save}
        </button>
        <Link className={controls.button} to={before ? `${base}/${before.id}` : base}>
          {t.form.cancel}
        </Link>
      </div>
    </form>
  )
}
