import { type FormEvent, useEffect, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Hazard, HazardPlace, Risk } from '#contracts/hazard.ts'
import type { LngLat } from '#contracts/time.ts'
import { chosenFiles, sendFiles } from '../../api/file.ts'
import { reportHazard } from '../../api/hazard.ts'
import { PlacePick } from '../../map/PlacePick.tsx'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { loadPlaces, usePlaces } from '../admin/places.ts'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { GroundMap } from './GroundMap.tsx'
import styles from './Hazard.module.css'
import { PHOTOS_MISSING } from './photos-missing.ts'
import { useHazardText } from './text.ts'

/** Where the address says that it is, `lng,lat`. */
function placeIn(at: string | null): LngLat | null {
  const [lng = Number.NaN, lat = Number.NaN] = (at ?? '').split(',').map(Number)
  return at !== null && Number.isFinite(lng) && Number.isFinite(lat) ? [lng, lat] : null
}

/** Reports a hazard, at a desk or on the spot: the place by a click or by the phone, photos from its camera. What is known already, such as a venue's place, comes with the address. */
export function HazardForm({ base }: { base: string }) {
  const t = useHazardText()
  const words = useTaskText()
  const navigate = useNavigate()
  const { schools, campuses } = usePlaces()
  const [known] = useSearchParams()
  const [schoolId, setSchoolId] = useState(known.get('school') ?? '')
  const [position, setPosition] = useState<LngLat | null>(() => placeIn(known.get('at')))
  const [place, setPlace] = useState('')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => void loadPlaces().catch(() => setProblem(t.retry)), [t])
  const [only] = schools.length === 1 ? schools : []
  useEffect(() => only && setSchoolId(only.id), [only])
  const campus = campuses.find(({ properties }) => properties.schoolId === schoolId)
  const gate = campus?.properties.gates[0]?.position ?? null

  const locate = () => {
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        setPosition([coords.longitude, coords.latitude])
        setPlace(t.form.accuracy(Math.round(coords.accuracy)))
      },
      () => setPlace(t.form.hereFailed),
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    setBusy(true)
    setProblem('')
    try {
      const hazard = await reportHazard({
        schoolId,
        place: text('place') as HazardPlace,
        kind: text('kind') as Hazard['kind'],
        title: text('title'),
        risk: text('risk') as Risk,
        ...(text('detail') ? { detail: text('detail') } : {}),
        ...(position ? { position } : {}),
      })
      // The hazard stands; photos that do not get through are told of on its page, where they can be added. Said here, they would make a second hazard.
      await sendFiles('hazard', hazard.id, chosenFiles(form, 'photo'), position).then(
        () => navigate(`${base}/${hazard.id}`),
        () => navigate(`${base}/${hazard.id}`, { state: PHOTOS_MISSING }),
      )
    } catch (error) {
      setProblem(refusalWords(error, words))
      setBusy(false)
    }
  }
  return (
    <form className={desk.panel} aria-label={t.add} onSubmit={(event) => void submit(event)}>
      <h2>{t.add}</h2>
      <div className={desk.form}>
        <label className={controls.field}>
          {t.form.school}
          <select name="school" required value={schoolId} onChange={(event) => setSchoolId(event.target.value)}>
            <option value="" />
            {schools.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Choice name="place" label={t.form.place} options={t.places} preset={known.get('place') ?? undefined} />
        <Choice name="kind" label={t.form.kind} options={t.kinds} preset={known.get('kind') ?? undefined} />
        <Choice name="risk" label={t.form.risk} options={t.risks} preset="general" />
        <label className={`${controls.field} ${desk.wide}`}>
          {t.form.title}
          <input name="title" required maxLength={100} defaultValue={known.get('title') ?? ''} />
        </label>
        <label className={`${controls.field} ${desk.wide}`}>
          {t.form.detail}
          <textarea name="detail" rows={3} maxLength={1000} />
        </label>
        <label className={`${controls.field} ${desk.wide}`}>
          {t.form.photo}
          <input name="photo" type="file" accept="image/*" multiple />
        </label>
        <div className={desk.wide}>
          <p>
            {t.form.position}{' '}
            <button type="button" className={controls.button} onClick={locate}>
              {t.form.here}
            </button>{' '}
            <span role="status" className={desk.dim}>
              {position && `${position[1].toFixed(6)}, ${position[0].toFixed(6)} `}
              {place}
            </span>
          </p>
          <GroundMap key={schoolId} className={styles.place} seesSchools near={position ?? gate}>
            {(map) => <PlacePick map={map} position={position} onPick={setPosition} />}
          </GroundMap>
        </div>
      </div>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      <div className={desk.buttons}>
        <button type="submit" className={desk.primary} disabled={busy}>
          {t.form.save}
        </button>
        <Link className={controls.button} to={base}>
          {t.form.cancel}
        </Link>
      </div>
    </form>
  )
}

function Choice({
  name,
  label,
  options,
  preset,
}: {
  name: string
  label: string
  options: Record<string, string>
  preset?: string | undefined
}) {
  return (
    <label className={controls.field}>
      {label}
      <select name={name} required defaultValue={preset ?? ''}>
        {preset === undefined && <option value="" />}
        {Object.entries(options).map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}
